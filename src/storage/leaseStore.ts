import { newKeyId } from '../crypto/dataKey.ts';
import { insertUnlessThere } from './dialect.ts';
import type { Door, Sql } from './door.ts';

/** What one process at a time does for all that share the database. */
export type Duty = 'purge' | 'count';

/** Whoever has not said for so long that the work goes on has lost it: a process that was killed, or stands still. */
export const leaseMs = 60_000;

export interface Lease {
  /** When it was given, epoch milliseconds by the database's clock. */
  readonly since: number;
  /**
   * One piece of the work, in one transaction with the proof that it is still ours, which prolongs it. Undefined:
   * somebody else has it now, and nothing was done.
   */
  during<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result | undefined>;
  /** Gives it back; what has been taken over meanwhile stays as it is. */
  leave(): Promise<void>;
}

export type LeaseAnswer =
  | { readonly kind: 'ours'; readonly lease: Lease }
  | { readonly kind: 'taken'; readonly holder: string };

const columns = ['duty', 'mark', 'holder', 'held_until'] as const;

/**
 * Takes on a duty, unless another process has it: one update decides where a row has been left and is outdated, else one
 * insert. Not the other way round: a refused insert holds the row, and many of them would wait for each other's.
 * Time is the database's, since machines differ.
 * @param holder for people: who it is
 */
export async function takeLease(door: Door, duty: Duty, holder: string): Promise<LeaseAnswer> {
  const mark = newKeyId();
  const since = await door.databaseTime();
  const values = [mark, holder, since + leaseMs];
  const taken = await door.write(async (sql) => {
    const text = 'UPDATE leases SET mark = ?, holder = ?, held_until = ? WHERE duty = ? AND held_until < ?';
    const inherited = await sql.run(text, [...values, duty, since]);
    if (inherited.affected === 1) return true;
    const made = await sql.run(insertUnlessThere(sql.dialect, 'leases', columns, 1), [duty, ...values]);
    return made.affected === 1;
  });
  return taken ? { kind: 'ours', lease: leaseOf(door, { duty, mark, since }) } : heldBy(door, duty);
}

async function heldBy(door: Door, duty: Duty): Promise<LeaseAnswer> {
  const text = 'SELECT holder FROM leases WHERE duty = ?';
  const [row] = await door.read((sql) => sql.rows<{ holder: string }>(text, [duty]));
  return { kind: 'taken', holder: row?.holder ?? 'one that has just ended' };
}

function leaseOf(
  door: Door,
  { duty, mark, since }: { readonly duty: Duty; readonly mark: string; readonly since: number },
): Lease {
  const ours = 'WHERE duty = ? AND mark = ?';
  return {
    since,
    async during(work) {
      const until = (await door.databaseTime()) + leaseMs;
      return door.write(async (sql) => {
        const prolong = `UPDATE leases SET held_until = ? ${ours}`;
        const { affected } = await sql.run(prolong, [until, duty, mark]);
        return affected === 1 ? work(sql) : undefined;
      });
    },
    async leave() {
      await door.write((sql) => sql.run(`DELETE FROM leases ${ours}`, [duty, mark]));
    },
  };
}
