import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, password, type World } from '../world.ts';
import { comparable, day, hashOf, signedIn, tryToSignIn, verdict, withTicket } from './visitors.ts';

// R29: no locks, only waits, and none that a classmate can put upon somebody at 8:55.
describe('wrong passwords', () => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf);
    const item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item);
    await world.set({ item_id: item.id, access: 'only' });
  });
  beforeEach(() => {
    world.clock.now += day;
  });
  afterAll(() => world.close());

  const wrong = 'not it, not it';

  /** As often as asked, waiting each time for as long as told, up to `patience` seconds. */
  async function guess(visitor: Browser, times: number, username = 'ann', patience = 0): Promise<Answer[]> {
    const csrf = hidden(await visitor.get('/login'), 'csrf');
    const answers: Answer[] = [];
    for (let n = 0; n < times; n += 1) {
      const answer = await visitor.post('/login', { csrf, domain: 'msu', username, password: wrong });
      const wait = Number(answer.headers['retry-after'] ?? 0);
      if (wait > 0 && wait <= patience) world.clock.now += wait * 1000;
      answers.push(answer);
    }
    return answers;
  }

  test('make whoever typed them wait, and say how long', async () => {
    const answers = await guess(world.browser(), 8);
    expect(answers.slice(0, 5).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    const last = answers.at(-1);
    expect([last?.status, Number(last?.headers['retry-after']) > 0]).toEqual([429, true]);
    expect(last?.text).toContain('Too many tries');
  });

  test('and the right one, while one waits, get the same answer', async () => {
    const visitor = world.browser();
    await guess(visitor, 8);
    const again = await tryToSignIn(visitor, { username: 'ann', password: wrong });
    const right = await tryToSignIn(visitor, { username: 'ann' });
    expect([right.status, comparable(right)]).toEqual([429, comparable(again)]);
    expect(right.setCookies.join()).not.toContain('__Host-account');
  });

  test('with a launch of a classmate do not delay that of the owner, though neither launch names anybody and both share an address', async () => {
    const nobody = (id: string) => ({
      username: '',
      parameters: { user_id: id, lis_person_sourcedid: undefined },
    });
    const mate = await withTicket(world, link, nobody('6455'));
    for (let n = 0; n < 8; n += 1) {
      await mate.visitor.post('/login', { ...mate.fields, username: 'ann', password: wrong });
    }
    const later = await withTicket(world, link, nobody('6455'));
    const again = await later.visitor.post('/login', { ...later.fields, username: 'ann', password: wrong });
    const ann = await withTicket(world, link, nobody('6454'));
    const right = await ann.visitor.post('/login', { ...ann.fields, username: 'ann', password });
    expect([again.status, right.status]).toEqual([429, 303]);
  });

  test('of strangers delay ann by a few seconds at most', async () => {
    await guess(world.browser(), 20, 'ann', 1000);
    // The world has one address; the wait for address and account together is the longer one.
    world.clock.now += 20 * 60_000;
    expect((await tryToSignIn(world.browser(), { username: 'ann' })).status).toBe(303);
  });

  test('of others never delay her who comes with a launch', async () => {
    await guess(world.browser(), 20);
    const { visitor, fields } = await withTicket(world, link, {
      parameters: { lis_person_sourcedid: undefined },
    });
    const page = await visitor.follow(await visitor.post('/login', { ...fields, username: 'ann', password }));
    expect(verdict(page)).toBe('open');
  });

  test('of others never delay a launch that names her', async () => {
    await guess(world.browser(), 20);
    const visitor = world.browser();
    const page = await visitor.follow(await world.launch(visitor, link));
    expect([verdict(page), heading(page)]).toEqual(['open', 'Introduction']);
  });

  test('of others never delay her in a browser that she signed in from before', async () => {
    const known = await signedIn(world, 'ann');
    await known.post('/logout', { csrf: hidden(await known.get('/'), 'csrf') });
    await guess(world.browser(), 20);
    expect((await tryToSignIn(world.browser(), { username: 'ann' })).status).toBe(429);
    expect((await tryToSignIn(known, { username: 'ann' })).status).toBe(303);
  });

  test('of a classmate who has a launch too never delay her in a browser that she signed in from before', async () => {
    const { visitor, fields } = await withTicket(world, link, {
      parameters: { lis_person_sourcedid: undefined },
    });
    await visitor.follow(await visitor.post('/login', { ...fields, username: 'ann', password }));
    const unnamed = { parameters: { lis_person_sourcedid: undefined } };
    const mallory = await withTicket(world, link, unnamed);
    const statuses = [];
    for (let n = 0; n < 8; n += 1) {
      const tried = await mallory.visitor.post('/login', {
        ...mallory.fields,
        username: 'ann',
        password: wrong,
      });
      statuses.push(tried.status);
    }
    expect(statuses.at(-1)).toBe(429);
    const again = await withTicket(world, link, unnamed, visitor);
    const answer = await visitor.post('/login', { ...again.fields, username: 'ann', password });
    expect(answer.status).toBe(303);
  });

  test('cost the same however many launches one brings, so that a launch is no way to guess for ever', async () => {
    const statuses = [];
    for (let n = 0; n < 8; n += 1) {
      const { visitor, fields } = await withTicket(world, link, { username: 'mallory' });
      const { status } = await visitor.post('/login', { ...fields, username: 'ann', password: wrong });
      statuses.push(status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  });

  test('in a browser that somebody else signed in from count as any others', async () => {
    await world.addPerson('bob');
    const visitor = await signedIn(world, 'bob');
    await visitor.post('/logout', { csrf: hidden(await visitor.get('/'), 'csrf') });
    expect((await guess(visitor, 8)).at(-1)?.status).toBe(429);
    const forged = world.browser();
    forged.cookies.set('__Host-browser', 'made-up.AAAA');
    expect((await tryToSignIn(forged, { username: 'ann' })).status).toBe(429);
  });

  test('one for each of many people are slowed as well', async () => {
    const visitor = world.browser();
    const statuses = new Set<number>();
    for (let n = 0; n < 64; n += 1) {
      const [answer] = await guess(visitor, 1, `person${n}`);
      statuses.add(answer?.status ?? 0);
    }
    expect([...statuses]).toEqual([401, 429]);
    const other = await withTicket(world, link);
    const answer = await other.visitor.post('/login', { ...other.fields, username: 'ann', password });
    expect(answer.status).toBe(303);
  });
});
