import type { Door } from './door.ts';

export interface Purged {
  readonly nonces: number;
  readonly launchSessions: number;
  readonly accountSessions: number;
  readonly oneTimeAddresses: number;
  readonly launches: number;
}

export interface PurgeStore {
  /**
   * Deletes what is over, in small batches so that launches do not wait: nonces whose timestamp can no longer pass
   * (R16), sessions, tickets and one-time addresses past their end, journal rows from before `journalBefore`.
   */
  purge(times: { readonly now: number; readonly journalBefore: number }): Promise<Purged>;
}

const batch = 500;

export function purgeStore(door: Door): PurgeStore {
  async function deleteBefore(table: string, column: string, key: string, time: number): Promise<number> {
    let deleted = 0;
    for (;;) {
      const { affected } = await door.write((sql) =>
        sql.dialect === 'mysql'
          ? sql.run(`DELETE FROM ${table} WHERE ${column} < ? LIMIT ${batch}`, [time])
          : sql.run(
              `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${column} < ? LIMIT ${batch})`,
              [time],
            ),
      );
      deleted += affected;
      if (affected < batch) return deleted;
    }
  }
  return {
    async purge({ now, journalBefore }) {
      return {
        nonces: await deleteBefore('nonces', 'expires_at', 'rowid', now),
        launchSessions: await deleteBefore('launch_sessions', 'expires_at', 'rowid', now),
        accountSessions: await deleteBefore('account_sessions', 'expires_at', 'rowid', now),
        oneTimeAddresses: await deleteBefore('one_time_addresses', 'expires_at', 'rowid', now),
        launches: await deleteBefore('launches', 'at', 'id', journalBefore),
      };
    },
  };
}
