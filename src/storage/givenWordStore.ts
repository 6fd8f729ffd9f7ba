import { sha256 } from '../crypto/digest.ts';
import type { CourseScope } from './courseStore.ts';
import type { Door } from './door.ts';
import { padded, places } from './inList.ts';

/** A shared word that a session gave rightly for an item. */
export interface HeldWord {
  readonly holder: Buffer;
  readonly itemId: number;
  readonly version: string;
}

/** A word as it lies with its setting. */
export interface SealedWord {
  readonly settingId: number;
  readonly version: string;
  readonly envelope: string;
}

/** Which session gave which word. */
export interface GivenWordStore {
  /** Those that count now. */
  find(holders: readonly Buffer[]): Promise<readonly HeldWord[]>;
  /** Once more is as good as once. `expiresAt` in epoch milliseconds. */
  add(word: HeldWord & { readonly expiresAt: number }): Promise<void>;
  /** The words of a course by their versions, as they are now. */
  sealed(scope: CourseScope, versions: readonly string[]): Promise<readonly SealedWord[]>;
}

/** A launch's session, whose key never changes. */
export function launchHolder(launchKey: Buffer): Buffer {
  return sha256(Buffer.concat([Buffer.from('launch\0'), launchKey]));
}

/** An account's session, by the hash of its id. */
export function accountHolder(mark: string): Buffer {
  return sha256(`account\0${mark}`);
}

/** @param now epoch milliseconds */
export function givenWordStore(door: Door, now: () => number): GivenWordStore {
  return {
    find: (holders) =>
      door.read(async (sql) => {
        const rows = await sql.rows<{ holder: Buffer; item_id: number; version: string }>(
          `SELECT holder, item_id, version FROM given_words WHERE holder IN (${places(holders)}) AND expires_at > ?`,
          [...padded(holders), now()],
        );
        return rows.map(({ holder, item_id: itemId, version }) => ({ holder, itemId, version }));
      }),
    add: ({ holder, itemId, version, expiresAt }) =>
      door.write(async (sql) => {
        const ignore = sql.dialect === 'mysql' ? 'INSERT IGNORE' : 'INSERT OR IGNORE';
        const text = `${ignore} INTO given_words (holder, item_id, version, expires_at) VALUES (?, ?, ?, ?)`;
        await sql.run(text, [holder, itemId, version, expiresAt]);
      }),
    sealed: ({ domainId, courseId }, versions) =>
      door.read(async (sql) => {
        const rows = await sql.rows<{ id: number; word_version: string; key_word: string }>(
          `SELECT id, word_version, key_word FROM deep_links WHERE domain_id = ? AND course_id = ?
           AND key_word IS NOT NULL AND word_version IN (${places(versions)}) ORDER BY id`,
          [domainId, courseId, ...padded(versions)],
        );
        return rows.map((row) => ({
          settingId: row.id,
          version: row.word_version,
          envelope: row.key_word,
        }));
      }),
  };
}
