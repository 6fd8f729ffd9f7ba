import type { Door } from './door.ts';

export interface Purged {
  readonly nonces: number;
  readonly launchSessions: number;
  readonly relaunches: number;
  readonly accountSessions: number;
  readonly oneTimeAddresses: number;
  readonly launches: number;
  readonly originProposals: number;
}

export interface PurgeStore {
  /**
   * Deletes what is over, in small batches so that launches do not wait: nonces whose timestamp can no longer pass
   * (R16), sessions, tickets and one-time addresses past their end, journal rows and proposed origins from before
   * `journalBefore`.
   * Stops between two batches once `goOn` says no.
   */
  purge(times: PurgeTimes): Promise<Purged>;
}

export interface PurgeTimes {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly journalBefore: number;
  readonly goOn?: () => boolean;
}

const batch = 500;

export function purgeStore(door: Door): PurgeStore {
  async function deleteBefore(
    [table, column, key]: readonly [string, string, string],
    time: number,
    goOn: () => boolean,
  ): Promise<number> {
    let deleted = 0;
    while (goOn()) {
      const { affected } = await door.write((sql) =>
        sql.dialect === 'mysql'
          ? sql.run(`DELETE FROM ${table} WHERE ${column} < ? LIMIT ${batch}`, [time])
          : sql.run(
              `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${column} < ? LIMIT ${batch})`,
              [time],
            ),
      );
      deleted += affected;
      if (affected < batch) break;
    }
    return deleted;
  }
  return {
    async purge({ now, journalBefore, goOn = () => true }) {
      return {
        nonces: await deleteBefore(['nonces', 'expires_at', 'rowid'], now, goOn),
        launchSessions: await deleteBefore(['launch_sessions', 'expires_at', 'rowid'], now, goOn),
        relaunches: await deleteBefore(['relaunches', 'expires_at', 'rowid'], now, goOn),
        accountSessions: await deleteBefore(['account_sessions', 'expires_at', 'rowid'], now, goOn),
        oneTimeAddresses: await deleteBefore(['one_time_addresses', 'expires_at', 'rowid'], now, goOn),
        launches: await deleteBefore(['launches', 'at', 'id'], journalBefore, goOn),
        originProposals: await deleteBefore(['origin_proposals', 'first_at', 'rowid'], journalBefore, goOn),
      };
    },
  };
}
