import { tokenHash } from '../../crypto/digest.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import type { KnownLaunch, LaunchSessionStore } from '../../storage/launchSessionStore.ts';
import type { PersonStore } from '../../storage/personStore.ts';
import type { Visit } from '../visit/whoIsThere.ts';
import { lifeTimes } from './lifeTimes.ts';
import { reseal } from './wayBack.ts';

export interface EnterParts {
  readonly sessions: LaunchSessionStore;
  readonly people: PersonStore;
  readonly now: () => number;
}

/** The launch cookies of this browser, as they came. */
export interface BrowserCookies {
  readonly jar: string | undefined;
  /** Values of the pending-launch cookies. */
  readonly pending: readonly string[];
}

/** Who else is in this browser: the question of R22 names them. */
export interface OtherPerson {
  readonly displayName: string;
}

/** Anybody in either jar who is not the launch's person (R22); undefined where the launch may simply go on. */
export async function otherPerson(
  parts: EnterParts,
  visit: Visit,
  pending: KnownLaunch,
): Promise<OtherPerson | undefined> {
  if (visit.administrator) return { displayName: visit.administrator.username };
  if (visit.person && visit.person.id !== pending.personId) return { displayName: visit.person.displayName };
  const other = visit.launches.find(
    ({ state, personId }) => state === 'open' && personId !== pending.personId,
  );
  if (other?.personId === undefined) return undefined;
  const person = await parts.people.findById(other.personId);
  // Somebody who was erased or disabled since is no longer anybody here.
  return person && !person.disabled ? { displayName: person.displayName } : undefined;
}

/** The cookie value that proves this pending launch, or undefined where it is another browser's. */
export function cookieOf(cookies: BrowserCookies, pending: KnownLaunch): string | undefined {
  return cookies.pending.find((value) => tokenHash(value).equals(pending.secretHash));
}

export interface Entered {
  /** The jar's cookie, to be set again. */
  readonly jar: string;
  readonly launch: KnownLaunch;
}

/** A pending launch becomes a session of the browser's jar; undefined where it is not this browser's, or is over. */
export async function enterLaunch(
  parts: EnterParts,
  cookies: BrowserCookies,
  pending: KnownLaunch,
): Promise<Entered | undefined> {
  const from = cookieOf(cookies, pending);
  if (from === undefined || pending.state !== 'pending') return undefined;
  const now = parts.now();
  const jar = cookies.jar ?? randomToken();
  const jarHash = tokenHash(jar);
  const returnSealed = reseal(pending.returnSealed, pending.launchKey, { from, to: jar });
  const expiresAt = Math.min(now + lifeTimes.idleMs, pending.startedAt + lifeTimes.mostMs);
  const adopted = await parts.sessions.adopt({
    launchKey: pending.launchKey,
    jarHash,
    returnSealed,
    now,
    expiresAt,
  });
  if (!adopted) return undefined;
  return { jar, launch: { ...pending, state: 'open', jarHash, returnSealed, seenAt: now, expiresAt } };
}
