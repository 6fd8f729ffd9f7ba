import { sha256 } from './digest.ts';

/**
 * A short mark of something's state, for a form that changes it: whoever saves sends the mark back of what the form showed,
 * and a state with another mark was changed by somebody else meanwhile.
 */
export function stateMark(state: unknown): string {
  return sha256(JSON.stringify(state)).toString('base64url').slice(0, 22);
}
