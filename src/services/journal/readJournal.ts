import type { IdentityVerdict, LaunchCode } from '../../model/launchCode.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import type { Door, Sql } from '../../storage/door.ts';
import {
  entriesOfReference,
  type JournalEntryLine,
  type JournalPlace,
  type JournalRange,
  type JournalScope,
  journalEntries,
  placeAfter,
} from '../../storage/journalPageStore.ts';
import type { CourseCoordinator, DomainCoordinator } from '../rights/coordinators.ts';
import { type JournalNames, namesIn } from './journalNames.ts';

/** What a coordinator asks the journal for, in the words of the address. */
export interface JournalQuestion extends JournalRange {
  readonly codes?: readonly LaunchCode[] | undefined;
  readonly identity?: IdentityVerdict | undefined;
  readonly protector?: ProtectorRef | undefined;
  /** The id of a short URL. */
  readonly link?: string | undefined;
  readonly username?: string | undefined;
  /** Looked for alone, whatever else is asked. */
  readonly reference?: string | undefined;
}

export interface JournalAnswer {
  readonly lines: readonly JournalEntryLine[];
  /** Where to go on; undefined: that was all. */
  readonly older: JournalPlace | undefined;
  /** So many rows were looked through that others had to be let in: what is older than this may hold more. */
  readonly lookedBackTo: number | undefined;
}

/** Whoever coordinates a course sees its rows and no others; `at` says which. */
export type JournalReader = DomainCoordinator | CourseCoordinator;

export function scopeOf(at: JournalReader): JournalScope {
  return 'course' in at
    ? { domainId: at.course.domainId, courseId: at.course.courseId }
    : { domainId: at.domain.domainId };
}

/**
 * So many rows are looked through for one page. Filters have no index of their own, which every launch would have to write
 * to: a search for something rare goes through the journal in steps, and says how far it has come.
 */
export const lookedThrough = 20_000;

/** One page of launches, newest first. */
export async function readJournal(
  door: Door,
  at: JournalReader,
  { most, ...question }: JournalQuestion & { readonly most: number },
): Promise<JournalAnswer> {
  const scope = scopeOf(at);
  return door.read(async (sql) => {
    if (question.reference !== undefined) {
      const lines = await entriesOfReference(sql, scope, question.reference);
      return { lines, older: undefined, lookedBackTo: undefined };
    }
    const names = await namesIn(sql, scope, question);
    if (names === 'unknown') return { lines: [], older: undefined, lookedBackTo: undefined };
    return pageOf(sql, { scope: narrower(scope, names), names, question, most });
  });
}

interface PagePlan {
  readonly scope: JournalScope;
  readonly names: JournalNames;
  readonly question: JournalQuestion;
  readonly most: number;
}

async function pageOf(sql: Sql, { scope, names, question, most }: PagePlan): Promise<JournalAnswer> {
  const { codes, identity, protector, before, from, until } = question;
  const conditions = { codes, identity, protector, linkId: names.link?.id, person: names.person };
  const isFiltered = Object.values(conditions).some((value) => value !== undefined);
  const range = { before, from, until };
  const end = isFiltered ? await placeAfter(sql, scope, { ...range, rows: lookedThrough }) : undefined;
  const bounded = end === undefined ? range : { ...range, from: Math.max(end.at, from ?? 0) };
  const lines = await journalEntries(sql, scope, { ...bounded, conditions, most: most + 1 });
  if (lines.length > most) {
    const shown = lines.slice(0, most);
    return { lines: shown, older: shown.at(-1), lookedBackTo: undefined };
  }
  // Rows of the very moment at which the search stopped have been looked at, whatever their id.
  const older = end && { at: end.at, id: 0 };
  return { lines, older, lookedBackTo: end?.at };
}

/** The launches of a link are those of its course: there are fewer to look through. */
function narrower(scope: JournalScope, { link }: JournalNames): JournalScope {
  return link === undefined ? scope : { ...scope, courseId: link.courseId };
}

const atOnce = 1_000;

/** All of them, newest first, in pieces that other requests are let in between. */
export async function* allOfJournal(
  door: Door,
  at: JournalReader,
  question: JournalQuestion,
): AsyncGenerator<readonly JournalEntryLine[]> {
  let before = question.before;
  do {
    const { lines, older } = await readJournal(door, at, { ...question, before, most: atOnce });
    if (lines.length > 0) yield lines;
    before = older;
  } while (before !== undefined);
}
