import type { NonceClaim, Spent } from './launchStore.ts';

/** So many are remembered by one process; older ones are answered by the database, which alone decides. */
const most = 20_000;

/** Nonces that this process saw spent: copies of them are answered before they reach a batch (R14). */
export function spentNonces(): {
  find(nonce: NonceClaim): Spent | undefined;
  note(nonce: NonceClaim, what: Spent): void;
} {
  const seen = new Map<string, Spent>();
  return {
    find: (nonce) => seen.get(nameOf(nonce)),
    note(nonce, what) {
      seen.set(nameOf(nonce), what);
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
