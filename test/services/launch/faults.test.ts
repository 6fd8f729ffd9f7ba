import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../../src/storage/schema/rows.ts';
import { heading } from '../../browserLike.ts';
import { engines } from '../../databases.ts';
import { change, countOf, expectRefused, hashOf, launchPath, post } from '../../hostile.ts';
import { encode, openWorld, type World } from '../../world.ts';
import { errors, faultyDoor } from './faultyDoor.ts';

const steps = {
  'the look at the version': 'FROM settings_version',
  'the look for the link': 'JOIN links l',
  'the look for the person': 'FROM people p',
  'the claim of the nonce': 'INTO nonces',
  'the session': 'INTO launch_sessions',
  'the journal row': 'INTO launches',
  'the memory of the LMS user': 'INTO lms_users',
} as const;
const all = Object.entries(steps);
const written = all.filter(([, text]) => text.startsWith('INTO'));
const at = (text: string) => (statement: string) => statement.includes(text);

describe.each(engines)('a launch whose database fails half-way, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  const faulty = faultyDoor();
  beforeAll(async () => {
    world = await openWorld(engine, hashOf, { through: faulty.through });
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
  });
  afterEach(() => faulty.set());
  afterAll(() => world.close());

  const body = (username = 'ann') => encode(world.signed(link, { username }));
  const send = (text: string) => post(world.port, { path: launchPath(link), body: text });
  const counts = async () =>
    Promise.all(['nonces', 'launch_sessions', 'launches', 'lms_users'].map((table) => countOf(world, table)));
  /** What was remembered is read again. */
  const forgetMemory = async () => {
    await change(world, 'DELETE FROM lms_users');
    await change(world, 'UPDATE links SET enabled = enabled');
  };
  const more = (before: readonly number[], after: readonly number[]) =>
    after.map((count, place) => count - (before[place] ?? 0));

  test.each(all)('opens nothing and leaves nothing when the database goes away at %s', async (_, text) => {
    await forgetMemory();
    const before = await counts();
    const form = body();
    faulty.set({ at: at(text), error: errors.lost, times: 99 });
    const answer = await send(form);
    expect([answer.status, answer.headers['retry-after'], answer.setCookies]).toEqual([503, '5', []]);
    expect([answer.text.includes('We cannot answer at this moment'), answer.headers.location]).toEqual([
      true,
      undefined,
    ]);
    faulty.set();
    expect(more(before, await counts())).toEqual([0, 0, 0, 0]);
    expect((await send(form)).status).toBe(303);
    expect(more(before, await counts())).toEqual([1, 1, 1, 1]);
  });

  test.each(all)('opens nothing and leaves nothing after a fault of ours at %s', async (_, text) => {
    await forgetMemory();
    const before = await counts();
    const form = body();
    faulty.set({ at: at(text), error: errors.fault, times: 99 });
    const answer = await send(form);
    expect([answer.status, answer.setCookies, answer.headers.location]).toEqual([500, [], undefined]);
    faulty.set();
    expect(more(before, await counts())).toEqual([0, 0, 0, 0]);
    expect((await send(form)).status).toBe(303);
  });

  const passing = written.flatMap(([step, text]) =>
    (['deadlock', 'lost', 'busy'] as const).map((kind) => [step, kind, text] as const),
  );
  test.each(passing)('opens once, when %s meets one %s', async (_, kind, text) => {
    await forgetMemory();
    const before = await counts();
    faulty.set({ at: at(text), error: errors[kind] });
    const answer = await send(body());
    expect([answer.status, faulty.happened()]).toEqual([303, 1]);
    expect(more(before, await counts())).toEqual([1, 1, 1, 1]);
  });

  test('opens once when the answer to the commit is lost: the claim is known as ours (R15)', async () => {
    await forgetMemory();
    const before = await counts();
    const visitor = world.browser();
    faulty.set({ afterCommit: errors.away });
    const answer = await visitor.postFromElsewhere(launchPath(link), body());
    expect([answer.status, faulty.happened()]).toEqual([303, 1]);
    expect(more(before, await counts())).toEqual([1, 1, 1, 1]);
    faulty.set();
    expect(heading(await visitor.follow(answer))).toBe('Introduction');
  });

  test('opens nothing when the second try is lost as well, and the copy stays a replay', async () => {
    const form = body();
    faulty.set({ afterCommit: errors.away, times: 2 });
    const answer = await send(form);
    expect([answer.status, answer.setCookies]).toEqual([503, []]);
    faulty.set();
    await expectRefused(world, await send(form), { status: 403, code: 'replayed' });
    expect((await send(body())).status).toBe(303);
  });

  test('one among many: each fails only for its own reason (R14)', async () => {
    const others = Array.from({ length: 12 }, () => body());
    const before = await counts();
    const poisoned = (statement: string, values: readonly unknown[]) =>
      statement.includes('INTO launch_sessions') && values.includes('poison');
    faulty.set({ at: poisoned, error: errors.fault, times: 99 });
    const answers = await Promise.all([...others.slice(0, 6), body('poison'), ...others.slice(6)].map(send));
    expect(answers.map(({ status }) => status)).toEqual(others.map(() => 303).toSpliced(6, 0, 500));
    expect(more(before, await counts()).slice(0, 3)).toEqual([12, 12, 12]);
  });

  test('a replay that cannot be written down opens nothing either', async () => {
    const form = body();
    await send(form);
    faulty.set({ at: at('INTO launches'), error: errors.lost, times: 99 });
    const answer = await send(form);
    expect([answer.status, answer.setCookies]).toEqual([503, []]);
  });

  test('refuses forgeries by their own code while the journal cannot be written, and never waits', async () => {
    faulty.set({ at: at('INTO launches'), error: errors.full, times: 99 });
    const forged = encode(world.signed(link, { secret: 'guessed' }));
    for (let tries = 0; tries < 3; tries += 1) expect((await send(forged)).status).toBe(401);
    expect((await send(body())).status).toBe(503);
    faulty.set();
    const row = (await world.journal()).find(({ code }) => code === 'bad-signature');
    expect(row?.times).toBeGreaterThanOrEqual(1);
  });

  test('writes good launches down while the journal of refusals is stuck (R18)', async () => {
    const release = faulty.hold();
    const forged = encode(world.signed(link, { secret: 'guessed' }));
    for (let tries = 0; tries < 100; tries += 1) expect((await send(forged)).status).toBe(401);
    const before = await counts();
    for (let clicks = 0; clicks < 5; clicks += 1) expect((await send(body())).status).toBe(303);
    expect(more(before, await counts()).slice(0, 3)).toEqual([5, 5, 5]);
    release();
    const forgeries = (await world.journal()).filter(({ code }) => code === 'bad-signature');
    expect(forgeries.reduce((sum, { times }) => sum + times, 0)).toBeGreaterThanOrEqual(100);
  });
});
