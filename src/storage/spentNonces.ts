import type { LaunchCode } from '../model/launchCode.ts';
import type { NonceClaim, Spent } from './launchStore.ts';

/** At least so many are remembered by one process; older ones are answered by the database, which alone decides. */
const least = 4_000;

/** A small buffer is a piece of a large one, which stays as long as any of its pieces: some 30 MiB for all that are kept. */
interface Kept {
  readonly protectorId: number;
  readonly timestamp: number;
  readonly outcome: LaunchCode;
  /** Its bytes, as the characters 0-255. */
  readonly launchKey: string | undefined;
}

/**
 * Nonces that this process saw spent: copies of them are answered before they reach a batch (R14). The older half goes
 * as a whole: to take the oldest out of a Map one by one walks past all that were taken out before (some 20 us a launch).
 * They are found by their hash, since a name of all three parts takes thrice as long to look up. Of those that share one,
 * under twins of a protector, the last that was noted is known; for the others the database is asked.
 */
export function spentNonces(): {
  find(nonce: NonceClaim): Spent | undefined;
  note(nonce: NonceClaim, what: Spent): void;
} {
  let younger = new Map<string, Kept>();
  let older = new Map<string, Kept>();
  return {
    find(nonce) {
      const name = nonce.hash.toString('latin1');
      const kept = younger.get(name) ?? older.get(name);
      if (kept?.protectorId !== nonce.protectorId || kept.timestamp !== nonce.timestamp) return undefined;
      const { outcome, launchKey } = kept;
      return {
        kind: 'spent',
        outcome,
        launchKey: launchKey === undefined ? undefined : Buffer.from(launchKey, 'latin1'),
      };
    },
    note({ protectorId, timestamp, hash }, { outcome, launchKey }) {
      if (younger.size >= least) {
        older = younger;
        younger = new Map();
      }
      const key = launchKey?.toString('latin1');
      younger.set(hash.toString('latin1'), { protectorId, timestamp, outcome, launchKey: key });
    },
  };
}
