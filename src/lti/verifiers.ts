import type { Pair } from '../model/pairs.ts';
import { lti11 } from './lti11/verifier.ts';
import type { Verifier } from './verifier.ts';

/** One line per version. The last is asked where none recognises the form, and says what is missing. */
export const verifiers = [lti11] as const satisfies readonly Verifier[];

export function verifierFor(pairs: readonly Pair[]): Verifier {
  return verifiers.find((verifier) => verifier.recognises(pairs)) ?? lti11;
}
