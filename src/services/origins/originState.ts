import { isOrigin } from '../../model/origin.ts';
import type { CheckMode } from '../../model/protector.ts';
import { coursesOf, type KnownCourse } from '../../storage/courseSettingsStore.ts';
import { courseStore } from '../../storage/courseStore.ts';
import { domainNamed } from '../../storage/domainStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { type OriginProposal, proposedOrigins } from '../../storage/originProposalStore.ts';
import { type OriginUse, type OriginUses, originsUsed } from '../../storage/originUseStore.ts';
import { type KnownProtector, type ProtectorOwner, protectorsOf } from '../../storage/protectorStore.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';

/** What a protector knows of the origins of its LMS, and what its launches have shown. Times are epoch milliseconds. */
export interface OriginState {
  readonly domain: string;
  /** Null for the domain's own. */
  readonly course: string | null;
  readonly number: number;
  readonly name: string;
  readonly originCheck: CheckMode;
  readonly approved: readonly string[];
  readonly proposed: readonly OriginProposal[];
  readonly launches: LaunchesByOrigin;
  /**
   * Origins of the last days, of forms and of signed return URLs, that may not show its launches in a frame. Empty while
   * nothing is approved: until then each launch may be framed by the origin of its own return URL (R25).
   */
  readonly notFramable: readonly OriginSeenLately[];
}

export type OriginSeenLately = Omit<OriginUse, 'origin'> & { readonly origin: string };

/** The good launches of the last days, held against the approved origins. */
export interface LaunchesByOrigin {
  readonly good: number;
  /** How many of them `enforce` would refuse. */
  readonly wouldRefuse: number;
  /** Of how many the journal does not know where they came from. */
  readonly unknown: number;
  /** An origin, or `null`, `none`, `other`: what the browser said of the form. */
  readonly refusedFrom: readonly OriginSeenLately[];
}

export const daysLooked = 14;

export interface OwnerName {
  readonly domain: string;
  /** Left out: the domain's own protectors. */
  readonly course?: string | undefined;
}

/** A protector with the names that it is reached by. */
export interface NamedProtector {
  readonly owner: ProtectorOwner;
  readonly domain: string;
  readonly course: string | null;
  readonly protector: KnownProtector;
}

/**
 * All protectors of a domain, its own first, or those of one course; without a domain, of all of them.
 * @throws OperatorRefusal for a domain or course that does not exist
 */
export async function listOrigins(
  door: Door,
  { domain, course }: { readonly domain: string | undefined; readonly course: string | undefined },
  now: number,
): Promise<readonly OriginState[]> {
  const names = domain === undefined ? (await courseStore(door).domains()).map(({ name }) => name) : [domain];
  return door.read(async (sql) => {
    const states: OriginState[] = [];
    for (const name of names) states.push(...(await statesIn(sql, { domain: name, course }, now)));
    return states;
  });
}

async function statesIn(sql: Sql, name: OwnerName, now: number): Promise<readonly OriginState[]> {
  const { id, courses } = await placeOf(sql, name);
  const own = { level: 'domain', domainId: id, courseId: 0 } as const;
  const owners: [ProtectorOwner, string | null][] = name.course === undefined ? [[own, null]] : [];
  for (const course of courses) {
    owners.push([{ level: 'course', domainId: id, courseId: course.id }, course.course]);
  }
  const states: OriginState[] = [];
  for (const [owner, course] of owners) {
    for (const protector of await protectorsOf(sql, owner)) {
      const uses = await lately(sql, { domainId: id, protectorId: protector.id }, now);
      const proposals = await proposedOrigins(sql, protector.id);
      states.push(stateOf({ owner, domain: name.domain, course, protector }, { uses, proposals }));
    }
  }
  return states;
}

/** @throws OperatorRefusal where there is no such protector */
export async function findProtector(
  sql: Sql,
  { number, ...name }: OwnerName & { readonly number: number },
): Promise<NamedProtector> {
  const { id, courses } = await placeOf(sql, name);
  const owner: ProtectorOwner =
    name.course === undefined
      ? { level: 'domain', domainId: id, courseId: 0 }
      : { level: 'course', domainId: id, courseId: courses[0]?.id ?? -1 };
  const protector = (await protectorsOf(sql, owner)).find((one) => one.number === number);
  if (protector) return { owner, domain: name.domain, course: name.course ?? null, protector };
  throw new OperatorRefusal(
    `The ${owner.level} ${JSON.stringify(name.course ?? name.domain)} has no link protector ${number}.`,
  );
}

async function placeOf(
  sql: Sql,
  { domain, course }: OwnerName,
): Promise<{ id: number; courses: KnownCourse[] }> {
  const found = await domainNamed(sql, domain);
  if (!found) throw new OperatorRefusal(`There is no domain ${JSON.stringify(domain)}.`);
  const all = await coursesOf(sql, found.id);
  const courses = course === undefined ? all : all.filter((one) => one.course === course);
  if (course === undefined || courses.length > 0) return { id: found.id, courses };
  throw new OperatorRefusal(`The domain has no course ${JSON.stringify(course)}.`);
}

export function lately(
  sql: Sql,
  { most, ...which }: { readonly domainId: number; readonly protectorId: number; readonly most?: number },
  now: number,
): Promise<OriginUses> {
  return originsUsed(sql, which, { since: now - daysLooked * 86_400_000, most });
}

interface Shown {
  readonly uses: OriginUses;
  readonly proposals: readonly OriginProposal[];
}

export function stateOf(
  { domain, course, protector }: NamedProtector,
  { uses, proposals }: Shown,
): OriginState {
  const { number, name, originCheck, origins: approved } = protector;
  const isNew = ({ origin }: { origin: string | null }) => origin === null || !approved.includes(origin);
  const lastPosted = new Map(uses.posted.map(({ origin, lastAt }) => [origin, lastAt]));
  return {
    domain,
    course,
    number,
    name,
    originCheck,
    approved,
    proposed: proposals
      .filter(isNew)
      .map((one) => ({ ...one, lastAt: Math.max(one.lastAt, lastPosted.get(one.origin) ?? 0) })),
    launches: launchesBy(approved, uses),
    notFramable: approved.length === 0 ? [] : together(uses).filter(isNew),
  };
}

export function launchesBy(approved: readonly string[], { posted }: OriginUses): LaunchesByOrigin {
  const refusedFrom = posted.filter(isKnown).filter(({ origin }) => !approved.includes(origin));
  const sum = (some: readonly OriginUse[]) => some.reduce((all, { launches }) => all + launches, 0);
  return {
    good: sum(posted),
    wouldRefuse: sum(refusedFrom),
    unknown: sum(posted.filter(({ origin }) => origin === null)),
    refusedFrom,
  };
}

/** Each origin once: a launch mostly comes from where it returns to. */
function together({ posted, returned }: OriginUses): readonly OriginSeenLately[] {
  const all = new Map<string, OriginSeenLately>();
  for (const use of [...posted, ...returned].filter(isKnown)) {
    if (!isOrigin(use.origin)) continue;
    const { launches, lastAt } = all.get(use.origin) ?? use;
    const most = Math.max(launches, use.launches);
    all.set(use.origin, { origin: use.origin, launches: most, lastAt: Math.max(lastAt, use.lastAt) });
  }
  return [...all.values()];
}

function isKnown(use: OriginUse): use is OriginSeenLately {
  return use.origin !== null;
}

/** What `enforce` would have done, for whoever is about to choose it (R26). */
export function enforceSentence({ good, wouldRefuse, unknown, refusedFrom }: LaunchesByOrigin): string {
  const from = refusedFrom.map(({ origin, launches }) => `${origin} (${launches})`).join(', ');
  const rest = unknown === 0 ? '' : ` Where ${unknown} of them came from was not written down then.`;
  return `Of ${good} good launches of the last ${daysLooked} days, enforce would have refused ${wouldRefuse}${from === '' ? '' : `: ${from}`}.${rest}`;
}
