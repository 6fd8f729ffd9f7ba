import { stateMark } from '../../crypto/stateMark.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { shortIdsOf, usedShortIds } from '../../storage/bulkLinkStore.ts';
import { itemIds } from '../../storage/contentsStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Sql } from '../../storage/door.ts';
import { addRows } from '../../storage/rowWriting.ts';
import { type CsvFault, type CsvPlan, readCsv } from '../csvIn.ts';
import { type IdRow, type IdVerdict, type JudgedId, judgeIds } from './judgeIds.ts';

const columns: CsvPlan<'item' | 'id'> = {
  columns: {
    item: ['item id', 'resource', 'Element', 'Element-Kennung'],
    id: ['short id', 'short url', 'tiny', 'Kurz-URL', 'Kurzkennung'],
  },
  required: ['item', 'id'],
  mostRows: 20_000,
};

export type ReadIds =
  | { readonly kind: 'rows'; readonly rows: readonly IdRow[]; readonly unknown: readonly string[] }
  | { readonly kind: 'fault'; readonly fault: CsvFault };

/** Reads `item,id`; an id may stand there as the whole short URL that it was in. */
export async function readIds(content: Uint8Array | string): Promise<ReadIds> {
  const table = await readCsv(content, columns);
  if (table.kind === 'fault') return table;
  const rows = table.rows.map(({ line, cells, excess }) => ({
    line,
    item: cells.item,
    id: cells.id.replace(/^https?:\/\/\S*\//, ''),
    excess,
  }));
  return { kind: 'rows', rows, unknown: table.unknown };
}

export interface IdPreview {
  readonly rows: readonly JudgedId[];
  readonly counts: Readonly<Record<IdVerdict, number>>;
  /** Of all that would be done. */
  readonly mark: string;
}

/** What a list would do at this moment. */
export async function previewIds(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  rows: readonly IdRow[],
): Promise<IdPreview> {
  const scope = { domainId, courseId };
  const items = await itemIds(sql, scope);
  const named = [...new Set(rows.flatMap(({ item }) => items.get(item) ?? []))];
  const shortIds = await shortIdsOf(sql, scope, named);
  const used = await usedShortIds(sql, domainId, [...new Set(rows.map(({ id }) => id))]);
  const judged = judgeIds(rows, { items, shortIds, used });
  const counts = { new: 0, same: 0, fault: 0 };
  for (const { verdict } of judged) counts[verdict] += 1;
  const mark = stateMark(
    judged.map(({ verdict, itemNumber, id, faults }) => [verdict, itemNumber, id, faults]),
  );
  return { rows: judged, counts, mark };
}

export type AppliedIds =
  | { readonly kind: 'applied'; readonly made: number }
  | { readonly kind: 'faults' | 'meanwhile'; readonly preview: IdPreview };

export interface ApplyingIds {
  readonly rows: readonly IdRow[];
  /** Of the preview that was looked at; undefined: none was. */
  readonly mark: string | undefined;
  readonly actor: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** All rows or none. Within a transaction of the caller's; the same list again changes nothing. */
export async function applyIds(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { rows, mark, actor, now }: ApplyingIds,
): Promise<AppliedIds> {
  const scope = { domainId, courseId };
  await lockCourse(sql, scope);
  const preview = await previewIds(sql, scope, rows);
  if (mark !== undefined && preview.mark !== mark) return { kind: 'meanwhile', preview };
  if (preview.counts.fault > 0) return { kind: 'faults', preview };
  const fresh = preview.rows.filter(({ verdict }) => verdict === 'new');
  const links = fresh.map(({ id, itemNumber }) => ({
    domain_id: domainId,
    short_id: id,
    course_id: courseId,
    item_id: itemNumber ?? 0,
    enabled: 1,
    created_at: now,
  }));
  await addRows(sql, 'links', links);
  const entries = fresh.map(({ id, item }) => ({
    ...scope,
    actor,
    deed: 'short-url-made' as const,
    object: `${id} for ${item}`,
    after: { item, enabled: true, imported: true },
  }));
  if (entries.length > 0) await addAudit(sql, entries, now);
  return { kind: 'applied', made: fresh.length };
}
