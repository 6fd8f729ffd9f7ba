import type { Door } from './door.ts';

/** A short URL and what it stands for. */
export interface Link {
  readonly id: number;
  readonly domainId: number;
  readonly courseId: number;
  readonly course: string;
  readonly enabled: boolean;
  /** Epoch seconds. */
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** Undefined where it is gone. */
  readonly item: { readonly id: number; readonly itemId: string } | undefined;
}

export interface LinkStore {
  find(domain: string, shortId: string): Promise<Link | undefined>;
}

interface Row {
  id: number;
  domain_id: number;
  course_id: number;
  course: string;
  enabled: number;
  valid_from: number | null;
  valid_until: number | null;
  item: number | null;
  item_id: string | null;
}

export function linkStore(door: Door): LinkStore {
  return {
    find: (domain, shortId) =>
      door.read(async (sql) => {
        const [row] = await sql.rows<Row>(
          `SELECT l.id, l.domain_id, l.course_id, c.course_id AS course, l.enabled, l.valid_from, l.valid_until, i.id AS item, i.item_id
           FROM domains d JOIN links l ON l.domain_id = d.id AND l.short_id = ?
           JOIN courses c ON c.id = l.course_id AND c.domain_id = d.id
           LEFT JOIN items i ON i.id = l.item_id AND i.course_id = l.course_id
           WHERE d.name = ?`,
          [shortId, domain],
        );
        if (!row) return undefined;
        return {
          id: row.id,
          domainId: row.domain_id,
          courseId: row.course_id,
          course: row.course,
          enabled: row.enabled === 1,
          validFrom: row.valid_from === null ? null : Number(row.valid_from),
          validUntil: row.valid_until === null ? null : Number(row.valid_until),
          item: row.item === null || row.item_id === null ? undefined : { id: row.item, itemId: row.item_id },
        };
      }),
  };
}
