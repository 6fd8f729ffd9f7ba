import type { Door } from './door.ts';

/** Who is signed in: a person of a domain, or a server administrator outside all of them. */
export type AccountOwner = { readonly personId: number } | { readonly administratorId: number };

/** An account session by the hash of its id. Times are epoch milliseconds. */
export interface AccountSession {
  readonly owner: AccountOwner;
  readonly startedAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  /** Browser and system, in two words. */
  readonly agent?: string;
}

/** Adding and touching are two deeds: a request that was under way at the sign-out must not bring the session back. */
export interface AccountSessionStore {
  get(idHash: Buffer): Promise<AccountSession | undefined>;
  add(idHash: Buffer, session: AccountSession): Promise<void>;
  touch(idHash: Buffer, seen: { readonly seenAt: number; readonly expiresAt: number }): Promise<void>;
  destroy(idHash: Buffer): Promise<void>;
  /** Ends all sessions of one person or administrator. */
  endAll(owner: AccountOwner): Promise<void>;
}

interface Row {
  administrator_id: number | null;
  person_id: number | null;
  started_at: number;
  seen_at: number;
  expires_at: number;
}

export function accountSessionStore(door: Door): AccountSessionStore {
  return {
    async get(idHash) {
      const text =
        'SELECT administrator_id, person_id, started_at, seen_at, expires_at FROM account_sessions WHERE id_hash = ?';
      const [row] = await door.read((sql) => sql.rows<Row>(text, [idHash]));
      const owner = row && ownerOf(row);
      if (!row || !owner) return undefined;
      return {
        owner,
        startedAt: Number(row.started_at),
        seenAt: Number(row.seen_at),
        expiresAt: Number(row.expires_at),
      };
    },
    async add(idHash, { owner, startedAt, seenAt, expiresAt, agent }) {
      await door.write((sql) =>
        sql.run(
          'INSERT INTO account_sessions (id_hash, administrator_id, person_id, started_at, seen_at, expires_at, agent) VALUES (?, ?, ?, ?, ?, ?, ?)',
          [
            idHash,
            'administratorId' in owner ? owner.administratorId : null,
            'personId' in owner ? owner.personId : null,
            startedAt,
            seenAt,
            expiresAt,
            agent ?? null,
          ],
        ),
      );
    },
    async touch(idHash, { seenAt, expiresAt }) {
      const text = 'UPDATE account_sessions SET seen_at = ?, expires_at = ? WHERE id_hash = ?';
      await door.write((sql) => sql.run(text, [seenAt, expiresAt, idHash]));
    },
    async destroy(idHash) {
      await door.write((sql) => sql.run('DELETE FROM account_sessions WHERE id_hash = ?', [idHash]));
    },
    async endAll(owner) {
      const [column, id] =
        'personId' in owner ? ['person_id', owner.personId] : ['administrator_id', owner.administratorId];
      await door.write((sql) => sql.run(`DELETE FROM account_sessions WHERE ${column} = ?`, [id]));
    },
  };
}

function ownerOf({ administrator_id, person_id }: Row): AccountOwner | undefined {
  if (person_id !== null && administrator_id === null) return { personId: person_id };
  if (administrator_id !== null && person_id === null) return { administratorId: administrator_id };
  return undefined;
}
