import { isDuplicate } from '../../storage/dialect.ts';
import type { Door } from '../../storage/door.ts';
import { draftOf, dropDraft, hasDraft, keepDraft } from '../../storage/importDraftStore.ts';
import { type CsvEncoding, textFromCsv } from '../csvEncoding.ts';
import type { CsvFault } from '../csvIn.ts';
import { actorOf, type CourseCoordinator } from '../rights/coordinators.ts';
import { type AppliedIds, applyIds, type IdPreview, previewIds, type ReadIds, readIds } from './importIds.ts';

/** How long a list waits for its second step. */
const draftMs = 24 * 60 * 60_000;

/** A list for the course that it was handed in for, and for no other place that reads lists. */
function headOf({ course }: CourseCoordinator): string {
  return `short ids of ${course.courseId}\n`;
}

export type KeptIds =
  | { readonly kind: 'kept'; readonly id: number }
  | { readonly kind: 'fault'; readonly fault: CsvFault };

/** First step: the list is read and kept, and nothing is applied. `now` in epoch milliseconds. */
export async function handInIds(
  door: Door,
  {
    by,
    content,
    encoding,
  }: {
    readonly by: CourseCoordinator;
    readonly content: Uint8Array | string;
    readonly encoding: CsvEncoding;
  },
  now: number,
): Promise<KeptIds> {
  const text = textFromCsv(content, encoding);
  if (typeof text !== 'string') return { kind: 'fault', fault: text };
  const table = await readIds(text);
  if (table.kind === 'fault') return table;
  const draft = { domainId: by.course.domainId, personId: by.person.id, content: headOf(by) + text };
  const id = await door.write((sql) => keepDraft(sql, draft, { now, expiresAt: now + draftMs }));
  return { kind: 'kept', id };
}

export interface IdDraft {
  readonly by: CourseCoordinator;
  readonly id: number;
}

export interface ReadPreview extends IdPreview {
  /** Headings that say nothing to us. */
  readonly unknownColumns: readonly string[];
}

/** What the list would do now; undefined where it is over, or another place's or person's. */
export async function previewDraft(
  door: Door,
  draft: IdDraft,
  now: number,
): Promise<ReadPreview | undefined> {
  const table = await tableOf(door, draft, now);
  if (!table) return undefined;
  const preview = await door.read((sql) => previewIds(sql, draft.by.course, table.rows));
  return { ...preview, unknownColumns: table.unknown };
}

function keyOf({ by, id }: IdDraft) {
  return { id, domainId: by.course.domainId, personId: by.person.id };
}

async function tableOf(
  door: Door,
  draft: IdDraft,
  now: number,
): Promise<Extract<ReadIds, { kind: 'rows' }> | undefined> {
  const content = await door.read((sql) => draftOf(sql, keyOf(draft), now));
  const head = headOf(draft.by);
  if (!content?.startsWith(head)) return undefined;
  const table = await readIds(content.slice(head.length));
  return table.kind === 'rows' ? table : undefined;
}

export type AppliedDraft =
  | { readonly kind: 'applied'; readonly made: number }
  | { readonly kind: 'gone' | 'meanwhile' };

/** Second step: judged once more under the course's lock; all rows or none. */
export async function applyIdDraft(
  door: Door,
  { mark, ...draft }: IdDraft & { readonly mark: string },
  now: number,
): Promise<AppliedDraft> {
  const table = await tableOf(door, draft, now);
  if (!table) return { kind: 'gone' };
  const key = keyOf(draft);
  try {
    return await door.write(async (sql): Promise<AppliedDraft> => {
      // Of two clicks the second finds nothing any more.
      if (!(await hasDraft(sql, key))) return { kind: 'gone' };
      const { rows } = table;
      const applying = { rows, mark, actor: actorOf(draft.by), now };
      const applied: AppliedIds = await applyIds(sql, draft.by.course, applying);
      if (applied.kind !== 'applied') return { kind: 'meanwhile' };
      await dropDraft(sql, key.id, key.personId);
      return applied;
    });
  } catch (error) {
    // Another course of the domain took one of the ids in this very moment: the next look says which.
    if (isDuplicate(error)) return { kind: 'meanwhile' };
    throw error;
  }
}
