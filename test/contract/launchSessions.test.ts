import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Door } from '../../src/storage/door.ts';
import type { NewLaunchSession } from '../../src/storage/launchSessionColumns.ts';
import { type LaunchSessionStore, launchSessionStore } from '../../src/storage/launchSessionStore.ts';
import { launchStore } from '../../src/storage/launchStore.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { moveSettingsOn, settingsVersion } from '../../src/storage/settingsVersion.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { madeAt, sha256 } from '../factories.ts';
import { countRows, forgetLaunches, launch } from '../launches.ts';

const hour = 3_600_000;

describe.each(engines)('launch sessions on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  let store: LaunchSessionStore;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
    store = launchSessionStore(door);
  });
  beforeEach(() => forgetLaunches(door));
  afterAll(() => database.drop());

  async function made(fields: Partial<NewLaunchSession> = {}): Promise<NewLaunchSession> {
    const record = launch({ session: fields });
    await launchStore(door).record(record);
    if (!record.session) throw new Error('A launch without a session.');
    return record.session;
  }

  const opened = (fields: Partial<NewLaunchSession> = {}) =>
    made({ state: 'open', expiresAt: madeAt + hour, ...fields });

  const keys = (sessions: readonly { launchKey: Buffer }[]) =>
    sessions.map(({ launchKey }) => launchKey.toString('hex')).sort();

  test('give back every word that a launch left behind', async () => {
    const session = await made({
      named: 'José 🦊',
      personId: undefined,
      identity: 'unknown-user',
      state: 'ticket',
      protector: { level: 'course', number: 7 },
      frameOrigins: ['https://lms.example', 'https://studio.lms.example:8443'],
      returnSealed: 'sealed',
      originMatched: false,
      passwordSignedIn: true,
    });
    expect(await store.findByKey(session.launchKey, madeAt)).toEqual(session);
  });

  test('end at their end and not a moment later', async () => {
    const session = await made({ expiresAt: madeAt + 1_000 });
    const browser = [session.secretHash];
    expect((await store.findOfBrowser(browser, madeAt + 999)).launches).toHaveLength(1);
    expect((await store.findOfBrowser(browser, madeAt + 1_000)).launches).toEqual([]);
    expect(await store.findByKey(session.launchKey, madeAt + 999)).toBeDefined();
    expect(await store.findByKey(session.launchKey, madeAt + 1_000)).toBeUndefined();
  });

  test("are found by this browser's cookies alone", async () => {
    const mine = [await opened(), await opened(), await made()];
    await opened();
    await made();
    const secretHashes = mine.map(({ secretHash }) => secretHash);
    expect(keys((await store.findOfBrowser(secretHashes, madeAt)).launches)).toEqual(keys(mine));
    expect((await store.findOfBrowser([randomBytes(32)], madeAt)).launches).toEqual([]);
  });

  test('are found newest first, each browser its own, also where all ask at once', async () => {
    const mine = [
      await made({ startedAt: madeAt - 2 }),
      await made({ startedAt: madeAt }),
      await made({ startedAt: madeAt - 1 }),
    ];
    const theirs = await made();
    const hashes = mine.map(({ secretHash }) => secretHash);
    const [twice, other, nobody] = await Promise.all(
      [[...hashes, ...hashes], [theirs.secretHash], [randomBytes(32)]].map((shown) =>
        store.findOfBrowser(shown, madeAt),
      ),
    );
    expect(twice?.launches.map(({ startedAt }) => madeAt - startedAt)).toEqual([0, 1, 2]);
    expect([other, nobody].map((found) => found?.launches.map(({ launchKey }) => launchKey))).toEqual([
      [theirs.launchKey],
      [],
    ]);
  });

  test('are found together with the version of the settings, also where there are none', async () => {
    const session = await made();
    const found = () =>
      Promise.all([session.secretHash, randomBytes(32)].map((hash) => store.findOfBrowser([hash], madeAt)));
    const before = await settingsVersion(door)();
    expect((await found()).map(({ settings }) => settings)).toEqual([before, before]);
    await door.write(moveSettingsOn);
    const after = { ...before, version: before.version + 1 };
    expect((await found()).map(({ settings }) => settings)).toEqual([after, after]);
  });

  const times = { now: madeAt, expiresAt: madeAt + hour };

  test('are entered once, however many ask at once', async () => {
    const { launchKey } = await made();
    const other = openDoor(database.url);
    const stores = [store, launchSessionStore(other)];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => stores[n % 2]?.enter(launchKey, times)),
    );
    expect(answers.filter((entered) => entered)).toHaveLength(1);
    await other.close();
  });

  const shut: readonly [string, Partial<NewLaunchSession>][] = [
    ['a ticket that nobody has signed in for', { state: 'ticket' }],
    ['one that is over', { expiresAt: madeAt }],
    ['one that was entered before', { state: 'open' }],
  ];
  test.each(shut)('are not entered: %s', async (_, fields) => {
    const { launchKey } = await made(fields);
    expect(await store.enter(launchKey, times)).toBe(false);
  });

  test('let a ticket be spent once, with one journal row, however many ask at once', async () => {
    const { launchKey } = await made({ state: 'ticket', personId: undefined });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        store.spendTicket({
          launchKey,
          secretHash: sha256(`cookie ${n}`),
          returnSealed: `sealed ${n}`,
          personId: 20 + n,
          passwordSignedIn: true,
          startedAt: madeAt + 5,
          now: madeAt,
          expiresAt: madeAt + hour,
          journal: { at: madeAt, reference: 'SPENT234', code: 'opened', personId: 20 + n },
        }),
      ),
    );
    expect(answers.filter((spent) => spent)).toHaveLength(1);
    expect(await countRows(door)).toEqual({ nonces: 1, sessions: 1, journal: 2 });
    const personId = 20 + answers.indexOf(true);
    expect(await store.findByKey(launchKey, madeAt)).toMatchObject({
      state: 'pending',
      personId,
      passwordSignedIn: true,
      startedAt: madeAt + 5,
      secretHash: sha256(`cookie ${personId - 20}`),
      returnSealed: `sealed ${personId - 20}`,
    });
  });

  test.each(['pending', 'open'] as const)('do not let a %s launch pass for a ticket', async (state) => {
    const { launchKey } = await made({ state });
    const spending = {
      launchKey,
      secretHash: sha256('another cookie'),
      returnSealed: undefined,
      personId: 99,
      passwordSignedIn: true,
      startedAt: madeAt,
      now: madeAt,
      expiresAt: madeAt + hour,
    };
    const journal = { at: madeAt, reference: 'SPENT234', code: 'opened' as const };
    expect(await store.spendTicket({ ...spending, journal })).toBe(false);
    expect(await countRows(door)).toEqual({ nonces: 1, sessions: 1, journal: 1 });
  });

  test('are ended by launch and by person, and no others with them', async () => {
    const ann = await opened({ personId: 1 });
    const ben = [await opened({ personId: 2 }), await opened({ personId: 2 })];
    const cy = await opened({ personId: 3 });
    const left = async () => {
      const found = await Promise.all(
        [ann, ...ben, cy].map(({ launchKey }) => store.findByKey(launchKey, madeAt)),
      );
      return keys(found.flatMap((one) => one ?? []));
    };
    await store.end([]);
    expect(await left()).toEqual(keys([ann, ...ben, cy]));
    await store.endPerson(2);
    expect(await left()).toEqual(keys([ann, cy]));
    await store.end([ann.launchKey]);
    expect(await left()).toEqual(keys([cy]));
  });

  test('are prolonged by use, never past their absolute end and never back to life', async () => {
    const fresh = await opened({ seenAt: madeAt + 1_000 });
    const idle = await opened();
    const late = await opened({ startedAt: madeAt - 11.5 * hour });
    const over = await opened({ expiresAt: madeAt + 1_000 });
    const unused = await opened();
    const now = madeAt + 1_000;
    const launchKeys = [fresh, idle, late, over].map(({ launchKey }) => launchKey);
    await store.touch({ launchKeys, now, seenBefore: now, idleMs: 2 * hour, mostMs: 12 * hour });
    const ends = async ({ launchKey }: NewLaunchSession) => (await store.findByKey(launchKey, 0))?.expiresAt;
    expect(await ends(fresh)).toBe(madeAt + hour);
    expect(await ends(idle)).toBe(now + 2 * hour);
    expect(await ends(late)).toBe(madeAt + 0.5 * hour);
    expect(await ends(over)).toBe(madeAt + 1_000);
    expect(await ends(unused)).toBe(madeAt + hour);
  });
});
