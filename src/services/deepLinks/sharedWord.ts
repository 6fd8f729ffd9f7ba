import { claimToken } from '../../crypto/randomTokens.ts';
import type { KeptWord } from '../../storage/deepLinkStore.ts';

/** A new word: whoever gave the former one is asked again (R9). `now` in epoch milliseconds. */
export function newlySet(sealed: string, now: number): KeptWord {
  return { word: sealed, wordVersion: claimToken().toString('base64url'), wordSetAt: now };
}
