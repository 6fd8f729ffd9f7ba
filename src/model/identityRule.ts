import { isPrivileged, type PersonInCourse } from './courseStanding.ts';
import { activeOn } from './days.ts';
import type { IdentityVerdict } from './launchCode.ts';
import type { NameInLaunch } from './nameInLaunch.ts';
import type { CheckMode, UseIdentity } from './protector.ts';

/** All that the decision rests on. Roles in the launch are not among it: they grant nothing. */
export interface IdentityQuestion {
  /** The protector's "use identity?". */
  readonly use: UseIdentity | false;
  /** The course override that only a domain coordinator sets, else the domain's default. */
  readonly trusted: boolean;
  /** What `nameInLaunch` found; undefined where nothing was read. */
  readonly name: NameInLaunch | undefined;
  /** Who has exactly that username in the course's domain. */
  readonly person: PersonInCourse | undefined;
  /** Whom the memory (protector, LMS `user_id`) holds, compared with that person (R3). */
  readonly remembered: 'same' | 'other' | undefined;
  readonly rememberMode: CheckMode;
  /** The day in the domain's time zone, `YYYY-MM-DD`. */
  readonly today: string;
}

export interface IdentityDecision {
  readonly verdict: IdentityVerdict;
  readonly accepted: boolean;
  /** The LMS user came as somebody else before. Marked in the journal, also where the verdict is another one. */
  readonly changeMarked: boolean;
}

/** Does the launch's word for who one is count? (product.md, Identity; R1, R3) */
export function decideIdentity(question: IdentityQuestion): IdentityDecision {
  const verdict = verdictOn(question);
  const known = isPersonKnown(question);
  const changeMarked = known && question.remembered === 'other' && question.rememberMode !== 'off';
  return { verdict, accepted: verdict === 'accepted', changeMarked };
}

function isPersonKnown({ use, trusted, name, person }: IdentityQuestion): boolean {
  return use !== false && trusted && name?.kind === 'named' && person !== undefined;
}

/** The order of these lines is the precedence of product.md. */
function verdictOn({
  use,
  trusted,
  name,
  person,
  remembered,
  rememberMode,
  today,
}: IdentityQuestion): IdentityVerdict {
  if (use === false) return 'not-used';
  if (!trusted) return 'vetoed-by-course';
  if (name === undefined) return 'missing';
  if (name.kind === 'verdict') return name.verdict;
  if (person === undefined) return 'unknown-user';
  if (person.disabled) return 'disabled-user';
  if (remembered === 'other' && rememberMode === 'enforce') return 'changed';
  if (isPrivileged(person, today)) return 'privileged';
  const studentRoles = person.roles.filter((grant) => grant.role === 'student');
  if (studentRoles.length === 0) return 'not-a-student';
  if (!studentRoles.some((grant) => activeOn(grant, today))) return 'inactive-role';
  return 'accepted';
}

export type IdentityOutcome = 'open' | 'login' | 'stop';

/**
 * What follows from a verdict: the item, the sign-in page, or a page that says why not.
 * A protector that uses no identity has made no choice, and then a password is asked for. `changed` always goes to
 * the sign-in, where the person can prove who they are (R3).
 */
export function outcomeOf(verdict: IdentityVerdict, use: UseIdentity | false): IdentityOutcome {
  if (verdict === 'accepted' && use !== false) return 'open';
  if (use === false || verdict === 'changed') return 'login';
  return use.otherwise;
}
