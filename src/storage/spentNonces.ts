import type { LaunchCode } from '../model/launchCode.ts';
import type { NonceClaim, Spent } from './launchStore.ts';

/** So many are remembered by one process; older ones are answered by the database, which alone decides. */
const most = 20_000;

/** A small buffer is a piece of a large one, which stays as long as any of its pieces: some 30 MiB for all that are kept. */
interface Kept {
  readonly outcome: LaunchCode;
  /** Its bytes, as the characters 0-255. */
  readonly launchKey: string | undefined;
}

/** Nonces that this process saw spent: copies of them are answered before they reach a batch (R14). */
export function spentNonces(): {
  find(nonce: NonceClaim): Spent | undefined;
  note(nonce: NonceClaim, what: Spent): void;
} {
  const seen = new Map<string, Kept>();
  return {
    find(nonce) {
      const kept = seen.get(nameOf(nonce));
      if (kept === undefined) return undefined;
      const { outcome, launchKey } = kept;
      return {
        kind: 'spent',
        outcome,
        launchKey: launchKey === undefined ? undefined : Buffer.from(launchKey, 'latin1'),
      };
    },
    note(nonce, { outcome, launchKey }) {
      seen.set(nameOf(nonce), { outcome, launchKey: launchKey?.toString('latin1') });
      if (seen.size <= most) return;
      for (const oldest of seen.keys()) {
        seen.delete(oldest);
        return;
      }
    },
  };
}

function nameOf({ protectorId, timestamp, hash }: NonceClaim): string {
  return `${protectorId} ${timestamp} ${hash.toString('base64')}`;
}
