import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../../databases.ts';
import { type Bench, bench, changed, named, startOfTests, whole } from './applying.ts';

const approved = '{ protector: "domain:Campus Moodle", context: "17861", resourceLink: "17" }';
const course = (urls: string) => `domains: [ { name: msu, courses: [ { id: phy101, contents: [
  { id: week1, folder: Week 1, contents: [ { id: intro, page: Introduction, body: "# Welcome" } ] }, { id: sim, web: Simulation, url: "https://phet.example/wave" },
  { id: midterm, page: Midterm, body: "Ready?" } ], shortUrls: [ ${urls} ] } ] } ]`;

describe.each(engines)('LMS places of short URLs in a provision file, on %s', (engine) => {
  let b: Bench;
  beforeEach(async () => {
    b = await bench(engine);
    b.file('notes.pdf', 'what was said');
    await b.apply(whole);
  });
  afterEach(() => b.drop());

  const checkOf = async (shortId = 'abc123') =>
    (
      await b.rows<{ place_check: string | null }>(
        `SELECT place_check FROM links WHERE short_id = '${shortId}'`,
      )
    )[0]?.place_check;
  const places = async () =>
    (
      await b.rows<{ item_id: string; name: string; context_id: string; resource_link_id: string }>(
        `SELECT i.item_id, p.name, s.context_id, s.resource_link_id FROM link_places s
         JOIN links l ON l.id = s.link_id AND l.domain_id = s.domain_id JOIN items i ON i.id = l.item_id
         JOIN protectors p ON p.id = s.protector_id ORDER BY s.id`,
      )
    ).map((row) => [row.item_id, row.name, row.context_id, row.resource_link_id].join(' | '));
  const first = 'intro | Campus Moodle | 17861 | 17';

  test('are approved for the protector that is named, and a link without them is bound to nothing (R7)', async () => {
    expect(await places()).toEqual([first]);
    expect([await checkOf(), await checkOf('none')]).toEqual(['enforce', undefined]);
    const [row] = await b.rows<{ approved_at: number }>('SELECT approved_at FROM link_places');
    expect(Number(row?.approved_at)).toBe(startOfTests);
    expect(await b.rows("SELECT DISTINCT place_check FROM links WHERE short_id <> 'abc123'")).toEqual([
      { place_check: null },
    ]);
  });

  test('stay when the file no longer names them, and so does the strength of the check', async () => {
    const before = await b.dump();
    for (const entry of ['intro', '{ item: intro }', '{ item: intro, places: [] }']) {
      const { made, changed: touched, notes } = await b.apply(course(entry));
      expect([entry, made, touched, notes]).toEqual([entry, [], [], []]);
    }
    expect(await b.dump()).toBe(before);
  });

  test('are added to those that are there, for each protector apart, once', async () => {
    const text = course(
      `{ item: intro, places: [ { protector: "course:Quiz tool", context: "17861", resourceLink: "17" }, ${approved}, { protector: "domain:Second", context: Other } ] }`,
    );
    const { made, changed: touched } = await b.apply(text);
    expect([made, named(touched)]).toEqual([[], ['short-url abc123 for intro places']]);
    const all = [first, 'intro | Quiz tool | 17861 | 17', 'intro | Second | Other | '];
    expect(await places()).toEqual(all);
    expect(await checkOf()).toBe('enforce');
    const before = await b.dump();
    b.clock.now += 60_000;
    expect((await b.apply(text)).changed).toEqual([]);
    expect(await b.dump()).toBe(before);
  });

  test('are another place in other letters, with a blank behind, or in another normal form', async () => {
    const contexts = ['Exam', 'exam', 'exam ', 'jos\\u00e9', 'jose\\u0301', '😀', '🙂', '001', '1'];
    const list = contexts.map((context) => `{ protector: "domain:Second", context: "${context}" }`);
    const text = course(`{ item: midterm, id: mid123, placeCheck: warn, places: [ ${list.join(', ')} ] }`);
    await b.apply(text);
    expect((await places()).slice(1)).toEqual(
      contexts.map((context) => `midterm | Second | ${JSON.parse(`"${context}"`)} | `),
    );
    expect(await checkOf('mid123')).toBe('warn');
    expect((await b.apply(text)).changed).toEqual([]);
  });

  test('come with a short id that was made up, too', async () => {
    await b.apply(course(`{ item: midterm, placeCheck: enforce, places: [ ${approved} ] }`));
    expect(await places()).toEqual([first, 'midterm | Campus Moodle | 17861 | 17']);
    expect(await b.rows("SELECT place_check FROM links WHERE place_check = 'enforce'")).toHaveLength(2);
  });

  test('are checked as strictly as the file says, also not at all', async () => {
    for (const [check, kept] of [
      ['warn', 'warn'],
      ['off', null],
      ['enforce', 'enforce'],
    ] as const) {
      const text = changed(['placeCheck: enforce', `placeCheck: ${check}`]);
      expect(named((await b.apply(text)).changed)).toEqual(['short-url abc123 for intro placeCheck']);
      expect(await checkOf()).toBe(kept);
      expect((await b.apply(text)).changed).toEqual([]);
    }
  });

  test('are told in the audit trail, with what was approved before', async () => {
    await b.apply(
      course('{ item: intro, placeCheck: warn, places: [ { protector: "course:Quiz tool", context: C } ] }'),
    );
    const [row] = await b.rows<{ deed: string; before_value: string; after_value: string }>(
      'SELECT deed, before_value, after_value FROM audit ORDER BY id DESC LIMIT 1',
    );
    const moodle = { protector: 'domain:1', context: '17861', resourceLink: '17' };
    const quiz = { protector: 'course:1', context: 'C', resourceLink: null };
    expect(row?.deed).toBe('short-url-changed');
    expect(JSON.parse(row?.before_value ?? '')).toEqual({ placeCheck: 'enforce', places: [moodle] });
    expect(JSON.parse(row?.after_value ?? '')).toEqual({ placeCheck: 'warn', places: [moodle, quiz] });
  });

  test('say so where one link of a place is named and all of the place stays approved', async () => {
    const place = (more: string) => `{ protector: "domain:Second", context: Wide${more} }`;
    await b.apply(course(`{ item: intro, places: [ ${place('')} ] }`));
    const narrower = course(`{ item: intro, places: [ ${place(', resourceLink: "5"')} ] }`);
    expect((await b.apply(narrower)).notes).toEqual([
      "The short URL of intro may still be launched from all of the context 'Wide'; a file takes no place away.",
    ]);
    expect((await b.apply(narrower)).notes).toEqual([]);
  });

  test('leave no trace of a dry run', async () => {
    const before = await b.dump();
    const text = course(`{ item: midterm, placeCheck: enforce, places: [ ${approved} ] }`);
    expect(named((await b.apply(text, { dryRun: true })).made)).toEqual(['short-url a new one for midterm']);
    expect(await b.dump()).toBe(before);
  });

  test('go with the protector of this course, where another course has one of the same name and number', async () => {
    const other = `domains: [ { name: msu, courses: [ { id: other, protectors: [ { name: Quiz tool } ],
      contents: [ { id: p, page: P, body: x } ],
      shortUrls: [ { item: p, placeCheck: enforce, places: [ { protector: "course:Quiz tool", context: c } ] } ] } ] } ]`;
    await b.apply(other);
    expect(
      await b.rows(`SELECT p.course_id = l.course_id AS own FROM link_places s JOIN links l ON l.id = s.link_id
        JOIN protectors p ON p.id = s.protector_id JOIN courses c ON c.id = l.course_id WHERE c.course_id = 'other'`),
    ).toEqual([{ own: 1 }]);
    const { text } = await b.exported('msu');
    expect(text.match(/context: /g)).toHaveLength(2);
  });

  test('of a protector that is gone are left out of the export, and the link stays bound', async () => {
    await b.database.door.write((sql) => sql.run("DELETE FROM protectors WHERE name = 'Campus Moodle'"));
    const { text } = await b.exported('msu');
    expect(text).toContain('placeCheck: enforce');
    expect(text).not.toContain('places:');
  });
});
