import type { Door, Sql, SqlValue } from './door.ts';
import { noteInJournal } from './journalColumns.ts';
import { type KnownLaunch, knownLaunch } from './launchSessionStore.ts';
import type { LaunchSessionRow } from './schema/rows.ts';

/** A launch that may be handed over once, by the value whose hash it was found by (R23). */
export interface HeldLaunch {
  readonly launch: KnownLaunch;
  /** SHA-256 of the User-Agent that posted the launch. */
  readonly agentHash: Buffer | undefined;
  /** The way back, sealed with that value. */
  readonly sealed: string | undefined;
}

/** What takes the place of a value that is spent: the next one, or the cookie of the new window. */
export type Successor =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'value';
      readonly hash: Buffer;
      readonly sealed: string | undefined;
      readonly until: number;
      /** The launch whose journal row is to say so. */
      readonly noted: { readonly reference: string; readonly at: number };
    }
  | { readonly kind: 'cookie'; readonly secretHash: Buffer; readonly returnSealed: string | undefined };

export interface HandoverStore {
  /** Only what is in time, and not yet a session: that belongs to the browser that it was opened in. */
  find(hash: Buffer, now: number): Promise<HeldLaunch | undefined>;
  /** Only what nobody has spent in its time, while the launch still waits: good for its way back, and for nothing else. */
  findLate(hash: Buffer, now: number): Promise<HeldLaunch | undefined>;
  /** Of any number of calls with one value, on any number of servers, exactly one is true. */
  spend(hash: Buffer, successor: Successor, now: number): Promise<boolean>;
}

const waits = `expires_at > ? AND state IN ('ticket', 'pending')`;
const held = `handover_hash = ? AND handover_until > ? AND ${waits}`;
const late = `handover_hash = ? AND handover_until <= ? AND ${waits}`;

export function handoverStore(door: Door): HandoverStore {
  return {
    find: (hash, now) => door.read((sql) => find(sql, held, [hash, now, now])),
    findLate: (hash, now) => door.read((sql) => find(sql, late, [hash, now, now])),
    async spend(hash, successor, now) {
      const [changes, values] = changesFor(successor);
      return door.write(async (sql) => {
        const text = `UPDATE launch_sessions SET ${changes} WHERE ${held}`;
        const { affected } = await sql.run(text, [...values, hash, now, now]);
        if (affected !== 1) return false;
        if (successor.kind === 'value') await noteInJournal(sql, successor.noted, 'new-window');
        return true;
      });
    },
  };
}

async function find(sql: Sql, where: string, values: readonly SqlValue[]): Promise<HeldLaunch | undefined> {
  const [row] = await sql.rows<LaunchSessionRow>(`SELECT * FROM launch_sessions WHERE ${where}`, values);
  if (!row) return undefined;
  const { agent_hash, handover_sealed } = row;
  return {
    launch: knownLaunch(row),
    agentHash: agent_hash ?? undefined,
    sealed: handover_sealed ?? undefined,
  };
}

const over = 'handover_hash = NULL, handover_until = NULL, handover_sealed = NULL';

function changesFor(successor: Successor): [string, (Buffer | string | number | null)[]] {
  if (successor.kind === 'value') {
    const { hash, until, sealed } = successor;
    return ['handover_hash = ?, handover_until = ?, handover_sealed = ?', [hash, until, sealed ?? null]];
  }
  if (successor.kind === 'nothing') return [over, []];
  const { secretHash, returnSealed } = successor;
  return [`${over}, secret_hash = ?, return_sealed = ?`, [secretHash, returnSealed ?? null]];
}
