import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { dataKeyFrom } from '../../src/crypto/dataKey.ts';
import { failureMark } from '../../src/crypto/failureMark.ts';
import { sharedFailures } from '../../src/services/signin/sharedFailures.ts';
import { type FailureStore, failureStore } from '../../src/storage/failureStore.ts';
import { type Attempt, throttle } from '../../src/web/throttle.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { madeAt, sha256 } from '../factories.ts';
import { purgeAt } from './purging.ts';

const keys = [dataKeyFrom('session', Buffer.alloc(32, 7))];
const minute = 60_000;

describe.each(engines)('failed sign-ins of several processes on %s', (engine) => {
  let database: OpenDatabase;
  let store: FailureStore;
  let time: number;
  let troubles: unknown[];
  beforeAll(async () => {
    database = await openDatabase(engine);
    store = failureStore(database.door);
  });
  beforeEach(async () => {
    time = madeAt;
    troubles = [];
    await database.door.write((sql) => sql.run('DELETE FROM failures'));
  });
  afterAll(() => database.drop());

  const markOf = (text: string) => failureMark(keys, text);
  /** A server process; its clock may go wrong by so much. */
  function startProcess({ apart = 0, kept = store }: { apart?: number; kept?: FailureStore } = {}) {
    const now = () => time + apart;
    const trouble = (error: unknown) => void troubles.push(error);
    return throttle({ now, shared: sharedFailures({ store: kept, markOf, now, trouble }) });
  }
  type Process = ReturnType<typeof startProcess>;

  const from = (address: string, account = 'msu/ann'): Attempt => ({ account, address });
  const waitOf = async (gate: Process, attempt: Attempt) => {
    const { waitSeconds } = await gate.check(attempt);
    if (waitSeconds === 0) gate.abandoned(attempt);
    return waitSeconds;
  };

  /** Whether a process lets the guess be made. */
  async function guess(gate: Process, attempt: Attempt): Promise<boolean> {
    const { waitSeconds } = await gate.check(attempt);
    if (waitSeconds === 0) await gate.failed(attempt);
    return waitSeconds === 0;
  }

  test('are counted together, so that a second process is no second budget', async () => {
    const all = [startProcess(), startProcess(), startProcess()];
    let tried = 0;
    for (let n = 0; n < 30; n += 1) {
      for (const gate of all) if (await guess(gate, from('x'))) tried += 1;
    }
    expect(tried).toBe(5);
    expect(await waitOf(startProcess(), from('x'))).toBe(1);
  });

  test('of one word on 300 accounts are slowed at all processes together', async () => {
    const all = [startProcess(), startProcess()];
    let tried = 0;
    for (let n = 0; n < 300; n += 1) {
      const [gate = startProcess()] = n % 2 === 0 ? all : [...all].reverse();
      if (await guess(gate, from('x', `msu/person${n}`))) tried += 1;
    }
    expect(tried).toBe(60);
  });

  test('delay her nowhere who has a launch, or a browser that she signed in from before', async () => {
    const all = [startProcess(), startProcess()];
    for (let n = 0; n < 40; n += 1) for (const gate of all) await guess(gate, from('room'));
    for (const gate of all) {
      expect(await waitOf(gate, from('room'))).toBeGreaterThan(0);
      expect(await waitOf(gate, { ...from('room'), ticket: 't', receiver: 'ann' })).toBe(0);
      expect(await waitOf(gate, { ...from('room'), browser: 'b' })).toBe(0);
    }
  });

  test('are forgiven everywhere by a success at one', async () => {
    const [one, other] = [startProcess(), startProcess()];
    for (let n = 0; n < 4; n += 1) await guess(one, from('x'));
    expect(await waitOf(other, from('x'))).toBe(0);
    await other.check(from('x'));
    await other.succeeded(from('x'));
    const newcomer = startProcess();
    let tried = 0;
    for (let n = 0; n < 10; n += 1) if (await guess(newcomer, from('x'))) tried += 1;
    expect(tried).toBe(5);
  });

  test('of others at an address are not forgiven by the success of one', async () => {
    const one = startProcess();
    for (let n = 0; n < 60; n += 1) await guess(one, from('x', `msu/person${n}`));
    time += 2_000;
    const mine = from('x', 'msu/mallory');
    await one.check(mine);
    await one.succeeded(mine);
    expect(await guess(startProcess(), from('x', 'msu/person60'))).toBe(true);
    expect(await waitOf(startProcess(), from('x', 'msu/person61'))).toBeGreaterThan(0);
  });

  test('are forgiven by time, one after the other', async () => {
    const one = startProcess();
    for (let n = 0; n < 5; n += 1) await guess(one, from('x'));
    time += 5 * minute;
    let tried = 0;
    for (let n = 0; n < 5; n += 1) if (await guess(startProcess(), from('x'))) tried += 1;
    expect(tried).toBe(1);
  });

  test('that come at once are all counted', async () => {
    const attempts = Array.from({ length: 20 }, (_, n) => from(`bot${n}`));
    await Promise.all(attempts.map((attempt) => startProcess().failed(attempt)));
    const [kept] = await store.find([markOf(JSON.stringify(['account', 'msu/ann']))]);
    expect((kept?.clearAt ?? 0) - time).toBe(20 * minute);
  });

  test('are counted by each process for itself while the table is away, and that is said once', async () => {
    const gone = async () => {
      throw new Error('no such table');
    };
    const gate = startProcess({ kept: { find: gone, add: gone, forgive: gone } });
    let tried = 0;
    for (let n = 0; n < 10; n += 1) if (await guess(gate, from('x'))) tried += 1;
    expect([tried, troubles.length]).toEqual([5, 1]);
  });

  test('of a process whose clock is a year ahead keep nobody out for a year', async () => {
    const wrong = startProcess({ apart: 365 * 24 * 60 * minute });
    for (let n = 0; n < 8; n += 1) await guess(wrong, from('x'));
    expect(await waitOf(startProcess(), from('x'))).toBe(0);
    const right = startProcess();
    let tried = 0;
    for (let n = 0; n < 10; n += 1) if (await guess(right, from('x'))) tried += 1;
    expect(tried).toBe(5);
    expect(await waitOf(startProcess(), from('x'))).toBeGreaterThan(0);
  });

  test('cost good sign-ins no write', async () => {
    const writes: string[] = [];
    const watched = failureStore({
      ...database.door,
      write: (work) => {
        writes.push('a write');
        return database.door.write(work);
      },
    });
    const gate = startProcess({ kept: watched });
    for (let n = 0; n < 3; n += 1) {
      await gate.check(from('x'));
      await gate.succeeded(from('x'));
    }
    expect(writes).toEqual([]);
    await guess(gate, from('x'));
    expect(writes).toHaveLength(1);
  });

  test('say neither name nor address to whoever reads the table', async () => {
    await guess(startProcess(), from('192.0.2.7'));
    const rows = await database.door.read((sql) => sql.rows<{ mark: Buffer }>('SELECT * FROM failures'));
    expect(rows).toHaveLength(3);
    const plain = ['account', 'pair', 'address'].map((kind) => sha256(JSON.stringify([kind, '192.0.2.7'])));
    for (const { mark } of rows) {
      expect(mark).toHaveLength(16);
      expect(plain.some((hash) => hash.subarray(0, 16).equals(mark))).toBe(false);
    }
    const others = [dataKeyFrom('session', Buffer.alloc(32, 8))];
    expect(failureMark(others, 'x').equals(failureMark(keys, 'x'))).toBe(false);
  });

  test('are deleted once they are forgiven', async () => {
    await guess(startProcess(), from('x'));
    expect(await purgeAt(database.door, time)).toMatchObject({ failures: 0 });
    expect(await purgeAt(database.door, time + 6 * minute)).toMatchObject({ failures: 3 });
  });
});
