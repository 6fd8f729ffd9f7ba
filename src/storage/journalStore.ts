import type { IdentityVerdict, LaunchCode, ToleratedVariant } from '../model/launchCode.ts';
import type { ProtectorRef } from '../model/protector.ts';
import { batched } from './batch.ts';
import { insertRows } from './dialect.ts';
import type { Door, SqlValue } from './door.ts';
import { type JournalEntry, journalColumns, journalValues } from './journalColumns.ts';
import { placed } from './journalPlaces.ts';

/** A journal row as people read it, with the names that stand there today. */
export interface JournalLine {
  readonly at: number;
  readonly reference: string;
  readonly domain: string | null;
  readonly course: string | null;
  readonly item: string | null;
  readonly shortUrl: string | null;
  readonly protector: (ProtectorRef & { readonly name: string | null }) | null;
  readonly code: LaunchCode;
  readonly identity: IdentityVerdict | null;
  readonly named: string | null;
  readonly person: string | null;
  readonly differs: boolean;
  readonly clockDifference: number | null;
  readonly tolerated: readonly ToleratedVariant[];
  readonly notes: readonly string[];
  readonly times: number;
}

export interface JournalFilter {
  readonly domainId?: number | undefined;
  /** Only together with its domain. */
  readonly courseId?: number | undefined;
  readonly reference?: string | undefined;
  readonly last: number;
}

export interface JournalStore {
  /** Writes one row, together with those of other requests at this moment. */
  add(entry: JournalEntry): Promise<void>;
  addAll(entries: readonly JournalEntry[]): Promise<void>;
  /** Newest first. */
  list(filter: JournalFilter): Promise<readonly JournalLine[]>;
}

export function journalStore(door: Door): JournalStore {
  const addAll = async (entries: readonly JournalEntry[]) => {
    if (entries.length === 0) return;
    const text = insertRows('launches', journalColumns, entries.length);
    const known = entries.some(({ asked }) => asked)
      ? await door.read((sql) => placed(sql, entries))
      : entries;
    await door.write((sql) => sql.run(text, known.flatMap(journalValues)));
  };
  const add = batched(async (entries: readonly JournalEntry[]) => {
    await addAll(entries);
    return entries.map(() => undefined);
  }, 64);
  return {
    async add(entry) {
      await add(entry);
    },
    addAll,
    list: (filter) =>
      door.read(async (sql) => {
        const { where, values } = conditions(filter);
        const rows = await sql.rows<ListedRow>(
          `${listed} ${where} ORDER BY j.at DESC, j.id DESC LIMIT ${Math.trunc(filter.last)}`,
          values,
        );
        return rows.map(lineFrom);
      }),
  };
}

const listed = `SELECT j.at, j.reference, j.code, j.identity, j.named, j.differs, j.clock_difference, j.tolerated, j.notes, j.times,
  j.protector_level, j.protector_number, d.name AS domain, c.course_id AS course, i.item_id AS item, l.short_id, q.name AS protector_name,
  p.username AS person
FROM launches j
LEFT JOIN domains d ON d.id = j.domain_id
LEFT JOIN courses c ON c.id = j.course_id
LEFT JOIN items i ON i.id = j.item_id
LEFT JOIN links l ON l.id = j.link_id
LEFT JOIN protectors q ON q.id = j.protector_id
LEFT JOIN people p ON p.id = j.person_id`;

function conditions({ domainId, courseId, reference }: JournalFilter): { where: string; values: SqlValue[] } {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  if (domainId !== undefined) {
    parts.push('j.domain_id = ?');
    values.push(domainId);
  }
  if (courseId !== undefined) {
    parts.push('j.course_id = ?');
    values.push(courseId);
  }
  if (reference !== undefined) {
    parts.push('j.reference = ?');
    values.push(reference);
  }
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}

interface ListedRow {
  at: number;
  reference: string;
  domain: string | null;
  course: string | null;
  item: string | null;
  short_id: string | null;
  protector_level: ProtectorRef['level'] | null;
  protector_number: number | null;
  protector_name: string | null;
  code: LaunchCode;
  identity: IdentityVerdict | null;
  named: string | null;
  person: string | null;
  differs: number | null;
  clock_difference: number | null;
  tolerated: string;
  notes: string;
  times: number;
}

function lineFrom(row: ListedRow): JournalLine {
  const { protector_level: level, protector_number: number } = row;
  return {
    at: Number(row.at),
    reference: row.reference,
    domain: row.domain,
    course: row.course,
    item: row.item,
    shortUrl: row.short_id,
    protector: level === null || number === null ? null : { level, number, name: row.protector_name },
    code: row.code,
    identity: row.identity,
    named: row.named,
    person: row.person,
    differs: row.differs === 1,
    clockDifference: row.clock_difference,
    tolerated: words(row.tolerated) as ToleratedVariant[],
    notes: words(row.notes),
    times: row.times,
  };
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}
