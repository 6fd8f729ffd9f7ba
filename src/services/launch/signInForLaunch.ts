import { tokenHash } from '../../crypto/digest.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import { type CourseStanding, courseStanding } from '../../model/courseStanding.ts';
import { dayIn } from '../../model/days.ts';
import { willAskForWord } from '../../model/mayLaunch.ts';
import type { Course } from '../../storage/courseStore.ts';
import type { JournalEntry } from '../../storage/journalColumns.ts';
import type { JournalStore } from '../../storage/journalStore.ts';
import type { KnownLaunch, LaunchSessionStore } from '../../storage/launchSessionStore.ts';
import type { CourseVisitParts } from '../visit/courseVisit.ts';
import { askedForWord } from './judge.ts';
import type { ItemAddress } from './launchOutcome.ts';
import { lifeTimes } from './lifeTimes.ts';
import { nextIgnored, willLeadOn } from './nextItem.ts';
import { reseal } from './wayBack.ts';

export interface TicketParts extends CourseVisitParts {
  readonly sessions: LaunchSessionStore;
  readonly journal: JournalStore;
}

/** What a sign-in page may say of a verified launch that waits for somebody: never its item. */
export interface TicketPlace {
  readonly domain: string;
  readonly course: string;
  readonly courseTitle: string;
  readonly item: ItemAddress | undefined;
}

export async function placeOfTicket(
  parts: TicketParts,
  ticket: KnownLaunch,
): Promise<TicketPlace | undefined> {
  const course = await parts.courses.findById({ domainId: ticket.domainId, courseId: ticket.courseId });
  if (!course || course.archived) return undefined;
  const [item] = await parts.items.findByIds(course, [ticket.itemId]);
  const { domain, course: id, title } = course;
  return {
    domain,
    course: id,
    courseTitle: title,
    item: item && { domain, course: id, itemId: item.itemId },
  };
}

export type TicketResult =
  | { readonly kind: 'entered'; readonly to: ItemAddress; readonly cookie: string }
  | { readonly kind: 'not-in-course' }
  | { readonly kind: 'item-gone' }
  | { readonly kind: 'spent' };

export interface SigningIn {
  readonly personId: number;
  readonly passwordGiven: boolean;
  /** Epoch milliseconds, before the account was looked up: a password changed since then ends the session (R2). */
  readonly startedAt: number;
  /** The value of the ticket's cookie. */
  readonly cookie: string;
}

/**
 * Spends a ticket for somebody who signed in, or who was signed in here already (then as a student only, R1). The
 * launch becomes pending for that person, under a new cookie: whoever noted the ticket's before the sign-in has
 * nothing (no fixation). The journal gets a row with the launch's reference.
 */
export async function signInForLaunch(
  parts: TicketParts,
  ticket: KnownLaunch,
  { personId, passwordGiven, startedAt, cookie: from }: SigningIn,
): Promise<TicketResult> {
  const now = parts.now();
  const course = await parts.courses.findById({ domainId: ticket.domainId, courseId: ticket.courseId });
  const place = await placeOfTicket(parts, ticket);
  const [person] = course ? await parts.people.findInCourse(course, [personId]) : [];
  const row = {
    ...journalOf(ticket, now),
    personId,
    differs: person !== undefined && differs(ticket, person.username),
  };
  if (!course || !place?.item) {
    await parts.journal.add({ ...row, code: 'item-gone' });
    return { kind: 'item-gone' };
  }
  const standing = person && courseStanding(person, dayIn(course.timeZone, now));
  if (!standing || standing.kind === 'none') {
    await parts.journal.add({ ...row, code: 'not-in-course' });
    return { kind: 'not-in-course' };
  }
  const to = randomToken();
  const { launchKey } = ticket;
  const known = { ...ticket, personId, passwordSignedIn: passwordGiven };
  const stays = ticket.nextItem !== undefined && !(await willLeadOn(parts, known));
  const asked = (await asksWord(parts, course, { ticket, standing, personId })) ? [askedForWord] : [];
  const spent = await parts.sessions.spendTicket({
    launchKey,
    secretHash: tokenHash(to),
    returnSealed: reseal(ticket.returnSealed, launchKey, { from, to }),
    personId,
    passwordSignedIn: passwordGiven,
    startedAt,
    now,
    expiresAt: now + lifeTimes.pendingMs,
    journal: { ...row, code: 'opened', notes: [...(stays ? [nextIgnored] : []), ...asked] },
  });
  return spent ? { kind: 'entered', to: place.item, cookie: to } : { kind: 'spent' };
}

async function asksWord(
  parts: TicketParts,
  course: Course,
  {
    ticket: { itemId },
    standing,
    personId,
  }: { readonly ticket: KnownLaunch; readonly standing: CourseStanding; readonly personId: number },
): Promise<boolean> {
  if (standing.kind !== 'student') return false;
  const reads = await parts.reads();
  const [settings, [item]] = await Promise.all([reads.settings(course), reads.heads(course, [itemId])]);
  return (
    item !== undefined && willAskForWord(settings, item.chain, { personId, sections: standing.sections })
  );
}

/** The launch named somebody, and another person signs in. */
function differs(ticket: KnownLaunch, username: string): boolean {
  return ticket.named !== undefined && ticket.named !== username;
}

function journalOf(ticket: KnownLaunch, now: number): Omit<JournalEntry, 'code'> {
  return {
    at: now,
    reference: ticket.reference,
    domainId: ticket.domainId,
    courseId: ticket.courseId,
    linkId: ticket.linkId,
    itemId: ticket.itemId,
    protectorId: ticket.protectorId,
    protector: ticket.protector,
    identity: ticket.identity,
    named: ticket.named,
  };
}
