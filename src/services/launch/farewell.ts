import { openFrom, sealFor } from '../../crypto/browserSeal.ts';
import { CannotOpen, type Place } from '../../crypto/envelope.ts';
import { Secret } from '../../model/secret.ts';

/** What the page after signing out still needs of a launch that is no more. */
export interface Farewell {
  /** The LMS's return URL, or with a text of its own the address that the item's exit leads to. */
  readonly returnUrl: string | undefined;
  readonly text: string | undefined;
  readonly family: string;
  readonly locale: string | undefined;
  /** The launch's own, for the log of the LMS. */
  readonly reference: string;
}

const place: Place = { table: 'launch_sessions', column: 'farewell', owner: '', number: 0 };

/** Seals it for the browser that gets this cookie: what goes into the address is of use to nobody else (R28). */
export function sealFarewell(
  cookie: string,
  { returnUrl, text, family, locale, reference }: Farewell,
): string {
  const parts = [returnUrl ?? null, family, locale ?? null, text ?? null, reference];
  return sealFor(cookie, new Secret(JSON.stringify(parts)), place);
}

/** Undefined for any other cookie, and for anything that we did not seal. */
export function openFarewell(cookie: string, sealed: string): Farewell | undefined {
  try {
    const [returnUrl, family, locale, text, reference] = JSON.parse(
      openFrom(cookie, sealed, place).reveal(),
    ) as [string | null, string, string | null, string | null, string];
    return {
      returnUrl: returnUrl ?? undefined,
      text: text ?? undefined,
      family,
      locale: locale ?? undefined,
      reference,
    };
  } catch (error) {
    if (error instanceof CannotOpen) return undefined;
    throw error;
  }
}
