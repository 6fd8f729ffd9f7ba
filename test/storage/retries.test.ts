import { expect, test } from '@jest/globals';
import { DatabaseAway, isAway, isDuplicate, isRetryable } from '../../src/storage/dialect.ts';
import { withRetries } from '../../src/storage/door.ts';

const driver = (fields: object) => Object.assign(new Error('said the driver'), fields);
/** TypeORM wraps what the driver says. */
const wrapped = (fields: object) =>
  Object.assign(new Error('said the mapper'), { driverError: driver(fields) });

const faults: readonly [string, object, number, boolean][] = [
  ['a deadlock', { errno: 1213 }, 12, true],
  ['a lost certification', { errno: 3101 }, 12, true],
  ['a busy file', { code: 'SQLITE_BUSY_SNAPSHOT' }, 12, true],
  ['a row held by others', { errno: 1205, code: 'ER_LOCK_WAIT_TIMEOUT' }, 2, true],
  ['a refused connection', { code: 'ECONNREFUSED', fatal: true }, 1, true],
  ['a broken connection', { code: 'PROTOCOL_CONNECTION_LOST', fatal: true }, 1, true],
  ['a node without quorum', { errno: 1047 }, 1, true],
  ['a commit that the node refused', { errno: 1180 }, 1, true],
  ['a node that is read-only', { errno: 1290 }, 1, true],
  ['a member that its group has expelled', { errno: 1836 }, 1, true],
  ['a group that did not take the commit', { errno: 3100 }, 1, true],
  ['a full disk', { code: 'SQLITE_FULL' }, 1, true],
  ['a table for which the disk has no room', { errno: 1114, code: 'ER_RECORD_FILE_FULL' }, 1, true],
  ['a storage engine that fails', { errno: 1030, code: 'ER_GET_ERRNO' }, 1, true],
  ['a disk that fails', { code: 'SQLITE_IOERR_WRITE' }, 1, true],
  ['a duplicate', { errno: 1062, code: 'ER_DUP_ENTRY' }, 1, false],
  ['a value too long', { errno: 1406 }, 1, false],
  ['a wrong password', { errno: 1045, code: 'ER_ACCESS_DENIED_ERROR', fatal: true }, 1, false],
];

test.each(
  faults.flatMap(([name, fields, ...rest]) => [
    [name, 'the driver', driver(fields), ...rest] as const,
    [name, 'the mapper', wrapped(fields), ...rest] as const,
  ]),
)(
  'a transaction that ends with %s, said by %s, is neither repeated too often nor called by a wrong name',
  async (_, __, fault, times, away) => {
    let tries = 0;
    const outcome = await withRetries(async () => {
      tries += 1;
      throw fault;
    }).catch((error: unknown) => error);
    expect(tries).toBe(times);
    if (away) expect(outcome).toMatchObject({ name: 'DatabaseAway', cause: fault });
    else expect(outcome).toBe(fault);
  },
);

test('a transaction that loses a deadlock and then succeeds has succeeded', async () => {
  let tries = 0;
  const work = async () => {
    tries += 1;
    if (tries < 3) throw driver({ errno: 1213 });
    return 'done';
  };
  expect(await withRetries(work)).toBe('done');
});

test.each([undefined, null, 'text', 7, {}, new Error('plain')])('%p is no word of the database', (thrown) => {
  expect([isDuplicate(thrown), isRetryable(thrown), isAway(thrown)]).toEqual([false, false, false]);
});

test('a database that is away says when to come again, and not why', () => {
  const away = new DatabaseAway(driver({ code: 'ECONNREFUSED', address: '10.0.0.7' }));
  expect(away.retryAfterSeconds).toBeGreaterThan(0);
  expect(away.message).not.toContain('10.0.0.7');
});
