import { Secret } from '../model/secret.ts';
import type { Place } from './envelope.ts';
import { exactBytes, exactText } from './exactText.ts';
import { HmacKey, keyRoom } from './hmac.ts';
import { CannotOpen, openBytes, type SealingKey, sealBytes } from './sealing.ts';

const leastCookieLength = 32;
const mostBytes = 8192;

/**
 * Encrypts a text with a key derived from a browser's cookie value, so that the database alone cannot open it; for
 * return URLs (R28). The cookie value must be a random token, never a person's choice.
 * @throws RangeError for a cookie value under 32 characters or a text over 8,192 bytes.
 */
export function sealFor(cookieValue: string, text: Secret, place: Place): string {
  if (cookieValue.length < leastCookieLength) throw new RangeError('the cookie value is too short for a key');
  const bytes = exactBytes(text.reveal());
  if (bytes.length > mostBytes) throw new RangeError('the text is too long to be kept');
  return sealBytes(bytes, keyFrom(cookieValue), associatedWith(place));
}

/**
 * The text again, for the browser that holds the cookie.
 * @throws CannotOpen for any other cookie value, place or envelope.
 */
export function openFrom(cookieValue: string, envelope: string, place: Place): Secret {
  if (cookieValue.length < leastCookieLength) throw new CannotOpen('unknown-key');
  return new Secret(exactText(openBytes(envelope, [keyFrom(cookieValue)], associatedWith(place))));
}

const expanded = Buffer.concat([Buffer.alloc(keyRoom), Buffer.from('tinygate browser seal v1\x01')]);

/** HKDF-Expand, one block (RFC 5869 2.3, 3.3): the value is random throughout, so there is nothing to extract. */
function keyFrom(cookieValue: string): SealingKey {
  return { id: 'browser', key: Buffer.from(new HmacKey('sha256', cookieValue).code(expanded), 'base64') };
}

function associatedWith(place: Place): (string | number)[] {
  return ['browser', place.table, place.column, place.owner, place.number];
}
