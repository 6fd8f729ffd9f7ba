import type { LaunchCode } from '../model/launchCode.ts';
import type { NonceClaim, Spent } from './launchStore.ts';

/** At least so many are remembered by one process; older ones are answered by the database, which alone decides. */
const least = 4_000;

/** A small buffer is a piece of a large one, which stays as long as any of its pieces: some 30 MiB for all that are kept. */
interface Kept {
  readonly outcome: LaunchCode;
  /** Its bytes, as the characters 0-255. */
  readonly launchKey: string | undefined;
}

/**
 * Nonces that this process saw spent: copies of them are answered before they reach a batch (R14). The older half goes
 * as a whole: to take the oldest out of a Map one by one walks past all that were taken out before (some 20 us a launch).
 */
export function spentNonces(): {
  find(nonce: NonceClaim): Spent | undefined;
  note(nonce: NonceClaim, what: Spent): void;
} {
  let younger = new Map<string, Kept>();
  let older = new Map<string, Kept>();
  return {
    find(nonce) {
      const name = nameOf(nonce);
      const kept = younger.get(name) ?? older.get(name);
      if (kept === undefined) return undefined;
      const { outcome, launchKey } = kept;
      return {
        kind: 'spent',
        outcome,
        launchKey: launchKey === undefined ? undefined : Buffer.from(launchKey, 'latin1'),
      };
    },
    note(nonce, { outcome, launchKey }) {
      if (younger.size >= least) {
        older = younger;
        younger = new Map();
      }
      younger.set(nameOf(nonce), { outcome, launchKey: launchKey?.toString('latin1') });
    },
  };
}

function nameOf({ protectorId, timestamp, hash }: NonceClaim): string {
  return `${protectorId} ${timestamp} ${hash.toString('latin1')}`;
}
