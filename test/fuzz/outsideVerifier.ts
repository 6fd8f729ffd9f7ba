import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Tally } from './campaign.ts';

/**
 * Asks an implementation of RFC 5849 that shares nothing with ours nor with the book; what it refuses is a fault.
 *
 * @returns how many it could judge: it reads no forms whose bytes are not UTF-8
 */
export function verifyOutside({ proofs, faults }: Tally): number {
  const script = join(__dirname, 'outside_verifier.py');
  const run = spawnSync('/usr/bin/python3', [script], { input: JSON.stringify(proofs), encoding: 'utf8' });
  if (run.status !== 0) {
    throw new Error(`/usr/bin/python3 with python3-oauthlib is needed: ${run.error?.message ?? run.stderr}`);
  }
  const verdicts: readonly (boolean | null)[] = JSON.parse(run.stdout);
  verdicts.forEach((isGood, at) => {
    if (isGood === false) faults.push(`let in what python3-oauthlib refuses: ${JSON.stringify(proofs[at])}`);
  });
  return verdicts.filter((isGood) => isGood !== null).length;
}
