import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { changeRows } from './rowWriting.ts';

/** From one course of a domain to another one of the same. */
export interface CopyScope {
  readonly domainId: number;
  readonly from: number;
  readonly to: number;
}

const protectorColumns = `domain_id, number, name, lti_version, enabled, valid_from, valid_until, nonce_lifetime,
  consumer_key, use_identity, origins, origin_check, remember_users, relaunch`;

/**
 * The course's link protectors under their numbers, by which settings name them, and without their secrets: they verify
 * nothing until each is given one of its own.
 */
export async function copyProtectors(
  sql: Sql,
  { domainId, from, to }: CopyScope,
  now: number,
): Promise<number> {
  const text = `INSERT INTO protectors (course_id, created_at, secret, previous_secret, previous_until, secret_changed_at,
      ${protectorColumns})
    SELECT ?, ?, NULL, NULL, NULL, NULL, ${protectorColumns} FROM protectors
    WHERE domain_id = ? AND course_id = ? ORDER BY number`;
  const { affected } = await sql.run(text, [to, now, domainId, from]);
  return affected;
}

/** The course's menu collections under their numbers, by which settings choose them. */
export async function copyMenus(sql: Sql, { domainId, from, to }: CopyScope): Promise<void> {
  const text = `INSERT INTO menus (course_id, domain_id, number, name, shows)
    SELECT ?, domain_id, number, name, shows FROM menus WHERE domain_id = ? AND course_id = ?`;
  await sql.run(text, [to, domainId, from]);
}

/** The numbers that the course gave last: what was deleted there is not given again here either. */
export async function copyLastNumbers(sql: Sql, { domainId, from, to }: CopyScope): Promise<void> {
  const text = 'SELECT last_protector, last_menu FROM courses WHERE domain_id = ? AND id = ?';
  const [row] = await sql.rows<{ last_protector: number; last_menu: number }>(text, [domainId, from]);
  const numbers = {
    last_protector: Number(row?.last_protector ?? 0),
    last_menu: Number(row?.last_menu ?? 0),
  };
  await changeRows(sql, 'courses', numbers, { domain_id: domainId, id: to });
}

const settingColumns =
  'audience, section, person_id, access, protect, scope, others, listing, target, exit_to, menu, menu_shows';
const ofSettings = settingColumns.replace(/\w+/g, 's.$&');

/** Where two courses have the same items: a setting finds its own by the item's name. 0 stands for the whole course. */
const bothItems = `LEFT JOIN items o ON o.id = s.item_id AND o.course_id = s.course_id
  LEFT JOIN items n ON n.course_id = ? AND n.item_id = o.item_id`;

/**
 * The deep-link settings, but those for one person: nobody's role is carried over. Shared words are not carried either, so
 * what asks for one stays shut until it is given a new one (R9).
 */
export async function copySettings(sql: Sql, { domainId, from, to }: CopyScope): Promise<number> {
  const text = `INSERT INTO deep_links (domain_id, course_id, item_id, key_word, ${settingColumns})
    SELECT s.domain_id, ?, COALESCE(n.id, 0), NULL, ${ofSettings} FROM deep_links s ${bothItems}
    WHERE s.domain_id = ? AND s.course_id = ? AND s.audience <> 'user' AND (s.item_id = 0 OR n.id IS NOT NULL)`;
  const { affected } = await sql.run(text, [to, to, domainId, from]);
  return affected;
}

/** Settings for one person, which a copy leaves out. */
export async function countPersonal(sql: Sql, { domainId, courseId }: CourseScope): Promise<number> {
  const text =
    "SELECT COUNT(*) AS n FROM deep_links WHERE domain_id = ? AND course_id = ? AND audience = 'user'";
  const [row] = await sql.rows<{ n: number }>(text, [domainId, courseId]);
  return Number(row?.n ?? 0);
}

/** What a copied short URL has of the one that it stands for. */
export interface CopiedLink {
  readonly id: number;
  readonly itemId: string;
  readonly enabled: boolean;
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** NULL: off (R7). */
  readonly placeCheck: string | null;
}

interface Row {
  id: number;
  item_id: string;
  enabled: number;
  valid_from: number | null;
  valid_until: number | null;
  place_check: string | null;
}

/** The items of the new course whose counterpart in the old one has a short URL. */
export async function itemsToLink(
  sql: Sql,
  { domainId, from, to }: CopyScope,
): Promise<readonly CopiedLink[]> {
  const text = `SELECT n.id, n.item_id, l.enabled, l.valid_from, l.valid_until, l.place_check FROM links l
    JOIN items o ON o.id = l.item_id AND o.course_id = l.course_id
    JOIN items n ON n.course_id = ? AND n.item_id = o.item_id
    WHERE l.domain_id = ? AND l.course_id = ? ORDER BY l.id`;
  const rows = await sql.rows<Row>(text, [to, domainId, from]);
  return rows.map((row) => ({
    id: row.id,
    itemId: row.item_id,
    enabled: row.enabled === 1,
    validFrom: row.valid_from === null ? null : Number(row.valid_from),
    validUntil: row.valid_until === null ? null : Number(row.valid_until),
    placeCheck: row.place_check,
  }));
}

/**
 * What was bound to places in the LMS stays bound, and to none yet: the places of the old course are no places of this one
 * (R7).
 */
export async function bindLinks(
  sql: Sql,
  { domainId, to }: CopyScope,
  links: readonly CopiedLink[],
): Promise<void> {
  for (const { id, placeCheck } of links) {
    if (placeCheck === null) continue;
    const where = { domain_id: domainId, course_id: to, item_id: id };
    await changeRows(sql, 'links', { place_check: placeCheck }, where);
  }
}

/** Keeps which short URL stands for which. */
export async function keepPairs(sql: Sql, { domainId, from, to }: CopyScope, now: number): Promise<void> {
  const text = `INSERT INTO link_copies (link_id, domain_id, course_id, from_link_id, copied_at)
    SELECT n.id, n.domain_id, n.course_id, l.id, ? FROM links l
    JOIN items o ON o.id = l.item_id AND o.course_id = l.course_id
    JOIN items i ON i.course_id = ? AND i.item_id = o.item_id
    JOIN links n ON n.course_id = i.course_id AND n.item_id = i.id
    WHERE l.domain_id = ? AND l.course_id = ?`;
  await sql.run(text, [now, to, domainId, from]);
}
