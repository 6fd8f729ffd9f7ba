import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../../databases.ts';
import { type Bench, bench, named } from './applying.ts';

const recommending = (list: string) => `domains:\n  - name: msu\n    recommendedLaunchers: [ ${list} ]\n`;
const many = (count: number, word = 'LMS') =>
  Array.from({ length: count }, (_, n) => `{ name: "${word} ${n}" }`).join(', ');

describe.each(engines)('launchers that a domain recommends, in a provision file, on %s', (engine) => {
  let b: Bench;
  beforeEach(async () => {
    b = await bench(engine);
    await b.apply('domains: [ { name: msu }, { name: other } ]');
  });
  afterEach(() => b.drop());

  const stored = async () =>
    (
      await b.rows<{ domain: string; name: string; lms: string }>(
        `SELECT d.name AS domain, r.name, r.lms FROM recommended_launchers r
         JOIN domains d ON d.id = r.domain_id ORDER BY r.id`,
      )
    ).map(({ domain, name, lms }) => `${domain} | ${name} | ${lms}`);
  const deeds = () =>
    b.rows<{ deed: string; object: string; before_value: string | null; after_value: string }>(
      "SELECT deed, object, before_value, after_value FROM audit WHERE deed LIKE 'launcher-%' ORDER BY id",
    );

  test('are added once, of the LMS that is said or that their name speaks of', async () => {
    const text = recommending('{ name: Campus Moodle }, { name: Exams, lms: canvas }, { name: "José’s" }');
    const { made } = await b.apply(text);
    expect(named(made)).toEqual(['launcher Campus Moodle', 'launcher Exams', 'launcher José’s']);
    expect(await stored()).toEqual([
      'msu | Campus Moodle | moodle',
      'msu | Exams | canvas',
      'msu | José’s | other',
    ]);
    const before = await b.dump();
    b.clock.now += 60_000;
    // The same name in another normal form is the same launcher.
    const again = await b.apply(text.replace('José', 'Jose\u0301'));
    expect([again.made, again.changed]).toEqual([[], []]);
    expect(await b.dump()).toBe(before);
  });

  test('change their LMS where the file says another, stay where it says none, and are written down', async () => {
    await b.apply(recommending('{ name: Exams, lms: canvas }'));
    expect((await b.apply(recommending('{ name: Exams }'))).changed).toEqual([]);
    const { changed } = await b.apply(recommending('{ name: Exams, lms: sakai }'));
    expect(named(changed)).toEqual(['launcher Exams lms']);
    expect((await b.apply(recommending(''))).changed).toEqual([]);
    expect(await stored()).toEqual(['msu | Exams | sakai']);
    expect(await deeds()).toEqual([
      {
        deed: 'launcher-recommended',
        object: 'Exams',
        before_value: null,
        after_value: '{"lms":"canvas"}',
      },
      {
        deed: 'launcher-changed',
        object: 'Exams',
        before_value: '{"lms":"canvas"}',
        after_value: '{"lms":"sakai"}',
      },
    ]);
  });

  test('are refused with line and path, and nothing is applied', async () => {
    const before = await b.dump();
    for (const [list, ...faults] of [
      ['{ name: A }, { name: A, lms: moodle }', '[1].name: a second recommended launcher of this name'],
      [
        '{ name: A, lms: ilias }',
        "[0].lms: 'ilias' is not a kind of LMS; use moodle, canvas, openedx, sakai, blackboard, brightspace or other",
      ],
      ['{ lms: moodle }', '[0].name: is missing'],
      ['{ name: " " }', '[0].name: is empty; write at least one character'],
      [`{ name: ${'x'.repeat(81)} }`, '[0].name: has 81 characters; at most 80 are allowed'],
      ['{ name: 12 }', '[0].name: is read as a number, not as text; write it in quotes: "12"'],
      ['{ name: A, LMS: moodle }', "[0].LMS: unknown key 'LMS'; did you mean 'lms'?"],
      [many(51), ': has 51 launchers; a domain recommends 50 at most'],
    ] as const) {
      const expected = faults.map((fault) => `3: domains[0].recommendedLaunchers${fault}`);
      expect(await b.refusals(recommending(list))).toEqual(expected);
    }
    expect(await b.dump()).toBe(before);
  });

  test('are no more than fifty, with those that the domain has', async () => {
    await b.apply(recommending(many(30)));
    await b.apply(recommending(many(50)));
    expect(await b.refusals(recommending(many(1, 'One more')))).toEqual([
      '3: domains[0].recommendedLaunchers: the domain would recommend 51 launchers, with what it has; 50 at most',
    ]);
    expect((await b.apply(recommending(many(50)))).changed).toEqual([]);
    expect(await stored()).toHaveLength(50);
  });

  test('are each domain’s own', async () => {
    await b.apply(recommending('{ name: Exams, lms: canvas }'));
    await b.apply(recommending('{ name: Exams, lms: sakai }').replace('msu', 'other'));
    expect(await stored()).toEqual(['msu | Exams | canvas', 'other | Exams | sakai']);
  });
});
