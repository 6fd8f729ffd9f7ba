import type { Place } from '../../crypto/envelope.ts';
import type { KnownSelection } from '../../storage/selectionStore.ts';
import { openSealed } from '../launch/wayBack.ts';

/** What the LMS asked for, kept sealed: the address of the answer holds the teacher's session in the LMS (R28). */
export interface SelectionAsked {
  readonly answerUrl: string;
  readonly data: string | undefined;
  readonly acceptsSeveral: boolean;
  readonly documentTargets: readonly string[];
}

export function askedPlace(reference: string): Place {
  return { table: 'selections', column: 'asked_sealed', owner: reference, number: 0 };
}

/** For the page that holds the token; undefined for any other token. */
export function openAsked(
  token: string,
  { askedSealed, reference }: KnownSelection,
): SelectionAsked | undefined {
  const text = openSealed(token, askedSealed, askedPlace(reference));
  return text === undefined ? undefined : (JSON.parse(text) as SelectionAsked);
}
