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
});
