import { Secret } from '../model/secret.ts';
import type { DataKey } from './dataKey.ts';
import { exactBytes, exactText } from './exactText.ts';
import { CannotOpen, openBytes, sealBytes } from './sealing.ts';

export { CannotOpen, type CannotOpenReason, keyIdOf } from './sealing.ts';

/**
 * The row and column that a secret belongs to. `owner` is the owner's unchanging id (`domain:3`, `course:17`),
 * `number` the row's within its owner (product.md, Encryption). Two rows must never share a place.
 */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly owner: string;
  readonly number: number;
}

/** No envelope is longer, so this is what a column must hold. */
export const longestEnvelope = 1200;

/**
 * Encrypts a secret for one place: in any other row or column it does not open.
 * @throws RangeError where the envelope would be longer than `longestEnvelope` (838 bytes of UTF-8 always fit),
 *   or the text is not well-formed Unicode.
 */
export function seal(text: Secret, key: DataKey, place: Place): string {
  const envelope = sealBytes(exactBytes(text.reveal()), key, associatedWith(place));
  if (envelope.length > longestEnvelope) throw new RangeError('the secret is too long to be kept');
  return envelope;
}

/**
 * Decrypts what was sealed for this very place.
 * @throws CannotOpen for a moved, altered, cut or foreign envelope, and for one whose key is not among `keys`.
 */
export function open(envelope: string, keys: readonly DataKey[], place: Place): Secret {
  if (envelope.length > longestEnvelope) throw new CannotOpen('malformed');
  return new Secret(exactText(openBytes(envelope, keys, associatedWith(place))));
}

function associatedWith(place: Place): (string | number)[] {
  return ['secret', place.table, place.column, place.owner, place.number];
}
