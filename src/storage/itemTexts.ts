import { folded, foldingRules } from '../model/foldedText.ts';
import { plainText } from '../model/plainText.ts';
import type { ItemContent } from './contentsStore.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { addLackingRows, addRows, inParts } from './rowWriting.ts';
import { saidInSites } from './siteStore.ts';

/** What an item is found by: folded once, when it is written, and never shown. */
export interface FoundBy extends Pick<ItemContent, 'title' | 'body'> {
  readonly fileName: string | null;
  /** Of a site's archive: what its files say counts as the item's. */
  readonly siteHash: string | null;
}

/** What an item that shows this content is found by. */
export function foundBy({ kind, title, body, file }: ItemContent): FoundBy {
  return {
    title,
    body,
    fileName: file?.name ?? null,
    siteHash: kind === 'site' ? (file?.hash ?? null) : null,
  };
}

/** Of a longer page the rest is not searched; in characters. */
const longest = 1_000_000;

type Sites = Awaited<ReturnType<typeof saidInSites>>;

function sitesOf(sql: Sql, items: readonly Pick<FoundBy, 'siteHash'>[]): Promise<Sites> {
  return saidInSites(
    sql,
    items.flatMap(({ siteHash }) => siteHash ?? []),
  );
}

function textRow(
  { domainId, courseId }: CourseScope,
  { id, title, body, fileName, siteHash }: FoundBy & { readonly id: number },
  sites: Sites,
) {
  const inside = sites.get(siteHash ?? '') ?? [];
  // A line each, so that no word is found across two of them.
  const own = [title, fileName ?? '', plainText(body ?? '')];
  const lines = [...own, ...inside.flatMap(({ path, said }) => [path, said])].join('\n');
  return {
    course_id: courseId,
    item_id: id,
    domain_id: domainId,
    rules: foldingRules,
    folded: folded(lines).slice(0, longest),
  };
}

/** Writes what items are found by, in place of what was written before. */
export async function writeTexts(
  sql: Sql,
  scope: CourseScope,
  items: readonly (FoundBy & { readonly id: number })[],
): Promise<void> {
  await removeTexts(
    sql,
    scope,
    items.map(({ id }) => id),
  );
  const sites = await sitesOf(sql, items);
  const rows = items.map((item) => textRow(scope, item, sites));
  for (const some of inStatements(rows)) await addRows(sql, 'item_texts', some);
}

/** Characters of one statement: databases take 16 MB. */
const enough = 1_000_000;

type TextRow = ReturnType<typeof textRow>;

function* inStatements(rows: readonly TextRow[]): Generator<readonly TextRow[]> {
  let some: TextRow[] = [];
  let length = 0;
  for (const row of rows) {
    some.push(row);
    length += row.folded.length;
    if (length < enough) continue;
    yield some;
    some = [];
    length = 0;
  }
  if (some.length > 0) yield some;
}

export async function removeTexts(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  ids: readonly number[],
): Promise<void> {
  for (const part of inParts(ids, 500)) {
    const text = `DELETE FROM item_texts WHERE course_id = ? AND domain_id = ? AND item_id IN (${places(part)})`;
    await sql.run(text, [courseId, domainId, ...padded(part)]);
  }
}

/** Lists of ids beyond this are asked for in several statements. */
const mostIds = 8_192;

/**
 * Ids of those among the items in which all folded words stand. Only these items are looked through, so that nothing
 * about any other shows, not even by how long it takes.
 * @param ids undefined: all of the course
 */
export async function findTexts(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { words, ids }: { readonly words: readonly string[]; readonly ids: readonly number[] | undefined },
): Promise<ReadonlySet<number>> {
  // INSTR compares byte by byte, and knows no wildcards.
  const having = words.map(() => ' AND INSTR(folded, ?) > 0').join('');
  const text = `SELECT item_id FROM item_texts WHERE course_id = ? AND domain_id = ?`;
  const found = new Set<number>();
  for (const part of ids === undefined ? [undefined] : inParts(ids, mostIds)) {
    const among = part === undefined ? '' : ` AND item_id IN (${places(part)})`;
    const values = [courseId, domainId, ...(part === undefined ? [] : padded(part)), ...words];
    const rows = await sql.rows<{ item_id: number }>(`${text}${among}${having}`, values);
    for (const { item_id } of rows) found.add(item_id);
  }
  return found;
}

/** How much of a page is read to show a place of it; in characters. */
const shownFrom = 60_000;

/** What items say, for the excerpts of a page of results. */
export async function readTexts(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Omit<FoundBy, 'title'>>> {
  if (ids.length === 0) return new Map();
  const text = `SELECT id, SUBSTR(body, 1, ${shownFrom}) AS body, file_name, ${siteHashOf('items')} FROM items
    WHERE domain_id = ? AND course_id = ? AND id IN (${places(ids)})`;
  const rows = await sql.rows<Omit<LackingRow, 'domain_id' | 'course_id' | 'title'>>(text, [
    domainId,
    courseId,
    ...padded(ids),
  ]);
  return new Map(
    rows.map(({ id, body, file_name: fileName, site_hash: siteHash }) => [id, { body, fileName, siteHash }]),
  );
}

function siteHashOf(table: string): string {
  return `CASE WHEN ${table}.kind = 'site' THEN ${table}.file_hash END AS site_hash`;
}

/** An item that lacks its text. */
interface LackingRow {
  id: number;
  domain_id: number;
  course_id: number;
  title: string;
  body: string | null;
  file_name: string | null;
  site_hash: string | null;
}

/**
 * Some items that have no text, or one that was written under other rules: those of an older version, or of a database
 * that was filled in another way.
 * @param scope undefined: of all courses
 */
export async function lackingTexts(
  sql: Sql,
  { scope, after, most }: { readonly scope?: CourseScope; readonly after: number; readonly most: number },
): Promise<readonly LackingRow[]> {
  const text = `SELECT i.id, i.domain_id, i.course_id, i.title, i.body, i.file_name, ${siteHashOf('i')} FROM items i
    LEFT JOIN item_texts t ON t.course_id = i.course_id AND t.item_id = i.id AND t.rules = ?
    WHERE t.item_id IS NULL AND i.id > ?${scope === undefined ? '' : ' AND i.course_id = ? AND i.domain_id = ?'}
    ORDER BY i.id LIMIT ${Math.trunc(most)}`;
  const ofScope = scope === undefined ? [] : [scope.courseId, scope.domainId];
  return sql.rows<LackingRow>(text, [foldingRules, after, ...ofScope]);
}

/** Writes the texts that were found lacking. What somebody else has written meanwhile is left as they wrote it. */
export async function writeLackingTexts(sql: Sql, rows: readonly LackingRow[]): Promise<void> {
  const wanted = rows.map((row) => ({ fileName: row.file_name, siteHash: row.site_hash, ...row }));
  const sites = await sitesOf(sql, wanted);
  const texts = wanted.map((item) =>
    textRow({ domainId: item.domain_id, courseId: item.course_id }, item, sites),
  );
  const courses = new Map<number, number[]>();
  for (const { course_id, item_id } of texts)
    courses.set(course_id, [...(courses.get(course_id) ?? []), item_id]);
  for (const [courseId, ids] of courses) {
    const outdated = `DELETE FROM item_texts WHERE course_id = ? AND item_id IN (${places(ids)}) AND rules <> ?`;
    await sql.run(outdated, [courseId, ...padded(ids), foldingRules]);
  }
  for (const some of inStatements(texts)) await addLackingRows(sql, 'item_texts', some);
}
