import type { AccountOwner } from '../../storage/accountSessionStore.ts';
import type { Administrator, AdministratorStore } from '../../storage/administratorStore.ts';
import type { KnownLaunch, LaunchSessionStore } from '../../storage/launchSessionStore.ts';
import type { Person } from '../../storage/personStore.ts';
import type { CourseReads, ReadCourses } from './courseReads.ts';

/** Who a request comes from: at most one account, and the launches that this browser holds. Judged at every request. */
export interface Visit {
  readonly person: Person | undefined;
  readonly administrator: Administrator | undefined;
  /** Newest first; tickets and pending ones, too. */
  readonly launches: readonly KnownLaunch[];
  /** What was asked for to know who it is; the rest of the request reads on from the same moment. */
  readonly reads?: CourseReads | undefined;
  /** By which the account's session is told from others: the hash of its id, hexadecimal. */
  readonly accountMark?: string | undefined;
}

export interface VisitParts {
  readonly reads: ReadCourses;
  readonly administrators: AdministratorStore;
  readonly sessions: LaunchSessionStore;
  readonly now: () => number;
}

export interface VisitQuestion {
  /** What the account session says, if there is one. */
  readonly account:
    | { readonly owner: AccountOwner; readonly startedAt: number; readonly mark?: string }
    | undefined;
  /** Hashes of this browser's launch cookies. */
  readonly browser: readonly Buffer[];
}

/** A disabled person, or one whose password was changed since, is nobody from the next request on. */
export async function whoIsThere(parts: VisitParts, { account, browser }: VisitQuestion): Promise<Visit> {
  const found = browser.length === 0 ? undefined : await parts.sessions.findOfBrowser(browser, parts.now());
  const known = found && (await parts.reads(found.settings));
  const nobody: Visit = {
    person: undefined,
    administrator: undefined,
    launches: found?.launches ?? [],
    reads: known,
    accountMark: undefined,
  };
  if (account === undefined) return nobody;
  const { owner, startedAt, mark: accountMark } = account;
  if ('personId' in owner) {
    const reads = known ?? (await parts.reads());
    const person = await reads.person(owner.personId);
    if (!counts(person, startedAt)) return { ...nobody, reads };
    return { ...nobody, person, reads, accountMark };
  }
  const administrator = await parts.administrators.findById(owner.administratorId);
  return counts(administrator, startedAt) ? { ...nobody, administrator } : nobody;
}

function counts(
  account: { disabled: boolean; sessionsAfter: number } | undefined,
  startedAt: number,
): boolean {
  return account !== undefined && !account.disabled && startedAt >= account.sessionsAfter;
}
