import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { exportDomain } from '../../../src/services/provision/exportDomain.ts';
import { filePathOf, writeExport } from '../../../src/services/provision/exportFiles.ts';
import { type Engine, engines } from '../../databases.ts';
import { type Bench, bench, password, typedSecret, whole, word } from './applying.ts';

const demo = join(__dirname, '..', '..', '..', 'demo');

/** Names and texts that databases, YAML and file systems like to change. */
const odd = `domains:
  - name: "101"
    title: "yes: 'no' # \\"null\\""
    timeZone: Asia/Kathmandu
    publicUrl: https://links.example:8443/
    recommendedLaunchers: [ { name: "no: 'x' # \\"y\\" 日本語 👩‍🏫", lms: blackboard }, { name: "1e3" }, { name: "Jose\u0301 Moodle" } ]
    people:
      - { username: "José Ñandú", name: "😀 José" }
      - { username: "null", email: null@x.example }
      - { username: "constructor" }
      - { username: "0x1F", disabled: true }
      - { username: "שלום", name: "שלום עולם", domainCoordinator: true }
    protectors:
      - { name: "A: b # c", key: "{k} & =?", validFrom: 2026-10-25, validUntil: 2026-10-25, nonceLifetime: 10, enabled: false }
      - name: "a: b # c"
        number: 12
        validFrom: 2026-01-01T00:00:00Z
        validUntil: 2026-01-01T00:00:01Z
        useIdentity: { parameter: custom_x, transform: lower }
      - { name: "日本語 👩‍🏫", useIdentity: { parameter: a, transform: { strip: "@x.example" }, otherwise: stop } }
    courses:
      - id: "1e3"
        roles:
          - { username: "null", role: student }
          - { username: "null", role: student, section: "1.0" }
          - { username: "constructor", role: proctor, ends: 2026-12-31 }
        deepLink: { protect: [], users: { "constructor": { access: only }, "null": { protect: { key: "a word" } } } }
        contents:
          - id: "1"
            folder: "~"
            contents:
              - { id: "2", folder: "-", contents: [ { id: "3", page: "?", body: "\\n  code\\r\\n\\n\\tend \\n" } ] }
          - { id: "true", page: "!x", body: "" }
          - { id: f, file: "F", path: "sub/ein Täst #1 & Co..PDF" }
          - { id: g, file: "G", path: "dir/.hidden" }
          - id: w
            web: W
            url: "https://x.example/?a=b&c=%20#d"
            deepLink:
              protect: ["domain:日本語 👩‍🏫", "domain:A: b # c"]
              target: window
              exit: { url: "https://x.example/ü?a=b&c=%20#d", text: "yes: 'no' # 😀" }
              sections: { "10": { others: hide, exit: none, target: frame }, "9": { listing: details, exit: lms, target: top } }
        protectors: [ { name: "domain:A: b # c" } ]
        shortUrls:
          - { item: "3", id: "000000", validUntil: 2027-02-28, places: [ { protector: "domain:日本語 👩‍🏫", context: "0x1F" } ] }
          - item: w
            placeCheck: warn
            places:
              - { protector: "course:domain:A: b # c", context: "Ünïversity: C#1 ", resourceLink: "17" }
              - { protector: "domain:a: b # c", context: "null", resourceLink: "~" }
              - { protector: "domain:A: b # c", context: "jose\u0301" }
              - { protector: "domain:A: b # c", context: "jos\u00e9" }
              - { protector: "domain:A: b # c", context: "JOSÉ", resourceLink: "😀" }
              - { protector: "domain:A: b # c", context: "JOSÉ" }
      - { id: empty }
`;

async function roundTrip(
  source: Bench,
  domain: string,
  engine: Engine,
): Promise<[first: string, second: string]> {
  const first = await source.exported(domain);
  const target = await bench(engine);
  try {
    await target.apply(first.text, { folder: first.folder });
    const second = await target.exported(domain);
    const links = 'SELECT short_id, place_check FROM links ORDER BY short_id';
    expect(await target.rows(links)).toEqual(await source.rows(links));
    const places = `SELECT l.short_id, p.course_id = 0 AS of_domain, p.number, s.context_id, s.resource_link_id
      FROM link_places s JOIN links l ON l.id = s.link_id JOIN protectors p ON p.id = s.protector_id ORDER BY 1, 2, 3, 4, 5`;
    expect(await target.rows(places)).toEqual(await source.rows(places));
    const launchers = 'SELECT name, lms FROM recommended_launchers ORDER BY name';
    expect(await target.rows(launchers)).toEqual(await source.rows(launchers));
    const numbers = 'SELECT course_id = 0 AS of_domain, number, name FROM protectors ORDER BY 1, 2, 3';
    expect(await target.rows(numbers)).toEqual(await source.rows(numbers));
    const files = 'SELECT item_id, file_hash, file_type, file_size FROM items ORDER BY item_id';
    expect(await target.rows(files)).toEqual(await source.rows(files));
    return [first.text, second.text];
  } finally {
    await target.drop();
  }
}

describe.each(engines)('export on %s', (engine) => {
  let b: Bench;
  afterEach(() => b.drop());

  test('brings the demonstration course back as it was, in an empty database', async () => {
    b = await bench(engine);
    for (const name of ['superposition.png', 'formulas.pdf', 'pendulum.txt']) {
      b.file(`files/${name}`, readFileSync(join(demo, 'files', name), 'latin1'));
    }
    await b.apply(readFileSync(join(demo, 'course.yaml'), 'utf8'));
    const [first, second] = await roundTrip(b, 'msu', engine);
    expect(second).toBe(first);
  });

  test('brings odd names, texts, times, files and settings back as they were', async () => {
    b = await bench(engine);
    b.file('sub/ein Täst #1 & Co..PDF', 'pdf');
    b.file('dir/.hidden', '');
    await b.apply(odd);
    const [first, second] = await roundTrip(b, '101', engine);
    expect(second).toBe(first);
    expect(first).toContain('validFrom: "2026-10-25"');
    expect(first).toContain('validUntil: "2026-10-25"');
    expect(first).toContain('validUntil: "2026-01-01T00:00:01Z"');
    expect(first).toContain('constructor:');
    expect(first.match(/context:/g)).toHaveLength(7);
    expect(first.match(/target: (frame|top|window)/g)).toHaveLength(3);
    expect(first.match(/exit:/g)).toHaveLength(3);
  });

  test('changes nothing where it is applied to the database that it came from', async () => {
    b = await bench(engine);
    b.file('notes.pdf', 'what was said');
    await b.apply(whole);
    const { text, folder } = await b.exported('msu');
    const before = await b.dump();
    const { made, changed } = await b.apply(text, { folder });
    expect([made, changed]).toEqual([[], []]);
    expect(await b.dump()).toBe(before);
  });

  test('tells no secret, shared word, password or hash, and closes what a word protected', async () => {
    b = await bench(engine);
    b.file('notes.pdf', 'what was said');
    const { domains } = await b.apply(whole);
    const { text, folder } = await b.exported('msu');
    const made = domains
      .flatMap(({ protectors }) => protectors)
      .flatMap(({ secret }) => (secret ? [secret.reveal()] : []));
    expect(made).toHaveLength(1);
    for (const secret of [typedSecret, word, password, 'argon2id', 'A256GCM', ...made]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toMatch(/key: unset/);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  test('leaves out a link protector that is gone, and the item stays shut to everybody', async () => {
    b = await bench(engine);
    const page = '{ id: p, page: P, body: x, deepLink: { protect: ["domain:Gone"] } }';
    await b.apply(
      `domains: [ { name: msu, protectors: [ { name: Gone } ], courses: [ { id: c, contents: [ ${page} ] } ] } ]`,
    );
    await b.database.door.write((sql) => sql.run('DELETE FROM protectors'));
    const { text } = await b.exported('msu');
    expect(text).toContain('protect: []');
  });

  test('writes into a new folder only, and leaves no provision file where an upload is gone', async () => {
    b = await bench(engine);
    b.file('notes.pdf', 'what was said');
    await b.apply(whole);
    const { door } = b.database;
    const { text, files } = await exportDomain(door, 'msu');
    const to = join(b.beside, '..', 'out');
    await writeExport(to, { text, files, uploadsDir: b.uploads });
    await expect(writeExport(to, { text, files, uploadsDir: b.uploads })).rejects.toThrow(/is not empty/);
    const half = join(b.beside, '..', 'half');
    await expect(writeExport(half, { text, files, uploadsDir: '/nowhere' })).rejects.toThrow(
      /cannot be copied/,
    );
    expect(existsSync(join(half, 'provision.yaml'))).toBe(false);
    await expect(exportDomain(door, 'nobody')).rejects.toThrow('There is no domain "nobody".');
  });
});

describe('the path of an exported file', () => {
  test.each([
    ['notes.pdf', 'files/c/i/notes.pdf'],
    ['../../etc/passwd', 'files/c/i/.._.._etc_passwd'],
    ['..', 'files/c/i/_'],
    ['', 'files/c/i/_'],
    ['a\\b\u0000c\n.txt', 'files/c/i/a_b_c_.txt'],
    [`${'ä'.repeat(200)}.pdf`, `files/c/i/${'ä'.repeat(88)}.pdf`],
  ])('never leads out of its folder, whatever an upload was called: %j', (name, path) => {
    expect(filePathOf('c', 'i', name)).toBe(path);
  });
});
