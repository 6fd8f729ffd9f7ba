import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../../src/storage/schema/rows.ts';
import { engines } from '../../databases.ts';
import { expectRefused, hashOf, launchPath, post } from '../../hostile.ts';
import { encode, openWorld, type World } from '../../world.ts';

describe.each(engines)('a launch that does not verify, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let asked: string[] = [];
  beforeAll(async () => {
    world = await openWorld(engine, hashOf, {
      through: (door) => ({
        ...door,
        read: (work) =>
          door.read((sql) =>
            work({
              ...sql,
              rows(text, values) {
                asked.push(text);
                return sql.rows(text, values);
              },
            }),
          ),
      }),
    });
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    await world.addProtector({ consumer_key: 'closed', enabled: 0, plainSecret: 'closed' });
  });
  afterAll(() => world.close());

  const send = async (path: string, change: { key?: string; secret?: string } = {}) => {
    asked = [];
    return post(world.port, { path, body: encode(world.signed(link, change)) });
  };

  test('asks the database the same, whatever is wrong and however often others launch the link', async () => {
    const known = launchPath(link);
    for (let time = 0; time < 3; time += 1) expect((await send(known)).status).toBe(303);
    const quick = asked.length;
    const wrong: readonly [string, string, { key?: string; secret?: string }][] = [
      ['unknown-link', launchPath({ ...link, short_id: 'zzzzzz' }), {}],
      ['unknown-key', known, { key: 'nobody' }],
      ['protector-closed', known, { key: 'closed', secret: 'closed' }],
      ['bad-signature', known, { secret: 'guessed' }],
    ];
    const questions: string[][] = [];
    for (const [code, path, change] of wrong) {
      for (let time = 0; time < 2; time += 1) {
        const answer = await send(path, change);
        questions.push(asked.filter((text) => !text.includes('FROM launches')));
        // What is looked up for coordinators comes long after the answer.
        await expectRefused(world, answer, { status: 401, code });
      }
    }
    expect(questions).toEqual(questions.map(() => questions[0]));
    expect(questions[0]?.length).toBeGreaterThan(quick);
  });
});
