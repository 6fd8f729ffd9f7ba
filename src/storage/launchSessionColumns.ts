import type { Target } from '../model/deepLink.ts';
import type { IdentityVerdict } from '../model/launchCode.ts';
import type { ProtectorRef } from '../model/protector.ts';
import { readTarget } from './deepLinkColumns.ts';
import type { SqlValue } from './door.ts';
import type { LaunchSessionRow } from './schema/rows.ts';

/**
 * `ticket`: a verified launch that waits for a sign-in. `pending`: a person is known, but the browser has not yet
 * come back to have it become a session (R22). `open`: a session of that browser.
 */
export type LaunchState = 'ticket' | 'pending' | 'open';

/** What one good launch leaves behind, bound to the browser that posted it. Times are epoch milliseconds. */
export interface LaunchSession {
  readonly launchKey: Buffer;
  readonly state: LaunchState;
  readonly domainId: number;
  readonly courseId: number;
  readonly linkId: number;
  readonly itemId: number;
  readonly protectorId: number;
  readonly protector: ProtectorRef;
  readonly personId: number | undefined;
  /** SHA-256 of the LMS's `user_id`: whom the launch was given to. */
  readonly subjectHash: Buffer | undefined;
  /** The username that the launch named, whether or not it counted. */
  readonly named: string | undefined;
  readonly identity: IdentityVerdict;
  /** The person gave the password in this very launch, and so may be more than a student (R1). */
  readonly passwordSignedIn: boolean;
  readonly originMatched: boolean;
  readonly reference: string;
  /** Origins that may show the launched pages in a frame (R25). */
  readonly frameOrigins: readonly string[];
  /** Where the launched item is to be shown, as it was set when the launch came. */
  readonly target: Target;
  /** The way back, sealed with a key from the browser's cookie (R28). */
  readonly returnSealed: string | undefined;
  /** The LMS's product family as it was signed, for wording only. */
  readonly family: string;
  /** The language that the LMS asked for, as `languageTag` writes it. */
  readonly locale: string | undefined;
  /** An item of the same course, by its id, that the launch asked to go on to; judged when it is gone to. */
  readonly nextItem?: string | undefined;
  readonly startedAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
}

export interface NewLaunchSession extends LaunchSession {
  /** Hash of the launch's own cookie, which only the posting browser gets. */
  readonly secretHash: Buffer;
  /** Only where the launch came in a frame. */
  readonly handover?: FirstHandover | undefined;
}

/** By what a launch in a frame may be handed over to a new window, if its cookie does not come back (R23). */
export interface FirstHandover {
  readonly hash: Buffer;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly sealed: string | undefined;
  readonly agentHash: Buffer;
}

export const sessionColumns = [
  'launch_key',
  'state',
  'secret_hash',
  'domain_id',
  'course_id',
  'link_id',
  'item_id',
  'protector_id',
  'protector_level',
  'protector_number',
  'person_id',
  'subject_hash',
  'named',
  'identity',
  'password_signed_in',
  'origin_matched',
  'reference',
  'frame_origins',
  'return_sealed',
  'family',
  'locale',
  'next_item',
  'target',
  'started_at',
  'seen_at',
  'expires_at',
  'handover_hash',
  'handover_until',
  'handover_sealed',
  'agent_hash',
] as const;

export function sessionValues(session: NewLaunchSession): SqlValue[] {
  return [
    session.launchKey,
    session.state,
    session.secretHash,
    session.domainId,
    session.courseId,
    session.linkId,
    session.itemId,
    session.protectorId,
    session.protector.level,
    session.protector.number,
    session.personId ?? null,
    session.subjectHash ?? null,
    session.named ?? null,
    session.identity,
    Number(session.passwordSignedIn),
    Number(session.originMatched),
    session.reference,
    session.frameOrigins.join(' '),
    session.returnSealed ?? null,
    session.family,
    session.locale ?? null,
    session.nextItem ?? null,
    session.target,
    session.startedAt,
    session.seenAt,
    session.expiresAt,
    session.handover?.hash ?? null,
    session.handover?.until ?? null,
    session.handover?.sealed ?? null,
    session.handover?.agentHash ?? null,
  ];
}

/** @throws Error (a fault) for a row that cannot be understood; it then opens nothing */
export function sessionFrom(row: LaunchSessionRow): LaunchSession {
  if (row.state !== 'ticket' && row.state !== 'pending' && row.state !== 'open') {
    throw new Error('A launch session has a state that is not known.');
  }
  return {
    launchKey: row.launch_key,
    state: row.state,
    domainId: row.domain_id,
    courseId: row.course_id,
    linkId: row.link_id,
    itemId: row.item_id,
    protectorId: row.protector_id,
    protector: {
      level: row.protector_level === 'course' ? 'course' : 'domain',
      number: row.protector_number,
    },
    personId: row.person_id ?? undefined,
    subjectHash: row.subject_hash ?? undefined,
    named: row.named ?? undefined,
    identity: row.identity as IdentityVerdict,
    passwordSignedIn: row.password_signed_in === 1,
    originMatched: row.origin_matched === 1,
    reference: row.reference,
    frameOrigins: row.frame_origins.split(' ').filter((origin) => origin !== ''),
    returnSealed: row.return_sealed ?? undefined,
    family: row.family,
    locale: row.locale ?? undefined,
    nextItem: row.next_item ?? undefined,
    target: row.target === null ? 'frame' : readTarget(row.target),
    startedAt: Number(row.started_at),
    seenAt: Number(row.seen_at),
    expiresAt: Number(row.expires_at),
  };
}
