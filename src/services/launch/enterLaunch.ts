import type { KnownLaunch, LaunchSessionStore } from '../../storage/launchSessionStore.ts';
import type { PersonStore } from '../../storage/personStore.ts';
import type { Visit } from '../visit/whoIsThere.ts';
import { lifeTimes } from './lifeTimes.ts';

export interface EnterParts {
  readonly sessions: LaunchSessionStore;
  readonly people: PersonStore;
  readonly now: () => number;
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
  for (const { personId, startedAt } of launchesOfOthers(visit, pending)) {
    const person = personId === undefined ? undefined : await parts.people.findById(personId);
    // Somebody who was erased, disabled or signed out everywhere since is no longer anybody here.
    if (person && !person.disabled && startedAt >= person.sessionsAfter)
      return { displayName: person.displayName };
  }
  return undefined;
}

/** This browser's sessions of other people than the launch's. */
export function launchesOfOthers(visit: Visit, pending: KnownLaunch): readonly KnownLaunch[] {
  return visit.launches.filter(({ state, personId }) => state === 'open' && personId !== pending.personId);
}

/** A pending launch becomes a session of the browser that holds its cookie; undefined where it is over. */
export async function enterLaunch(parts: EnterParts, pending: KnownLaunch): Promise<KnownLaunch | undefined> {
  if (pending.state !== 'pending') return undefined;
  const now = parts.now();
  const expiresAt = Math.min(now + lifeTimes.idleMs, pending.startedAt + lifeTimes.mostMs);
  const entered = await parts.sessions.enter(pending.launchKey, { now, expiresAt });
  return entered ? { ...pending, state: 'open', seenAt: now, expiresAt } : undefined;
}
