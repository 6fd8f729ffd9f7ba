import type { Place } from '../../crypto/envelope.ts';
import type { StoredSecret } from '../../storage/storedSecretStore.ts';
import { keyWordPlace, protectorPlace } from '../keys/keyRing.ts';

/** Where a stored secret lies, and therefore opens. */
export function placeOf(secret: StoredSecret): Place {
  const { domainId, courseId } = secret;
  if (secret.kind === 'deep-link') return keyWordPlace(secret.settingId, courseId);
  const level = courseId === 0 ? 'domain' : 'course';
  return protectorPlace(secret.column, { domainId, courseId, ref: { level, number: secret.number } });
}

/** In words, such as `link protector 2 'Quiz tool' of the course phy101`. */
export function describeSecret(secret: StoredSecret): string {
  const course = secret.course ?? `number ${secret.courseId}`;
  if (secret.kind === 'deep-link') {
    const where = secret.item === null ? 'the whole course' : `the item ${secret.item}`;
    return `shared word of ${where} in the course ${course} (deep-link setting ${secret.settingId})`;
  }
  const owner = secret.courseId === 0 ? 'the domain' : `the course ${course}`;
  return `link protector ${secret.number} '${secret.name}' of ${owner}`;
}
