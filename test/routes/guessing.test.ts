import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import type { Browser } from '../browserLike.ts';
import { hashOf, launchPath, post } from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, openWorld, type World } from '../world.ts';
import { comparable, hour, launched, signedIn } from './visitors.ts';

// Of six letters there are billions, so whoever tries a thousand wants to know which links there are.
describe('guessing the letters of links', () => {
  let world: World;
  let link: LinkRow;
  let other: LinkRow;
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf);
    const item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item, { short_id: 'AbCdEf' });
    const second = await world.addItem({ item_id: 'second', title: 'Second' });
    other = await world.addLink(second, { short_id: 'GhJkLm' });
  });
  beforeEach(() => {
    world.clock.now += hour;
  });
  afterAll(() => world.close());

  let made = 0;
  const wrongId = () => `zz${String(made++).padStart(6, '0')}`;
  const visit = (visitor: Browser, id: string) => visitor.get(`/tiny/msu/${id}`);
  const launchAt = (short_id: string, body: string) =>
    post(world.port, { path: launchPath({ short_id }), body });
  const forged = (id = wrongId()) => launchAt(id, encode(world.signed(link, { secret: 'guessed' })));

  /** Asks again and again until the answer is another one, at most 300 times. */
  async function until(status: number, guess: () => Promise<Answer>): Promise<[Answer, number]> {
    for (let times = 1; times <= 300; times += 1) {
      const answer = await guess();
      if (answer.status === status) return [answer, times];
    }
    throw new Error(`300 guesses, and none was answered ${status}.`);
  }

  test('is slowed without an account, and tells nobody while one waits which letters are right', async () => {
    const stranger = world.browser();
    const [slowed, times] = await until(429, () => visit(stranger, wrongId()));
    expect(times).toBeGreaterThan(100);
    expect([Number(slowed.headers['retry-after']) > 0, slowed.text.includes('Wait a moment')]).toEqual([
      true,
      true,
    ]);
    const right = await visit(stranger, other.short_id);
    expect([right.status, comparable(right)]).toEqual([429, comparable(slowed)]);
    world.clock.now += 10_000;
    expect((await visit(stranger, other.short_id)).status).toBe(303);
  });

  test('by a stranger keeps nobody at that address from a link that was asked for from there before', async () => {
    expect((await visit(world.browser(), link.short_id)).status).toBe(303);
    await until(429, () => visit(world.browser(), wrongId()));
    const good = Array.from({ length: 20 }, () => visit(world.browser(), link.short_id));
    expect(new Set((await Promise.all(good)).map(({ status }) => status))).toEqual(new Set([303]));
  });

  test('by a stranger keeps nobody out at that address who is somebody', async () => {
    const ann = await signedIn(world, 'ann');
    const mate = await launched(world, link);
    await until(429, () => visit(world.browser(), wrongId()));
    for (const visitor of [ann, mate])
      expect((await visit(visitor, link.short_id)).headers.location).toBe('/msu/phy101/intro');
  });

  test('with an account slows that account, wherever, and nobody else', async () => {
    await world.addPerson('mallory');
    const mallory = await signedIn(world, 'mallory');
    const [slowed] = await until(429, () => visit(mallory, wrongId()));
    expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
    expect((await visit(await signedIn(world, 'mallory'), wrongId())).status).toBe(429);
    expect((await visit(await signedIn(world, 'ann'), link.short_id)).status).toBe(303);
    expect((await visit(world.browser(), wrongId())).status).toBe(303);
  });

  test('is not what a class does that follows the same old link', async () => {
    const old = wrongId();
    for (let n = 0; n < 110; n += 1) expect((await visit(world.browser(), old)).status).toBe(303);
    for (let n = 0; n < 110; n += 1) expect((await forged(old)).status).toBe(401);
  });

  test('by launches is slowed alike, whatever is wrong with them, and the journal still knows why', async () => {
    const [slowed] = await until(429, () => forged());
    const reason = async () => (await world.journal())[0]?.code;
    expect([slowed.headers['retry-after'], await reason()]).toEqual(['1', 'unknown-link']);
    expect(slowed.text).toContain('Wait a few seconds');
    const badlySigned = await forged(link.short_id);
    expect([badlySigned.status, comparable(badlySigned)]).toEqual([429, comparable(slowed)]);
    expect(await reason()).toBe('bad-signature');
    const unknownKey = await launchAt(link.short_id, encode(world.signed(link, { key: 'nobody' })));
    expect([unknownKey.status, comparable(unknownKey)]).toEqual([429, comparable(slowed)]);
  });

  test('by launches keeps no good launch out that comes from the same address', async () => {
    await until(429, () => forged());
    const good = Array.from({ length: 20 }, () => launchAt(link.short_id, encode(world.signed(link))));
    expect(new Set((await Promise.all(good)).map(({ status }) => status))).toEqual(new Set([303]));
    expect((await forged()).status).toBe(429);
  });
});
