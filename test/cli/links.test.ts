import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../databases.ts';
import { type Terminal, terminal } from './terminal.ts';

const file = `domains:
  - name: msu
    courses:
      - { id: phy, title: Physics, contents: [ { id: a, page: A, body: x }, { id: b, page: B, body: x } ], shortUrls: [ { item: a, id: abc234 } ] }
      - { id: bio, title: Biology, contents: [ { id: a, page: A, body: x } ] }
`;

describe.each(engines)('short URLs by the command line, %s', (engine) => {
  let t: Terminal;
  beforeEach(async () => {
    t = await terminal(engine);
    const path = t.write('all.yaml', file);
    expect((await t.type('provision', path)).status).toBe(0);
  });
  afterEach(() => t.leave());

  const links = () =>
    t.inside((door) =>
      door.read((sql) => sql.rows<{ short_id: string }>('SELECT short_id FROM links ORDER BY id')),
    );

  test('are made for all items without one, once, with the progress on standard error', async () => {
    const { status, out, err } = await t.type('links', 'make', '--domain', 'msu');
    expect([status, out]).toEqual([0, 'bio: 1\nphy: 1\n2 short URLs were made in 2 courses.\n']);
    expect(err).toContain('short URLs: 2 of 2');
    const before = await links();
    expect(before).toHaveLength(3);
    expect(await t.json('links', 'make', '--domain', 'msu')).toEqual({
      domain: 'msu',
      made: 0,
      courses: [
        { course: 'bio', made: 0 },
        { course: 'phy', made: 0 },
      ],
    });
    expect(await links()).toEqual(before);
    const deeds = await t.inside((door) =>
      door.read((sql) =>
        sql.rows("SELECT actor FROM audit WHERE deed = 'short-url-made' AND course_id IS NOT NULL"),
      ),
    );
    expect(deeds.length).toBeGreaterThanOrEqual(2);
    expect((await t.type('audit', 'verify')).status).toBe(0);
  });

  test('are made in one course alone, and refused for what is not there', async () => {
    expect(await t.json('links', 'make', '--domain', 'msu', '--course', 'bio')).toMatchObject({ made: 1 });
    expect(await links()).toHaveLength(2);
    const unknown = await t.type('links', 'make', '--domain', 'msu', '--course', 'art');
    expect(unknown).toMatchObject({ status: 1, err: 'The domain msu has no course art.\n' });
    expect((await t.type('links', 'make', '--domain', 'osu')).err).toBe('There is no domain osu.\n');
    expect((await t.type('links', 'make')).status).toBe(2);
  });

  test('are taken over from a file: all rows or none, tried before', async () => {
    const good = t.write('ids.csv', 'item,id\nb,Kept23\na,abc234\n');
    const place = ['--domain', 'msu', '--course', 'phy'];
    expect(await t.json('links', 'import', good, ...place, '--dry-run')).toMatchObject({
      new: 1,
      same: 1,
      applied: false,
    });
    expect(await links()).toHaveLength(1);
    expect((await t.type('links', 'import', good, ...place)).out).toBe(
      '1 short id taken over, 1 there already.\n',
    );
    expect((await links()).at(-1)).toEqual({ short_id: 'Kept23' });
    expect(await t.json('links', 'import', good, ...place)).toMatchObject({ new: 0, same: 2 });
    const bad = t.write('bad.csv', 'item,id\na,Fresh2\nb,Kept23\nzz,Fresh3\n');
    const { status, out, err } = await t.type('links', 'import', bad, ...place);
    expect([status, err]).toEqual([1, '2 rows cannot be taken over. Nothing was applied.\n']);
    expect(out).toContain('has-other');
    expect((await t.type('links', 'import', 'nowhere.csv', ...place)).status).toBe(1);
  });

  test('are made anew where a course is copied', async () => {
    const words = [
      'course',
      'copy',
      '--domain',
      'msu',
      '--from',
      'phy',
      '--to',
      'phy2',
      '--title',
      'Physics 2',
    ];
    expect(await t.json(...words)).toMatchObject({ items: 2, links: 1, protectors: 0 });
    expect(await t.type(...words)).toMatchObject({
      status: 1,
      err: 'Nothing was copied: there is a course with the new id already.\n',
    });
    const pairs = await t.inside((door) => door.read((sql) => sql.rows('SELECT * FROM link_copies')));
    expect(pairs).toHaveLength(1);
  });
});
