import { openFrom, sealFor } from '../../crypto/browserSeal.ts';
import { CannotOpen, type Place } from '../../crypto/envelope.ts';
import { Secret } from '../../model/secret.ts';

/** Where a launch keeps its sealed way back: bound to its own row. */
export function returnPlace(launchKey: Buffer): Place {
  return { table: 'launch_sessions', column: 'return_sealed', owner: launchKey.toString('hex'), number: 0 };
}

/** The way back, for the browser whose cookie sealed it; undefined for any other (R28). */
export function openReturn(
  cookie: string,
  sealed: string | undefined,
  launchKey: Buffer,
): string | undefined {
  return openSealed(cookie, sealed, returnPlace(launchKey));
}

/** What was sealed with a value that the browser brings; undefined for any other value or place. */
export function openSealed(value: string, sealed: string | undefined, place: Place): string | undefined {
  if (sealed === undefined) return undefined;
  try {
    return openFrom(value, sealed, place).reveal();
  } catch (error) {
    if (error instanceof CannotOpen) return undefined;
    throw error;
  }
}

/** Seals the way back anew for the cookie that takes another one's place; undefined where there is none to seal. */
export function reseal(
  sealed: string | undefined,
  launchKey: Buffer,
  cookies: { readonly from: string; readonly to: string },
): string | undefined {
  const url = openReturn(cookies.from, sealed, launchKey);
  return url === undefined ? undefined : sealFor(cookies.to, new Secret(url), returnPlace(launchKey));
}
