import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, countOf, expectRefused, hashOf, launchPath, marked, post } from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, openWorld, password, type World } from '../world.ts';

const minute = 60_000;
const replayed = { status: 403, code: 'replayed' } as const;

describe.each(engines)('the same launch again on %s', (engine) => {
  let world: World;
  let item: ItemRow;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item);
  });
  beforeEach(() => {
    world.clock.now += 10 * minute;
  });
  afterAll(() => world.close());

  const bodyOf = (username = 'ann') => encode(world.signed(link, { username, parameters: marked }));
  const click = (visitor: Browser, body: string) => visitor.postFromElsewhere(launchPath(link), body);
  const stranger = (body: string | Buffer) => post(world.port, { path: launchPath(link), body });
  const codeOf = async () => (await world.journal())[0]?.code;
  const rows = async () => [await countOf(world, 'nonces'), await countOf(world, 'launch_sessions')];
  const ends = () =>
    world.database.door.read((sql) =>
      sql.rows(
        'SELECT reference, state, seen_at, expires_at, person_id FROM launch_sessions ORDER BY reference',
      ),
    );

  test('passes once of fifty simultaneous copies', async () => {
    const body = bodyOf();
    const before = await rows();
    const answers = await Promise.all(Array.from({ length: 50 }, () => stranger(body)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 303);
    expect(new Set(others.map(({ status, setCookies }) => `${status} ${setCookies}`))).toEqual(
      new Set(['403 ']),
    );
    expect((await rows()).map((count, at) => count - (before[at] ?? 0))).toEqual([1, 1]);
    const lines = (await world.journal()).filter(({ at }) => at === world.clock.now);
    const timesOf = (code: string) =>
      lines.filter((line) => line.code === code).reduce((sum, { times }) => sum + times, 0);
    expect([timesOf('opened'), timesOf('replayed')]).toEqual([1, 49]);
  });

  test('is a replay for anybody else, with other letter case, order or a slash as well', async () => {
    const body = bodyOf();
    expect((await click(world.browser(), body)).status).toBe(303);
    await expectRefused(world, await stranger(body), replayed);
    await expectRefused(world, await click(world.browser(), body), replayed);
    await expectRefused(world, await stranger(body.split('&').reverse().join('&')), replayed);
    await expectRefused(world, await stranger(body.replaceAll('ann', '%61nn')), replayed);
    const slash = await post(world.port, { path: `${launchPath(link)}/`, body });
    await expectRefused(world, slash, replayed);
    const withCookies = await post(world.port, {
      path: launchPath(link),
      body,
      headers: { Cookie: '__Host-launch=x; __Host-launch-AAAA=y; __Host-launch-=z' },
    });
    await expectRefused(world, withCookies, replayed);
  });

  test('continues in the same browser while pending, when open, and past its lifetime, and makes nothing', async () => {
    const visitor = world.browser();
    const body = bodyOf();
    const first = await click(visitor, body);
    const continues = async (): Promise<Answer> => {
      const [before, endsBefore] = [await rows(), await ends()];
      const again = await click(visitor, body);
      expect([again.status, again.headers.location, again.setCookies]).toEqual([
        303,
        first.headers.location,
        [],
      ]);
      expect(await codeOf()).toBe('repeated-click');
      expect([await rows(), await ends()]).toEqual([before, endsBefore]);
      return again;
    };
    await continues();
    expect(heading(await visitor.follow(await continues()))).toBe('Introduction');
    await continues();
    world.clock.now += 6 * minute;
    expect(heading(await visitor.follow(await continues()))).toBe('Introduction');
    await expectRefused(world, await stranger(body), { status: 403, code: 'stale' });
  });

  test('ends with its session: then it is a replay, and later stale', async () => {
    const visitor = world.browser();
    const body = bodyOf();
    await visitor.follow(await click(visitor, body));
    await change(world, 'DELETE FROM launch_sessions');
    await expectRefused(world, await click(visitor, body), replayed);
    world.clock.now += 6 * minute;
    await expectRefused(world, await click(visitor, body), { status: 403, code: 'stale' });
  });

  test('does not come to life again after its pending time', async () => {
    const visitor = world.browser();
    await change(world, 'UPDATE protectors SET nonce_lifetime = 3600');
    const body = bodyOf();
    await click(visitor, body);
    world.clock.now += 5 * minute;
    await expectRefused(world, await click(visitor, body), replayed);
    await change(world, 'UPDATE protectors SET nonce_lifetime = 300');
  });

  test('goes on to the sign-in while the ticket lives, and to the item once it is spent', async () => {
    const visitor = world.browser();
    const body = bodyOf('stranger');
    const first = await click(visitor, body);
    const again = await click(visitor, body);
    expect([again.status, again.headers.location]).toEqual([303, first.headers.location]);
    await expectRefused(world, await stranger(body), replayed);
    const form = await visitor.follow(again);
    const fields = { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch'), username: 'ann', password };
    expect(heading(await visitor.follow(await visitor.post('/login', fields)))).toBe('Introduction');
    expect(heading(await visitor.follow(await click(visitor, body)))).toBe('Introduction');
    expect((await visitor.post('/login', fields)).status).toBe(403);
  });

  test('leads to no other item when the link was pointed elsewhere (R8)', async () => {
    const visitor = world.browser();
    const body = bodyOf();
    await visitor.follow(await click(visitor, body));
    const other = await world.addItem({ item_id: 'other', title: 'Another' });
    await change(world, 'UPDATE links SET item_id = ? WHERE id = ?', [other.id, link.id]);
    await expectRefused(world, await click(visitor, body), replayed);
    await change(world, 'UPDATE links SET item_id = ? WHERE id = ?', [item.id, link.id]);
  });

  test('keeps every one of thirty launches of a browser within reach', async () => {
    const visitor = world.browser();
    for (let launch = 0; launch < 30; launch += 1) {
      const answer = await visitor.follow(await click(visitor, bodyOf()));
      expect([launch, answer.status, heading(answer)]).toEqual([launch, 200, 'Introduction']);
    }
    const cookies = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    // Longer, and servers on the way begin to refuse the student's requests.
    expect(cookies.length).toBeLessThan(8_000);
  });
});
