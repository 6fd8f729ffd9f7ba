import { stateMark } from '../../crypto/stateMark.ts';
import { dayIn } from '../../model/days.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { draftOf, dropDraft, hasDraft, keepDraft } from '../../storage/importDraftStore.ts';
import { peopleNamed } from '../../storage/roleStore.ts';
import { type RosterLine, wholeRoster } from '../../storage/rosterListStore.ts';
import { type CsvEncoding, textFromCsv } from '../csvEncoding.ts';
import type { CsvFault } from '../csvIn.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { applyRoster } from './applyRoster.ts';
import { type ImportVerdict, type JudgedRow, judgeRoster } from './judgeRoster.ts';
import { changingRoster } from './rosterParts.ts';
import { type RoleWords, type RosterTable, readCells, readRosterTable } from './rosterTable.ts';

/** How long a list waits for its second step. */
const draftMs = 24 * 60 * 60_000;

export interface HandedInRoster {
  readonly by: CourseCoordinator;
  /** A file's bytes, or text that was pasted. */
  readonly content: Uint8Array | string;
  readonly encoding: CsvEncoding;
}

export type KeptRoster =
  | { readonly kind: 'kept'; readonly id: number }
  | { readonly kind: 'fault'; readonly fault: CsvFault };

/** First step: the list is read and kept, and nothing is applied. */
export async function handInRoster(
  door: Door,
  { by, content, encoding }: HandedInRoster,
  now: number,
): Promise<KeptRoster> {
  const text = textFromCsv(content, encoding);
  if (typeof text !== 'string') return { kind: 'fault', fault: text };
  const table = await readRosterTable(text);
  if (table.kind === 'fault') return table;
  const { domainId } = by.course;
  const draft = { domainId, personId: by.person.id, content: headOf(by) + text };
  const id = await door.write((sql) => keepDraft(sql, draft, { now, expiresAt: now + draftMs }));
  return { kind: 'kept', id };
}

/** A list waits for the course that it was handed in for, and for no other place that reads lists. */
function headOf({ course }: CourseCoordinator): string {
  return `roster of ${course.courseId}\n`;
}

/** Which list, and the words by which it may name roles. */
export interface RosterDraft {
  readonly by: CourseCoordinator;
  readonly id: number;
  readonly words: RoleWords;
}

export interface RosterPreview {
  readonly rows: readonly JudgedRow[];
  readonly counts: Readonly<Record<ImportVerdict, number>>;
  /** Roles that could be taken away, since the list does not have them. */
  readonly missing: readonly RosterLine[];
  /** Headings that say nothing to us. */
  readonly unknownColumns: readonly string[];
  /** Of all that would be done. */
  readonly mark: string;
}

/** What the list would do at this moment; undefined where it is over, or another place's or person's. */
export async function previewRoster(
  door: Door,
  draft: RosterDraft,
  now: number,
): Promise<RosterPreview | undefined> {
  const table = await tableOf(door, draft, now);
  if (!table) return undefined;
  const today = dayIn(draft.by.domain.timeZone, now);
  return door.read((sql) => judge(sql, { draft, table, today }));
}

export type AppliedRoster =
  | { readonly kind: 'gone' }
  /** The roster changed since the preview, so nothing was done; the next look says what would be now. */
  | { readonly kind: 'meanwhile' }
  | { readonly kind: 'applied'; readonly counts: RosterPreview['counts']; readonly removed: number };

/**
 * Second step: judged once more, under the domain's lock. All rows that are right are applied, or none; the others are left
 * out. Handed in again, the same list changes nothing.
 */
export async function applyDraft(
  door: Door,
  { mark, endMissing, ...draft }: RosterDraft & { readonly mark: string; readonly endMissing: boolean },
  now: number,
): Promise<AppliedRoster> {
  // Reading takes a while, for which nobody else should have to wait.
  const table = await tableOf(door, draft, now);
  if (!table) return { kind: 'gone' };
  const key = keyOf(draft);
  return changingRoster(door, { by: draft.by, now }, async (at): Promise<AppliedRoster> => {
    // Of two clicks the second finds nothing any more.
    if (!(await hasDraft(at.sql, key))) return { kind: 'gone' };
    const preview = await judge(at.sql, { draft, table, today: at.today });
    if (preview.mark !== mark) return { kind: 'meanwhile' };
    const missing = endMissing ? preview.missing : [];
    await applyRoster(at, { rows: preview.rows, missing });
    await dropDraft(at.sql, key.id, key.personId);
    return { kind: 'applied', counts: preview.counts, removed: missing.length };
  });
}

function keyOf({ by, id }: RosterDraft) {
  return { id, domainId: by.course.domainId, personId: by.person.id };
}

async function tableOf(door: Door, draft: RosterDraft, now: number): Promise<RosterTable | undefined> {
  const content = await door.read((sql) => draftOf(sql, keyOf(draft), now));
  const head = headOf(draft.by);
  if (!content?.startsWith(head)) return undefined;
  const table = await readRosterTable(content.slice(head.length));
  return table.kind === 'rows' ? table : undefined;
}

async function judge(
  sql: Sql,
  { draft, table, today }: { draft: RosterDraft; table: RosterTable; today: string },
): Promise<RosterPreview> {
  const { by, words } = draft;
  const { domainId, courseId } = by.course;
  const read = table.rows.map((row) => readCells(row, { words, present: table.present }));
  const usernames = [...new Set(read.flatMap(({ username }) => username ?? []))];
  const people = await peopleNamed(sql, domainId, usernames);
  const roles = await wholeRoster(sql, { domainId, courseId });
  const { rows, missing } = judgeRoster(read, {
    people,
    roles,
    mayCoordinate: by.isDomainCoordinator,
    today,
  });
  const counts = { added: 0, changed: 0, unchanged: 0, unknown: 0, wrong: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  const done = rows.map(({ verdict, personId, after, held }) => [
    verdict,
    personId,
    after,
    held?.starts,
    held?.ends,
  ]);
  const mark = stateMark([done, missing.map(({ id }) => id)]);
  return { rows, counts, missing, unknownColumns: table.unknown, mark };
}
