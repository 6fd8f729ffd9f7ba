import type { Period } from './period.ts';

/** What a protector is now, in the order in which it matters: without a secret it verifies nothing. */
export const protectorStates = ['no-secret', 'off', 'not-yet', 'over', 'on'] as const;

export type ProtectorState = (typeof protectorStates)[number];

/** @param now epoch milliseconds */
export function protectorState(
  { enabled, validFrom = null, validUntil = null, secret }: Period & { readonly secret: unknown },
  now: number,
): ProtectorState {
  if (secret === null || secret === undefined) return 'no-secret';
  if (!enabled) return 'off';
  if (validFrom !== null && now < validFrom * 1000) return 'not-yet';
  return validUntil !== null && now >= validUntil * 1000 ? 'over' : 'on';
}
