import { insertRows } from './dialect.ts';
import type { Door, Sql } from './door.ts';
import { type JournalEntry, journalColumns, journalValues } from './journalColumns.ts';
import { type LaunchSession, sessionFrom } from './launchSessionColumns.ts';
import type { LaunchSessionRow } from './schema/rows.ts';

/** What a launch made, together with the hash of the cookie that proves whose browser it was. */
export interface KnownLaunch extends LaunchSession {
  readonly secretHash: Buffer;
}

export interface LaunchSessionStore {
  /** Launches of this browser: sessions of its jar, and what its pending-launch cookies stand for; none that is over. */
  findOfBrowser(browser: BrowserHashes, now: number): Promise<readonly KnownLaunch[]>;
  findByKey(launchKey: Buffer, now: number): Promise<KnownLaunch | undefined>;
  /** A pending launch becomes a session of the jar; false where another request was quicker. */
  adopt(adoption: Adoption): Promise<boolean>;
  /** A ticket is spent by a sign-in, with its journal row; false where it was spent already. */
  spendTicket(spending: TicketSpending): Promise<boolean>;
  /** Ends one launch of this browser. */
  end(launchKey: Buffer): Promise<void>;
  /** Ends the sessions of a jar: all of them, or those of everybody but one person. */
  endJar(jarHash: Buffer, exceptPersonId?: number): Promise<void>;
  endPerson(personId: number): Promise<void>;
  /** Prolongs the sessions of a jar that were last seen before `seenBefore`; never past their absolute end. */
  touch(touching: {
    jarHash: Buffer;
    now: number;
    seenBefore: number;
    idleMs: number;
    mostMs: number;
  }): Promise<void>;
}

export interface BrowserHashes {
  readonly jarHash: Buffer | undefined;
  readonly pendingHashes: readonly Buffer[];
}

export interface Adoption {
  readonly launchKey: Buffer;
  readonly jarHash: Buffer;
  /** The way back, sealed anew with the jar's cookie. */
  readonly returnSealed: string | undefined;
  readonly now: number;
  readonly expiresAt: number;
}

export interface TicketSpending {
  readonly launchKey: Buffer;
  readonly personId: number;
  readonly passwordSignedIn: boolean;
  readonly now: number;
  readonly expiresAt: number;
  readonly journal: JournalEntry;
}

export function launchSessionStore(door: Door): LaunchSessionStore {
  const change = (text: string, values: readonly (string | number | Buffer | null)[]) =>
    door.write((sql) => sql.run(text, values));
  return {
    findOfBrowser: (browser, now) => door.read((sql) => findOfBrowser(sql, browser, now)),
    async findByKey(launchKey, now) {
      const text = 'SELECT * FROM launch_sessions WHERE launch_key = ? AND expires_at > ?';
      const [row] = await door.read((sql) => sql.rows<LaunchSessionRow>(text, [launchKey, now]));
      return row ? known(row) : undefined;
    },
    async adopt({ launchKey, jarHash, returnSealed, now, expiresAt }) {
      const { affected } = await change(
        `UPDATE launch_sessions SET state = 'open', jar_hash = ?, return_sealed = ?, seen_at = ?, expires_at = ?
         WHERE launch_key = ? AND state = 'pending' AND expires_at > ?`,
        [jarHash, returnSealed ?? null, now, expiresAt, launchKey, now],
      );
      return affected === 1;
    },
    spendTicket: ({ launchKey, personId, passwordSignedIn, now, expiresAt, journal }) =>
      door.write(async (sql) => {
        const { affected } = await sql.run(
          `UPDATE launch_sessions SET state = 'pending', person_id = ?, password_signed_in = ?, seen_at = ?, expires_at = ?
           WHERE launch_key = ? AND state = 'ticket' AND expires_at > ?`,
          [personId, Number(passwordSignedIn), now, expiresAt, launchKey, now],
        );
        if (affected !== 1) return false;
        await sql.run(insertRows('launches', journalColumns, 1), journalValues(journal));
        return true;
      }),
    async end(launchKey) {
      await change('DELETE FROM launch_sessions WHERE launch_key = ?', [launchKey]);
    },
    async endJar(jarHash, exceptPersonId) {
      if (exceptPersonId === undefined) {
        await change('DELETE FROM launch_sessions WHERE jar_hash = ?', [jarHash]);
        return;
      }
      const text = 'DELETE FROM launch_sessions WHERE jar_hash = ? AND (person_id IS NULL OR person_id <> ?)';
      await change(text, [jarHash, exceptPersonId]);
    },
    async endPerson(personId) {
      await change('DELETE FROM launch_sessions WHERE person_id = ?', [personId]);
    },
    async touch({ jarHash, now, seenBefore, idleMs, mostMs }) {
      const least = door.dialect === 'mysql' ? 'LEAST' : 'MIN';
      await change(
        `UPDATE launch_sessions SET seen_at = ?, expires_at = ${least}(?, started_at + ?)
         WHERE jar_hash = ? AND state = 'open' AND expires_at > ? AND seen_at < ?`,
        [now, now + idleMs, mostMs, jarHash, now, seenBefore],
      );
    },
  };
}

async function findOfBrowser(sql: Sql, browser: BrowserHashes, now: number): Promise<KnownLaunch[]> {
  const { jarHash, pendingHashes } = browser;
  const conditions: string[] = [];
  const values: Buffer[] = [];
  if (jarHash) {
    conditions.push('jar_hash = ?');
    values.push(jarHash);
  }
  if (pendingHashes.length > 0) {
    conditions.push(`(jar_hash IS NULL AND secret_hash IN (${pendingHashes.map(() => '?').join(',')}))`);
    values.push(...pendingHashes);
  }
  if (conditions.length === 0) return [];
  const rows = await sql.rows<LaunchSessionRow>(
    `SELECT * FROM launch_sessions WHERE (${conditions.join(' OR ')}) AND expires_at > ? ORDER BY started_at DESC, reference`,
    [...values, now],
  );
  return rows.map(known);
}

function known(row: LaunchSessionRow): KnownLaunch {
  return { ...sessionFrom(row), secretHash: row.secret_hash };
}
