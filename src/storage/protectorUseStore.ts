import type { ProtectorRef } from '../model/protector.ts';
import { readProtect, type SettingColumns, settingColumns, settingFrom } from './deepLinkColumns.ts';
import type { Sql, SqlValue } from './door.ts';
import { padded, places } from './inList.ts';
import type { ProtectorOwner } from './protectorStore.ts';
import { byIndex, inThisOrder } from './searchedWords.ts';

/** A deep-link setting that names a protector, as lists show it. */
export interface NamingSetting {
  readonly id: number;
  readonly course: string;
  readonly courseTitle: string;
  /** Undefined for one of the whole course. */
  readonly item: { readonly id: string; readonly title: string } | undefined;
  readonly audience: 'everybody' | 'section' | 'user';
  /** The section, or the username. */
  readonly whose: string;
  /** The protectors that it accepts. */
  readonly refs: readonly ProtectorRef[];
}

/** Some settings, and how many there are in all. */
export interface NamingSettings {
  readonly settings: readonly NamingSetting[];
  readonly total: number;
}

export interface UseQuestion {
  /** A pattern for `LIKE`, for titles and ids of items and courses; undefined: all. */
  readonly pattern: string | undefined;
  readonly offset: number;
  readonly most: number;
}

interface Row extends SettingColumns {
  readonly id: number;
  readonly course: string;
  readonly course_title: string;
  readonly item: string | null;
  readonly title: string | null;
  readonly username: string | null;
}

const names = `JOIN courses c ON c.id = s.course_id AND c.domain_id = s.domain_id
  LEFT JOIN items i ON i.id = s.item_id AND i.course_id = s.course_id
  LEFT JOIN people p ON p.id = s.person_id AND p.domain_id = s.domain_id`;

const shown = `${settingColumns.replace(/\w+/g, 's.$&')}, s.id, c.course_id AS course, c.title AS course_title,
  i.item_id AS item, i.title, p.username`;

/** The settings that name a protector: of its course, or for a domain's own of any course. */
export async function settingsNaming(
  sql: Sql,
  { level, domainId, courseId }: ProtectorOwner,
  { number, ...question }: UseQuestion & { readonly number: number },
): Promise<NamingSettings> {
  const ofCourse = level === 'course' ? 'AND s.course_id = ?' : '';
  const scope = level === 'course' ? [domainId, courseId] : [domainId];
  const name = `${level}:${number}`;
  const where = `s.domain_id = ? ${ofCourse} AND (s.protect LIKE ? OR s.protect LIKE ?)`;
  return found(sql, { where, values: [...scope, `only% ${name}`, `only% ${name} %`] }, question);
}

async function found(
  sql: Sql,
  { where, values }: { readonly where: string; readonly values: readonly SqlValue[] },
  { pattern, offset, most }: UseQuestion,
): Promise<NamingSettings> {
  const like = ['i.title', 'CAST(i.item_id AS CHAR)', 'c.title', 'CAST(c.course_id AS CHAR)']
    .map((column) => `${column} LIKE ? ESCAPE '!'`)
    .join(' OR ');
  const search = pattern === undefined ? '' : `AND (${like})`;
  const all = [...values, ...(pattern === undefined ? [] : [pattern, pattern, pattern, pattern])];
  const then = inThisOrder(sql.dialect);
  const joined = names.replace('JOIN', then);
  const settings = `FROM deep_links s ${byIndex(sql.dialect, 'ix_deep_link_protect')}`;
  const from = pattern === undefined ? settings : `${settings} ${joined}`;
  const limits = `ORDER BY s.course_id, s.id LIMIT ${Math.trunc(most)} OFFSET ${Math.trunc(offset)}`;
  const [sum] = await sql.rows<{ total: number }>(
    `SELECT COUNT(*) AS total ${from} WHERE ${where} ${search}`,
    all,
  );
  // The settings of the page are found first, where nothing is searched for by the index alone; names are theirs only.
  const rows = await sql.rows<Row>(
    `SELECT ${shown} FROM (SELECT s.id AS found_id ${from} WHERE ${where} ${search} ${limits}) f
     ${then} deep_links s ON s.id = f.found_id ${joined} ORDER BY s.course_id, s.id`,
    all,
  );
  return { settings: rows.map(naming), total: Number(sum?.total ?? 0) };
}

function naming(row: Row): NamingSetting {
  const { audience, parts } = settingFrom(row);
  return {
    id: row.id,
    course: row.course,
    courseTitle: row.course_title,
    item: row.item === null ? undefined : { id: row.item, title: row.title ?? row.item },
    audience: audience.kind,
    whose: audience.kind === 'section' ? audience.section : (row.username ?? ''),
    refs: parts.protect?.kind === 'protectors' ? parts.protect.refs : [],
  };
}

interface Scope {
  readonly domainId: number;
  /** Left out: all of the domain's courses. */
  readonly courseId?: number | undefined;
}

interface Group {
  readonly course_id: number;
  readonly protect: string;
  readonly settings: number;
}

/** Every set of protectors that settings of the scope accept, and how many do; from the index alone. */
async function acceptedSets(sql: Sql, { domainId, courseId }: Scope): Promise<readonly Group[]> {
  const ofCourse = courseId === undefined ? '' : 'AND course_id = ?';
  const text = `SELECT course_id, protect, COUNT(*) AS settings FROM deep_links
    WHERE domain_id = ? ${ofCourse} AND protect LIKE 'only%' GROUP BY course_id, protect`;
  return sql.rows<Group>(text, courseId === undefined ? [domainId] : [domainId, courseId]);
}

function refsOf({ protect }: Group): readonly ProtectorRef[] {
  const read = readProtect(protect);
  return read.kind === 'protectors' ? read.refs : [];
}

/** How many settings name each of the owner's protectors, by number. */
export async function usesOfProtectors(
  sql: Sql,
  { level, domainId, courseId }: ProtectorOwner,
): Promise<ReadonlyMap<number, number>> {
  const uses = new Map<number, number>();
  const scope = level === 'course' ? { domainId, courseId } : { domainId };
  for (const group of await acceptedSets(sql, scope)) {
    const numbers = refsOf(group).filter((ref) => ref.level === level);
    for (const number of new Set(numbers.map((ref) => ref.number))) {
      uses.set(number, (uses.get(number) ?? 0) + Number(group.settings));
    }
  }
  return uses;
}

/** When each of these protectors last had a launch that was signed with it; epoch milliseconds. */
export async function lastLaunches(
  sql: Sql,
  protectorIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (protectorIds.length === 0) return new Map();
  // Each found at the end of its range of the index; a maximum of groups would read all of it.
  const text = `SELECT p.id, (SELECT l.at FROM launches l WHERE l.protector_id = p.id ORDER BY l.at DESC LIMIT 1) AS last_at
    FROM protectors p WHERE p.id IN (${places(protectorIds)})`;
  const rows = await sql.rows<{ id: number; last_at: number | null }>(text, padded(protectorIds));
  return new Map(rows.flatMap(({ id, last_at }) => (last_at === null ? [] : [[id, Number(last_at)]])));
}
