import type { Sql } from './door.ts';

/** One encrypted value that is not a domain's key, and the row that it must open in. */
export type StoredSecret = ProtectorSecret | SharedWord;

interface InRow {
  readonly domainId: number;
  readonly domain: string;
  readonly envelope: string;
}

export interface ProtectorSecret extends InRow {
  readonly kind: 'protector';
  readonly column: 'secret' | 'previous_secret';
  /** 0 for the domain's own. */
  readonly courseId: number;
  readonly course: string | null;
  readonly number: number;
  readonly name: string;
}

export interface SharedWord extends InRow {
  readonly kind: 'deep-link';
  readonly column: 'key_word';
  readonly courseId: number;
  readonly course: string | null;
  readonly settingId: number;
  /** Null: the whole course. */
  readonly item: string | null;
}

interface ProtectorRow {
  domain_id: number;
  domain: string;
  course_id: number;
  course: string | null;
  number: number;
  name: string;
  secret: string | null;
  previous_secret: string | null;
}

interface WordRow {
  domain_id: number;
  domain: string;
  course_id: number;
  course: string | null;
  id: number;
  item: string | null;
  key_word: string;
}

/** Every encrypted value of every domain, or of one, those included whose parents are gone. */
export async function storedSecrets(sql: Sql, domainId?: number): Promise<StoredSecret[]> {
  const values = domainId === undefined ? [] : [domainId];
  const ofDomain = (table: string) => (domainId === undefined ? '' : `AND ${table}.domain_id = ?`);
  const protectors = await sql.rows<ProtectorRow>(
    `SELECT p.domain_id, COALESCE(d.name, '') AS domain, p.course_id, c.course_id AS course, p.number, p.name, p.secret,
      p.previous_secret FROM protectors p LEFT JOIN domains d ON d.id = p.domain_id
     LEFT JOIN courses c ON c.id = p.course_id AND c.domain_id = p.domain_id
     WHERE (p.secret IS NOT NULL OR p.previous_secret IS NOT NULL) ${ofDomain('p')}
     ORDER BY p.domain_id, p.course_id, p.number`,
    values,
  );
  const words = await sql.rows<WordRow>(
    `SELECT s.domain_id, COALESCE(d.name, '') AS domain, s.course_id, c.course_id AS course, s.id, i.item_id AS item,
      s.key_word FROM deep_links s LEFT JOIN domains d ON d.id = s.domain_id
     LEFT JOIN courses c ON c.id = s.course_id AND c.domain_id = s.domain_id
     LEFT JOIN items i ON i.id = s.item_id AND i.course_id = s.course_id
     WHERE s.key_word > '' ${ofDomain('s')} ORDER BY s.domain_id, s.course_id, s.id`,
    values,
  );
  return [...protectors.flatMap(secretsFrom), ...words.map(wordFrom)];
}

/**
 * Puts the same secret under another envelope, unless the row has been changed since it was read: then the change stays.
 * Tells whether it did.
 */
export async function replaceEnvelope(sql: Sql, secret: StoredSecret, envelope: string): Promise<boolean> {
  const { column, domainId, courseId, envelope: former } = secret;
  const [table, key, number] =
    secret.kind === 'protector'
      ? (['protectors', 'number', secret.number] as const)
      : (['deep_links', 'id', secret.settingId] as const);
  const { affected } = await sql.run(
    `UPDATE ${table} SET ${column} = ? WHERE domain_id = ? AND course_id = ? AND ${key} = ? AND ${column} = ?`,
    [envelope, domainId, courseId, number, former],
  );
  return affected === 1;
}

function secretsFrom(row: ProtectorRow): ProtectorSecret[] {
  return (['secret', 'previous_secret'] as const).flatMap((column) => {
    const envelope = row[column];
    if (envelope === null) return [];
    const { domain_id: domainId, course_id: courseId, domain, course, number, name } = row;
    return [{ kind: 'protector', column, domainId, domain, courseId, course, number, name, envelope }];
  });
}

function wordFrom(row: WordRow): SharedWord {
  const {
    domain_id: domainId,
    course_id: courseId,
    domain,
    course,
    id: settingId,
    item,
    key_word: envelope,
  } = row;
  return {
    kind: 'deep-link',
    column: 'key_word',
    domainId,
    domain,
    courseId,
    course,
    settingId,
    item,
    envelope,
  };
}
