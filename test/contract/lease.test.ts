import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Door } from '../../src/storage/door.ts';
import { type Lease, leaseMs, takeLease } from '../../src/storage/leaseStore.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';

describe.each(engines)('what one process does for all, on %s', (engine) => {
  let database: OpenDatabase;
  let doors: Door[];
  beforeAll(async () => {
    database = await openDatabase(engine);
    doors = [database.door, openDoor(database.url), openDoor(database.url)];
  });
  beforeEach(() => database.door.write((sql) => sql.run('DELETE FROM leases')));
  afterAll(async () => {
    await Promise.all(doors.slice(1).map((door) => door.close()));
    await database.drop();
  });

  async function take(holder: string): Promise<Lease> {
    const answer = await takeLease(database.door, 'purge', holder);
    if (answer.kind === 'taken') throw new Error(`${answer.holder} has it.`);
    return answer.lease;
  }

  /** The database's clock goes on: every lease is so many milliseconds older. */
  const wait = (ms: number) =>
    database.door.write((sql) => sql.run('UPDATE leases SET held_until = held_until - ?', [ms]));
  const rows = () =>
    database.door.read((sql) => sql.rows<{ mark: string; holder: string }>('SELECT * FROM leases'));

  test('is given to one of many that ask at the same moment, and the others hear who has it', async () => {
    for (let round = 0; round < 5; round += 1) {
      await database.door.write((sql) => sql.run('DELETE FROM leases'));
      const asking = Array.from({ length: 12 }, (_, n) => `process ${n}`);
      const answers = await Promise.all(
        asking.map((holder, n) => takeLease(doors[n % doors.length] ?? database.door, 'purge', holder)),
      );
      const [winner] = await rows();
      const taken = answers.filter(({ kind }) => kind === 'taken');
      expect(taken).toEqual(Array(11).fill({ kind: 'taken', holder: winner?.holder }));
    }
  });

  test('goes to one other once its process was killed, not a moment sooner', async () => {
    await take('killed');
    await wait(leaseMs - 5_000);
    expect(await takeLease(database.door, 'purge', 'early')).toEqual({ kind: 'taken', holder: 'killed' });
    await wait(7_000);
    const answers = await Promise.all(doors.map((door, n) => takeLease(door, 'purge', `heir ${n}`)));
    expect(answers.filter(({ kind }) => kind === 'ours')).toHaveLength(1);
    expect(await rows()).toEqual([expect.objectContaining({ holder: expect.stringMatching(/^heir/) })]);
  });

  test('stays with a process that works longer than a lease, as each piece of work prolongs it', async () => {
    const lease = await take('long');
    for (let piece = 0; piece < 3; piece += 1) {
      await wait(leaseMs - 5_000);
      expect(await lease.during(async () => 'done')).toBe('done');
    }
    expect(await takeLease(database.door, 'purge', 'other')).toMatchObject({ kind: 'taken' });
  });

  test('is over for a process that stood still too long: it does no more, and takes nothing back', async () => {
    const frozen = await take('frozen');
    await wait(leaseMs + 2_000);
    const heir = await take('heir');
    let worked = false;
    const piece = frozen.during(async () => {
      worked = true;
      return 'done';
    });
    expect([await piece, worked]).toEqual([undefined, false]);
    await frozen.leave();
    expect(await rows()).toEqual([expect.objectContaining({ holder: 'heir' })]);
    expect(await heir.during(async () => 'done')).toBe('done');
  });

  test('is free at once when it was given back', async () => {
    await (await take('first')).leave();
    await take('second');
  });

  test('does not count what failed in the middle', async () => {
    const lease = await take('failing');
    const failing = lease.during(async (sql) => {
      await sql.run("INSERT INTO leases (duty, mark, holder, held_until) VALUES ('other', '', '', 0)");
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await rows()).toHaveLength(1);
  });
});
