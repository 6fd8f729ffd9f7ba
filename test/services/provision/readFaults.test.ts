import { describe, expect, test } from '@jest/globals';
import { faultsOf, linesOf, planOf } from './reading.ts';

const honest = `domains:
  - name: msu
    people:
      - { username: ann, name: Ann A. }
      - { username: cora, name: Cora C., password: copper-meadow-violin }
    protectors:
      - { name: Campus Moodle, key: moodle-prod, secret: a-secret-of-enough-letters }
    courses:
      - id: phy101
        title: Physics 101
        roles:
          - { username: ann, role: student, section: "001" }
        protectors: [ { name: Quiz tool } ]
        contents:
          - id: week1
            folder: Week 1
            deepLink: { access: only, protect: ["domain:Campus Moodle"], sections: { "001": { access: either } } }
            contents:
              - { id: intro, page: Introduction, body: Welcome }
              - { id: notes, file: Notes, path: notes.pdf }
        shortUrls: [ intro, { item: week1, id: abc123 } ]
`;

const inPhysics = 'domains[0].courses[0]';
const week1 = `${inPhysics}.contents[0]`;

/** One change of the honest file each: what is replaced, by what, and the one fault that must come of it. */
const changes: readonly (readonly [string, string, string])[] = [
  // Names, ids and words.
  [
    'name: msu',
    'name: MSU',
    '2: domains[0].name: \'MSU\' is not a domain name: 1-32 of a-z, 0-9 and "-", beginning with a letter or digit, and no word of our addresses',
  ],
  [
    'name: msu',
    'name: adm',
    '2: domains[0].name: \'adm\' is not a domain name: 1-32 of a-z, 0-9 and "-", beginning with a letter or digit, and no word of our addresses',
  ],
  [
    'id: phy101',
    'id: 101',
    `9: ${inPhysics}.id: is read as a number, not as text; write it in quotes: "101"`,
  ],
  [
    'id: phy101',
    'id: 0x1F',
    `9: ${inPhysics}.id: is read as a number, not as text; write it in quotes: "0x1F"`,
  ],
  [
    'id: phy101',
    'id: true',
    `9: ${inPhysics}.id: is read as true or false, not as text; write it in quotes: "true"`,
  ],
  [
    'id: phy101',
    'id: null',
    `9: ${inPhysics}.id: is read as nothing, not as text; write it in quotes: "null"`,
  ],
  ['id: phy101', 'id:', `9: ${inPhysics}.id: nothing stands here; write a value, or leave the key out`],
  [
    'id: phy101',
    'id: settings',
    `9: ${inPhysics}.id: 'settings' is not a course id: 1-64 letters, digits, ".", "_" or "-", beginning with a letter or digit, and no word of our addresses`,
  ],
  [
    'username: ann, role',
    'username: 12345, role',
    `12: ${inPhysics}.roles[0].username: is read as a number, not as text; write it in quotes: "12345"`,
  ],
  [
    'section: "001"',
    'section: 001',
    `12: ${inPhysics}.roles[0].section: is read as a number, not as text; write it in quotes: "001"`,
  ],
  [
    'sections: { "001"',
    'sections: { 001',
    `17: ${week1}.deepLink.sections["001"]: the key '001' is not read as text; write it in quotes: "001"`,
  ],
  [
    'role: student',
    'role: teacher',
    `12: ${inPhysics}.roles[0].role: 'teacher' is not a role; use coordinator, instructor, assistant, proctor or student`,
  ],
  ['role: student, ', '', `12: ${inPhysics}.roles[0].role: is missing`],
  [
    'access: only',
    'access: onyl',
    `17: ${week1}.deepLink.access: 'onyl' is not an access; use either, only or off`,
  ],
  [
    'title: Physics 101',
    'titel: Physics 101',
    `10: ${inPhysics}.titel: unknown key 'titel'; did you mean 'title'?`,
  ],
  [
    'domains:\n',
    'administrators: []\ndomains:\n',
    "1: administrators: unknown key 'administrators'; known here: domains",
  ],
  [
    '{ username: ann, name: Ann A. }',
    '{ username: ann, disabled: yes }',
    "4: domains[0].people[0].disabled: write true or false, not 'yes'",
  ],
  // The same twice.
  ['username: cora', 'username: ann', '5: domains[0].people[1].username: a second person with this username'],
  [
    'username: cora',
    'username: ANN',
    "5: domains[0].people[1].username: looks like the username 'ann'; people would mix them up",
  ],
  [
    'title: Physics 101',
    'title: A\n        title: B',
    `11: ${inPhysics}.title: this key stands here a second time`,
  ],
  ['id: intro', 'id: week1', `19: ${week1}.contents[0].id: a second item with this id in the course`],
  [
    '{ name: Quiz tool }',
    '{ name: Quiz tool }, { name: Quiz tool }',
    `13: ${inPhysics}.protectors[1].name: a second link protector of this name`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: A, key: k }, { name: B, key: k }',
    `13: ${inPhysics}.protectors[1].key: a second link protector with this key`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: A, number: 1 }, { name: B, number: 1 }',
    `13: ${inPhysics}.protectors[1].number: a second link protector with this number`,
  ],
  [
    'section: "001" }',
    'section: "001" }\n          - { username: ann, role: student, section: "001" }',
    `13: ${inPhysics}.roles[1]: the same person has this role here a second time`,
  ],
  // Short URLs.
  [
    '[ intro,',
    '[ intor,',
    `21: ${inPhysics}.shortUrls[0]: the course has no item 'intor' in this file; did you mean 'intro'?`,
  ],
  ['item: week1', 'item: intro', `21: ${inPhysics}.shortUrls[1].item: a second short URL for this item`],
  [
    'id: abc123',
    'id: 234567',
    `21: ${inPhysics}.shortUrls[1].id: is read as a number, not as text; write it in quotes: "234567"`,
  ],
  [
    'id: abc123',
    'id: ab-123',
    `21: ${inPhysics}.shortUrls[1].id: 'ab-123' is not a short id: 6-12 letters and digits`,
  ],
  // Dates, zones, addresses.
  [
    'name: msu',
    'name: msu\n    timeZone: Detroit',
    "3: domains[0].timeZone: 'Detroit' is not a time zone such as America/Detroit or UTC",
  ],
  [
    'name: msu',
    'name: msu\n    publicUrl: https://a.example/path',
    '3: domains[0].publicUrl: is not an origin; write http:// or https://, the host and perhaps a port, without path',
  ],
  [
    'role: student',
    'role: student, starts: 2026-02-30',
    `12: ${inPhysics}.roles[0].starts: '2026-02-30' is not a day; write it as 2026-08-01`,
  ],
  [
    'role: student',
    'role: student, starts: 2026-02-02, ends: 2026-02-01',
    `12: ${inPhysics}.roles[0].ends: lies before starts`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, validFrom: 2026-01-01T08:00:00 }',
    `13: ${inPhysics}.protectors[0].validFrom: '2026-01-01T08:00:00' is not a day or time; write 2026-08-01, or 2026-08-01T08:00:00Z with a zone at the end`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, validFrom: 2026-01-02, validUntil: 2026-01-01 }',
    `13: ${inPhysics}.protectors[0].validUntil: lies before validFrom`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, nonceLifetime: 9 }',
    `13: ${inPhysics}.protectors[0].nonceLifetime: 9 is not a whole number from 10 to 3600 seconds`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, useIdentity: { parameter: a, fallbackParameter: a } }',
    `13: ${inPhysics}.protectors[0].useIdentity.fallbackParameter: is the same as the first parameter`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, useIdentity: { parameter: a, transform: upper } }',
    `13: ${inPhysics}.protectors[0].useIdentity.transform: 'upper' is not a transform; use none or lower`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, origins: ["https://lms.example/course"] }',
    `13: ${inPhysics}.protectors[0].origins[0]: is not an origin; write http:// or https://, the host and perhaps a port, without path`,
  ],
  // What an item is.
  [
    'page: Introduction, body: Welcome',
    'page: Introduction',
    `19: ${week1}.contents[0]: this page lacks 'body'`,
  ],
  [
    'page: Introduction',
    'web: Introduction, url: "https://a.example", page: Introduction',
    `19: ${week1}.contents[0]: is page and web at once; an item is one of folder, page, file or web`,
  ],
  [
    'page: Introduction, body: Welcome',
    'web: Introduction, url: "javascript:alert(1)"',
    `19: ${week1}.contents[0].url: is not a web address; write all of it, beginning with http:// or https://`,
  ],
  [
    'page: Introduction, body',
    'page: Introduction, contents: [], body',
    `19: ${week1}.contents[0].contents: belongs to a folder, and this is a page`,
  ],
  [
    'path: notes.pdf',
    'path: other.pdf',
    `20: ${week1}.contents[1].path: no such file beside the provision file`,
  ],
  [
    'protect: ["domain:Campus Moodle"]',
    'protect: ["Campus Moodle"]',
    `17: ${week1}.deepLink.protect[0]: is not a link protector; write "domain:NAME" or "course:NAME"`,
  ],
  [
    'protect: ["domain:Campus Moodle"]',
    'protect: "domain:Campus Moodle"',
    `17: ${week1}.deepLink.protect: write none, a list such as ["domain:NAME", "course:NAME"], or { key: "shared word" }`,
  ],
  // Passwords and secrets, which no sentence repeats.
  [
    'password: copper-meadow-violin',
    'password: short',
    '5: domains[0].people[1].password: the password has fewer than 12 characters',
  ],
  [
    'password: copper-meadow-violin',
    'password: correcthorsebattery',
    '5: domains[0].people[1].password: the password is one of the passwords that are tried first everywhere',
  ],
  [
    'password: copper-meadow-violin',
    'password: copper-meadow-violin, passwordHash: x',
    '5: domains[0].people[1].passwordHash: stands beside a password; give one of the two',
  ],
  [
    'secret: a-secret-of-enough-letters',
    'secret: moodle-prod',
    '7: domains[0].protectors[0].secret: the secret is the same as the key, which every launch shows',
  ],
  [
    'name: msu',
    'name: msu\n    secretRules: { minLength: 30, require: [digit] }',
    '8: domains[0].protectors[0].secret: the secret is too short, and lacks a digit',
  ],
  [
    'name: msu',
    'name: msu\n    secretRules: { minLength: 9, maxLength: 8 }',
    '3: domains[0].secretRules: minLength is more than maxLength',
  ],
];

describe('a provision file with one thing wrong', () => {
  test('is honest without the change', async () => {
    expect(await linesOf(honest)).toEqual([]);
  });

  test.each(changes)('%s -> %s', async (before, after, fault) => {
    expect(honest).toContain(before);
    const lines = await linesOf(honest.replace(before, after));
    expect(lines).toContain(fault);
    // What follows from the one change may be told too, but nothing else.
    expect(lines.length).toBeLessThanOrEqual(2);
  });
});

describe('faults', () => {
  test('are all told at once, in the order of the file, also where one part of it cannot be understood', async () => {
    const text = honest
      .replace('name: msu', 'name: MSU')
      .replace('username: cora', 'username: ann')
      .replace('id: phy101', 'id: 101')
      .replace('role: student', 'role: teacher')
      .replace('[ intro,', '[ nothing,');
    expect((await faultsOf(text)).map(({ line, path }) => `${line} ${path}`)).toEqual([
      '2 domains[0].name',
      '5 domains[0].people[1].username',
      '9 domains[0].courses[0].id',
      '12 domains[0].courses[0].roles[0].role',
      '21 domains[0].courses[0].shortUrls[0]',
    ]);
  });

  test('have their lines in JSON too', async () => {
    const json = JSON.stringify({ domains: [{ name: 'msu', people: [{ username: 7 }] }] }, null, 2);
    expect(await linesOf(json)).toEqual([
      '7: domains[0].people[0].username: is read as a number, not as text; write it in quotes: "7"',
    ]);
  });

  test('refuse folders within folders beyond twenty', async () => {
    const nested = (depth: number): unknown[] =>
      depth === 0 ? [] : [{ id: `f${depth}`, folder: 'F', contents: nested(depth - 1) }];
    const file = (depth: number) =>
      JSON.stringify({ domains: [{ name: 'msu', courses: [{ id: 'c', contents: nested(depth) }] }] });
    expect(await linesOf(file(20))).toEqual([]);
    expect((await faultsOf(file(21)))[0]?.message).toBe('folders can be 20 deep, this one is deeper');
  });
});

describe('what a sentence must not repeat', () => {
  const word = 'zirconium';
  test.each([
    ['a password without quotes that begins with *', `people: [{ username: a, password: *${word} }]`],
    ['a password without quotes that begins with !', `people: [{ username: a, password: !${word} }]`],
    ['a password without quotes that begins with @', `people: [{ username: a, password: @${word} }]`],
    [
      'a password without quotes that holds a colon',
      `people:\n      - username: a\n        password: x: ${word}`,
    ],
    ['a password that is too short', `people: [{ username: a, password: ${word} }]`],
    ['a hash that is none', `people: [{ username: a, passwordHash: ${word} }]`],
    ['a secret in the wrong form', `protectors: [{ name: A, secret: [${word}] }]`],
    [
      'a secret against the rules',
      `secretRules: { minLength: 99 }\n    protectors: [{ name: A, secret: ${word} }]`,
    ],
    ['a shared word in the wrong form', `courses: [{ id: c, deepLink: { protect: ${word} } }]`],
    ['a shared word in a list', `courses: [{ id: c, deepLink: { protect: [${word}] } }]`],
    ['a shared word in place of the key', `courses: [{ id: c, deepLink: { protect: { ${word}: x } } }]`],
    [
      'an address with a password',
      `courses: [{ id: c, contents: [{ id: w, web: W, url: "https://a:${word}@b" }] }]`,
    ],
    ['a public address with a password', `publicUrl: https://a:${word}@b`],
  ])('%s', async (_, line) => {
    const faults = await faultsOf(`domains:\n  - name: msu\n    ${line}\n`);
    expect(faults.length).toBeGreaterThan(0);
    expect(JSON.stringify(faults)).not.toContain(word);
  });

  test.each([
    ['password', 'people: [{ username: a, password: 123456789012 }]'],
    ['secret', 'protectors: [{ name: A, secret: 123456789012 }]'],
    ['shared word', 'courses: [{ id: c, deepLink: { protect: { key: 123456789012 } } }]'],
  ])('a %s of digits without quotes', async (_, line) => {
    const faults = await faultsOf(`domains:\n  - name: msu\n    ${line}\n`);
    expect(faults.map(({ message }) => message)).toEqual(['is not read as text; write it in quotes']);
  });

  test('passwords and secrets of a plan do not print', async () => {
    const plan = await planOf(
      honest.replace('protect: ["domain:Campus Moodle"]', `protect: { key: ${word} }`),
    );
    const printed = JSON.stringify(plan);
    for (const text of ['copper-meadow-violin', 'a-secret-of-enough-letters', word])
      expect(printed).not.toContain(text);
  });
});
