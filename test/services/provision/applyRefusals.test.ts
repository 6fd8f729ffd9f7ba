import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines } from '../../databases.ts';
import { type Bench, bench, changed, typedSecret, whole } from './applying.ts';

const one = (inside: string) => `domains: [ { name: msu, ${inside} } ]`;
const course = (inside: string, id = 'phy101') => one(`courses: [ { id: ${id}, ${inside} } ]`);

/** Files that are right in themselves, and wrong beside what the database holds already. */
const refused: readonly (readonly [what: string, text: string, ...faults: string[]])[] = [
  [
    'a username that looks like one that is there, under which a stranger could pass for her',
    one('people: [ { username: Ann } ]'),
    "1: domains[0].people[0].username: looks like the username 'ann' that the domain has already; people would mix them up",
  ],
  [
    'a role for nobody',
    course('roles: [ { username: an, role: student } ]'),
    "1: domains[0].courses[0].roles[0].username: the domain msu has nobody with the username 'an'",
  ],
  [
    'a role for somebody of another domain',
    course('roles: [ { username: stranger, role: coordinator } ]'),
    "1: domains[0].courses[0].roles[0].username: the domain msu has nobody with the username 'stranger'",
  ],
  [
    'a setting for somebody of another domain',
    course('deepLink: { users: { stranger: { access: either } } }'),
    "1: domains[0].courses[0].deepLink.users.stranger: the domain msu has nobody with the username 'stranger'",
  ],
  [
    'a role that would end before it began',
    course('roles: [ { username: ann, role: student, section: "001", ends: 2026-08-01 } ]'),
    '1: domains[0].courses[0].roles[0]: would end before it starts: look at starts and ends, also as stored',
  ],
  [
    'a link protector of another domain, by name',
    course('deepLink: { protect: ["domain:Theirs"] }'),
    "1: domains[0].courses[0].deepLink.protect[0]: the domain msu has no link protector 'Theirs'",
  ],
  [
    'a link protector of another course, by name',
    course('contents: [ { id: p, page: P, body: x, deepLink: { protect: ["course:Quiz tool"] } } ]', 'other'),
    "1: domains[0].courses[0].contents[0].deepLink.protect[0]: the course other has no link protector 'Quiz tool'",
  ],
  [
    'a number that another link protector has',
    one('protectors: [ { name: Third, number: 2 } ]'),
    "1: domains[0].protectors[0].number: 2 is the number of the link protector 'Second'",
  ],
  [
    'a number that was another link protector’s, whose links would open to the new one',
    one('protectors: [ { name: Third, number: 5 } ]'),
    '1: domains[0].protectors[0].number: 5 was given before, and a number is never used again; the next is 10',
  ],
  [
    'another number for a link protector',
    one('protectors: [ { name: Second, number: 30 } ]'),
    '1: domains[0].protectors[0].number: this link protector has the number 2, which never changes',
  ],
  [
    'a key of another link protector',
    one('protectors: [ { name: Second, key: moodle-prod } ]'),
    "1: domains[0].protectors[0].key: this key belongs to the link protector 'Campus Moodle'",
  ],
  [
    'a key that is the secret, which every launch would show',
    one(`protectors: [ { name: Campus Moodle, key: ${typedSecret} } ]`),
    '1: domains[0].protectors[0].key: is the same as the secret, and every launch shows the key',
  ],
  [
    'a secret against rules that only the database knows, all broken ones at once',
    one('protectors: [ { name: Second, secret: SHORT } ]'),
    '1: domains[0].protectors[0].secret: the secret is too short, and lacks a lower-case letter (rules of the domain)',
  ],
  [
    'rules that no secret could keep, with those that the domain has',
    one('secretRules: { maxLength: 11 }'),
    '1: domains[0].secretRules: minLength would be more than maxLength, with what the domain has for the rest',
  ],
  [
    'dates of a link protector that would cross',
    one('protectors: [ { name: Campus Moodle, validUntil: 2026-07-01 } ]'),
    '1: domains[0].protectors[0]: would end before it begins: look at validFrom and validUntil, also as stored',
  ],
  [
    'a host that belongs to another domain, former hosts included',
    one('publicUrl: "http://former.theirs.example"'),
    '1: domains[0].publicUrl: this host belongs to another domain of this server (R11)',
  ],
  [
    'another kind for an item, whose launches would then open something else',
    course('contents: [ { id: intro, web: Intro, url: "https://elsewhere.example" } ]'),
    '1: domains[0].courses[0].contents[0]: is a page in the course and a web here; give it another id',
  ],
  [
    'another short id for an item that has one',
    course('contents: [ { id: intro, page: I, body: x } ], shortUrls: [ { item: intro, id: zzz999 } ]'),
    '1: domains[0].courses[0].shortUrls[0].id: the item has the short id abc123 already, and keeps it',
  ],
  [
    'a short id of another course, which would take over printed addresses',
    course('contents: [ { id: p, page: P, body: x } ], shortUrls: [ { item: p, id: abc123 } ]', 'other'),
    '1: domains[0].courses[0].shortUrls[0].id: this short id was given to something else in the domain, and an address is never used again',
  ],
  [
    'a place in an LMS for a link protector of another domain, of another course, or of nobody',
    course(
      'contents: [ { id: p, page: P, body: x } ], shortUrls: [ { item: p, id: new123, places: [ { protector: "domain:Theirs", context: c }, { protector: "course:Quiz tool", context: c }, { protector: "domain:Quiz tool", context: c } ] } ]',
      'other',
    ),
    "1: domains[0].courses[0].shortUrls[0].places[0].protector: the domain msu has no link protector 'Theirs'",
    "1: domains[0].courses[0].shortUrls[0].places[1].protector: the course other has no link protector 'Quiz tool'",
    "1: domains[0].courses[0].shortUrls[0].places[2].protector: the domain msu has no link protector 'Quiz tool'",
  ],
  [
    'an address in other letters that is longer than it can be kept',
    course(`contents: [ { id: long, web: W, url: "https://x.example/${'é'.repeat(1500)}" } ]`),
    '1: domains[0].courses[0].contents[0].url: is longer than 2000 bytes',
  ],
  [
    'a host that is too long in its ASCII form',
    one(`publicUrl: "https://${'é'.repeat(60)}.${'ü'.repeat(60)}.${'日本語'.repeat(50)}.example"`),
    '1: domains[0].publicUrl: is not an origin; write http:// or https://, the host and perhaps a port, without path',
  ],
  [
    'several things at once, so that they are mended in one go',
    one(
      'people: [ { username: ANN } ], courses: [ { id: phy101, roles: [ { username: no, role: student } ], deepLink: { protect: ["course:No"] } } ]',
    ),
    "1: domains[0].people[0].username: looks like the username 'ann' that the domain has already; people would mix them up",
    "1: domains[0].courses[0].roles[0].username: the domain msu has nobody with the username 'no'",
    "1: domains[0].courses[0].deepLink.protect[0]: the course phy101 has no link protector 'No'",
  ],
];

const theirs = (url: string) => `domains:
  - name: theirs
    publicUrl: "${url}"
    people: [ { username: stranger } ]
    protectors: [ { name: Theirs } ]
`;

describe.each(engines)(
  'a provision file on %s is refused, with its line and without a trace, for',
  (engine) => {
    let b: Bench;
    beforeAll(async () => {
      b = await bench(engine);
      b.file('notes.pdf', 'what was said');
      await b.apply(whole);
      await b.apply(one('protectors: [ { name: Gone, number: 9 } ]'));
      await b.database.door.write((sql) => sql.run("DELETE FROM protectors WHERE name = 'Gone'"));
      await b.apply(theirs('https://former.theirs.example'));
      await b.apply(theirs('https://today.theirs.example'));
    });
    afterAll(() => b.drop());

    test.each(refused)('%s', async (_, text, ...faults) => {
      const before = await b.dump();
      expect(await b.refusals(text)).toEqual(faults);
      expect(await b.dump()).toBe(before);
    });

    test('a file that has gone since it was read', async () => {
      const text = changed(['path: notes.pdf', 'path: gone.pdf']);
      expect(await b.refusals(text)).toEqual([expect.stringMatching(/^\d+: .*\.path: no such file/)]);
    });

    test('folders in folders beyond what an address of an item can hold, with those that are there', async () => {
      const nested = (letter: string, depth: number): string => {
        const inner = depth === 1 ? '' : `, contents: [ ${nested(letter, depth - 1)} ]`;
        return `{ id: ${letter}${depth}, folder: F${inner} }`;
      };
      await b.apply(course(`contents: [ ${nested('a', 12)} ]`, 'deep'));
      const outer = nested('b', 12).replace(
        '{ id: b1, folder: F }',
        '{ id: b1, folder: F, contents: [ { id: a12, folder: F } ] }',
      );
      const before = await b.dump();
      const faults = await b.refusals(course(`contents: [ ${outer} ]`, 'deep'));
      expect(new Set(faults)).toEqual(
        new Set([
          '1: domains[0].courses[0].contents: would put items into more than 20 folders, with those that the course has already',
        ]),
      );
      expect(await b.dump()).toBe(before);
    });

    test('a domain key that does not open, because new secrets would be lost', async () => {
      const others = await bench(engine);
      try {
        await others.apply('domains: [ { name: msu } ]');
        const stolen = await others.rows<{ wrapped: string }>('SELECT wrapped FROM data_keys');
        await b.apply('domains: [ { name: broken } ]');
        await b.database.door.write((sql) =>
          sql.run(
            "UPDATE data_keys SET wrapped = ? WHERE domain_id = (SELECT id FROM domains WHERE name = 'broken')",
            [stolen[0]?.wrapped ?? ''],
          ),
        );
        await expect(b.apply('domains: [ { name: broken, protectors: [ { name: P } ] } ]')).rejects.toThrow(
          /encryption key of the domain broken does not open/,
        );
      } finally {
        await others.drop();
      }
    });
  },
);
