import { type MenuPart, readMenuParts, writeMenuParts } from '../model/menu.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { addRows, changeRows } from './rowWriting.ts';

/** A menu collection of a course. */
export interface KnownMenu {
  readonly number: number;
  readonly name: string;
  readonly shows: readonly MenuPart[];
}

/** In the order of their numbers. */
export async function menusOf(sql: Sql, { domainId, courseId }: CourseScope): Promise<KnownMenu[]> {
  const text = 'SELECT number, name, shows FROM menus WHERE domain_id = ? AND course_id = ? ORDER BY number';
  const rows = await sql.rows<{ number: number; name: string; shows: string }>(text, [domainId, courseId]);
  return rows.map(({ number, name, shows }) => ({ number, name, shows: readMenuParts(shows) }));
}

/** Under the next number, which no collection of the course had before. The course must be locked. */
export async function addMenu(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { name, shows }: Omit<KnownMenu, 'number'>,
): Promise<number> {
  const where = { domain_id: domainId, id: courseId };
  const text = 'SELECT last_menu FROM courses WHERE domain_id = ? AND id = ?';
  const [row] = await sql.rows<{ last_menu: number }>(text, [domainId, courseId]);
  const number = (row?.last_menu ?? 0) + 1;
  await changeRows(sql, 'courses', { last_menu: number }, where);
  const menu = { domain_id: domainId, course_id: courseId, number, name, shows: writeMenuParts(shows) };
  await addRows(sql, 'menus', [menu]);
  return number;
}

/** Settings that choose it follow, because they carry what it shows. */
export async function changeMenu(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { number, name, shows }: KnownMenu,
): Promise<void> {
  const where = { domain_id: domainId, course_id: courseId };
  await changeRows(sql, 'menus', { name, shows: writeMenuParts(shows) }, { ...where, number });
  await changeRows(sql, 'deep_links', { menu_shows: writeMenuParts(shows) }, { ...where, menu: number });
}

/** Settings that chose it choose the standard menu from now on. */
export async function removeMenu(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  number: number,
): Promise<void> {
  const where = { domain_id: domainId, course_id: courseId };
  await changeRows(sql, 'deep_links', { menu: 0, menu_shows: null }, { ...where, menu: number });
  const text = 'DELETE FROM menus WHERE domain_id = ? AND course_id = ? AND number = ?';
  await sql.run(text, [domainId, courseId, number]);
}
