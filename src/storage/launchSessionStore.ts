import { batched } from './batch.ts';
import { insertRows } from './dialect.ts';
import type { Door, Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { type JournalEntry, journalColumns, journalValues } from './journalColumns.ts';
import { type LaunchSession, sessionFrom } from './launchSessionColumns.ts';
import type { LaunchSessionRow } from './schema/rows.ts';
import {
  type SettingsColumns,
  type SettingsState,
  settingsColumns,
  settingsFrom,
} from './settingsVersion.ts';

/** What a launch made, together with the hash of the cookie that proves whose browser it was. */
export interface KnownLaunch extends LaunchSession {
  readonly secretHash: Buffer;
}

export interface LaunchSessionStore {
  /** What this browser's launch cookies stand for, of which there is at least one. */
  findOfBrowser(secretHashes: readonly Buffer[], now: number): Promise<BrowserLaunches>;
  findByKey(launchKey: Buffer, now: number): Promise<KnownLaunch | undefined>;
  /** A pending launch becomes a session; false where another request was quicker. */
  enter(launchKey: Buffer, times: { readonly now: number; readonly expiresAt: number }): Promise<boolean>;
  /** A ticket is spent by a sign-in, with its journal row; false where it was spent already. */
  spendTicket(spending: TicketSpending): Promise<boolean>;
  end(launchKeys: readonly Buffer[]): Promise<void>;
  endPerson(personId: number): Promise<void>;
  /** Prolongs sessions that were last seen before `seenBefore`; never past their absolute end. */
  touch(touching: Touching): Promise<void>;
}

export interface BrowserLaunches {
  /** Newest first; none that is over. */
  readonly launches: readonly KnownLaunch[];
  /** As they were at the same moment. */
  readonly settings: SettingsState;
}

/** Milliseconds, and moments in epoch milliseconds. */
export interface Touching {
  readonly launchKeys: readonly Buffer[];
  readonly now: number;
  readonly seenBefore: number;
  readonly idleMs: number;
  readonly mostMs: number;
}

export interface TicketSpending {
  readonly launchKey: Buffer;
  /** Of the cookie that takes the ticket's place, and the way back sealed for that one (no fixation). */
  readonly secretHash: Buffer;
  readonly returnSealed: string | undefined;
  readonly personId: number;
  readonly passwordSignedIn: boolean;
  /** Of the session: the sign-in, not the launch, so that a password set in between does not end it (R2). */
  readonly startedAt: number;
  readonly now: number;
  readonly expiresAt: number;
  readonly journal: JournalEntry;
}

export function launchSessionStore(door: Door): LaunchSessionStore {
  const change = (text: string, values: readonly (string | number | Buffer | null)[]) =>
    door.write((sql) => sql.run(text, values));
  const findOfBrowser = batched((asked: readonly Browser[]) =>
    door.read((sql) => findOfBrowsers(sql, asked)),
  );
  return {
    findOfBrowser: (secretHashes, now) => findOfBrowser({ secretHashes, now }),
    async findByKey(launchKey, now) {
      const text = 'SELECT * FROM launch_sessions WHERE launch_key = ? AND expires_at > ?';
      const [row] = await door.read((sql) => sql.rows<LaunchSessionRow>(text, [launchKey, now]));
      return row ? knownLaunch(row) : undefined;
    },
    async enter(launchKey, { now, expiresAt }) {
      const { affected } = await change(
        `UPDATE launch_sessions SET state = 'open', seen_at = ?, expires_at = ?
         WHERE launch_key = ? AND state = 'pending' AND expires_at > ?`,
        [now, expiresAt, launchKey, now],
      );
      return affected === 1;
    },
    spendTicket: ({
      launchKey,
      secretHash,
      returnSealed,
      personId,
      passwordSignedIn,
      startedAt,
      now,
      expiresAt,
      journal,
    }) =>
      door.write(async (sql) => {
        const { affected } = await sql.run(
          `UPDATE launch_sessions SET state = 'pending', secret_hash = ?, return_sealed = ?, person_id = ?, password_signed_in = ?,
           started_at = ?, seen_at = ?, expires_at = ?
           WHERE launch_key = ? AND state = 'ticket' AND expires_at > ?`,
          [
            secretHash,
            returnSealed ?? null,
            personId,
            Number(passwordSignedIn),
            startedAt,
            now,
            expiresAt,
            launchKey,
            now,
          ],
        );
        if (affected !== 1) return false;
        await sql.run(insertRows('launches', journalColumns, 1), journalValues(journal));
        return true;
      }),
    async end(launchKeys) {
      if (launchKeys.length === 0) return;
      await change(`DELETE FROM launch_sessions WHERE launch_key IN (${marks(launchKeys)})`, launchKeys);
    },
    async endPerson(personId) {
      await change('DELETE FROM launch_sessions WHERE person_id = ?', [personId]);
    },
    async touch({ launchKeys, now, seenBefore, idleMs, mostMs }) {
      if (launchKeys.length === 0) return;
      const least = door.dialect === 'mysql' ? 'LEAST' : 'MIN';
      await change(
        `UPDATE launch_sessions SET seen_at = ?, expires_at = ${least}(?, started_at + ?)
         WHERE launch_key IN (${marks(launchKeys)}) AND state = 'open' AND expires_at > ? AND seen_at < ?`,
        [now, now + idleMs, mostMs, ...launchKeys, now, seenBefore],
      );
    },
  };
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(',');
}

interface Browser {
  readonly secretHashes: readonly Buffer[];
  readonly now: number;
}

/** With nothing found there is one row all the same, that of the settings. */
type FoundRow = (LaunchSessionRow | { readonly launch_key: null }) & SettingsColumns;

/** One read for all who ask at the same time; each is handed its own alone. */
async function findOfBrowsers(sql: Sql, asked: readonly Browser[]): Promise<BrowserLaunches[]> {
  const hashes = asked.flatMap(({ secretHashes }) => secretHashes);
  const rows = await sql.rows<FoundRow>(
    `SELECT s.*, ${settingsColumns('v')} FROM settings_version v
     LEFT JOIN launch_sessions s ON s.secret_hash IN (${places(hashes)})
     WHERE v.id = 1`,
    padded(hashes),
  );
  const settings = settingsFrom(rows[0]);
  const found = new Map<string, KnownLaunch>();
  for (const row of rows) {
    if (row.launch_key !== null) found.set(nameOf(row.secret_hash), knownLaunch(row));
  }
  return asked.map(({ secretHashes, now }) => {
    const own = new Set(secretHashes.flatMap((hash) => found.get(nameOf(hash)) ?? []));
    const launches = [...own].filter(({ expiresAt }) => expiresAt > now);
    return { launches: launches.sort(newestFirst), settings };
  });
}

function newestFirst(one: KnownLaunch, other: KnownLaunch): number {
  return other.startedAt - one.startedAt || (one.reference < other.reference ? -1 : 1);
}

function nameOf(hash: Buffer): string {
  return hash.toString('latin1');
}

export function knownLaunch(row: LaunchSessionRow): KnownLaunch {
  return { secretHash: row.secret_hash, ...sessionFrom(row) };
}
