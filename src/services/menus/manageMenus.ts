import { stateMark } from '../../crypto/stateMark.ts';
import { type MenuPart, standardMenuName, writeMenuParts } from '../../model/menu.ts';
import { cleanDisplayName } from '../../model/username.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import { settingsOf } from '../../storage/deepLinkStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { addMenu, changeMenu, type KnownMenu, menusOf, removeMenu } from '../../storage/menuStore.ts';
import { actorOf, type CourseCoordinator } from '../rights/coordinators.ts';

/** More would help nobody to choose. */
export const mostMenus = 50;

/** A collection with how many deep-link settings choose it. */
export interface UsedMenu extends KnownMenu {
  readonly used: number;
  readonly mark: string;
}

/** All menu collections of a course. */
export function readMenus(door: Door, { course }: CourseCoordinator): Promise<readonly UsedMenu[]> {
  return door.read(async (sql) => {
    const settings = await settingsOf(sql, course);
    return (await menusOf(sql, course)).map((menu) => ({
      ...menu,
      mark: markOf(menu),
      used: settings.filter(({ parts }) => parts.menu?.numbers.includes(menu.number)).length,
    }));
  });
}

function markOf({ name, shows }: KnownMenu): string {
  return stateMark([name, writeMenuParts(shows)]);
}

/** A collection's name as it is kept; undefined for none, one of over 80 characters, or one with what does not show. */
export function menuName(text: string): string | undefined {
  const name = cleanDisplayName(text);
  return name !== undefined && name !== standardMenuName && Array.from(name).length <= 80 ? name : undefined;
}

/** What somebody wants a collection to be; `name` as `menuName` gives it. */
export interface WantedMenu {
  readonly by: CourseCoordinator;
  readonly name: string;
  readonly shows: readonly MenuPart[];
}

export type MadeMenu = { readonly number: number } | 'there-already' | 'too-many';

/** Makes a collection under a number that was never used in the course. */
export function makeMenu(door: Door, wanted: WantedMenu, now: number): Promise<MadeMenu> {
  const { by, name, shows } = wanted;
  return door.write(async (sql): Promise<MadeMenu> => {
    await lockCourse(sql, by.course);
    const there = await menusOf(sql, by.course);
    if (there.some((menu) => menu.name === name)) return 'there-already';
    if (there.length >= mostMenus) return 'too-many';
    const number = await addMenu(sql, by.course, { name, shows });
    await writeDown(sql, { by, deed: 'menu-made', number, after: told({ number, name, shows }) }, now);
    return { number };
  });
}

export type ChangedMenu = 'changed' | 'unchanged' | 'there-already' | 'meanwhile' | 'gone';

/** Changes one; whatever chooses it follows at the next request. */
export function editMenu(
  door: Door,
  wanted: WantedMenu & { readonly number: number; readonly mark: string },
  now: number,
): Promise<ChangedMenu> {
  const { by, number, name, shows, mark } = wanted;
  return door.write(async (sql): Promise<ChangedMenu> => {
    await lockCourse(sql, by.course);
    const all = await menusOf(sql, by.course);
    const known = all.find((menu) => menu.number === number);
    if (!known) return 'gone';
    const menu = { number, name, shows };
    if (markOf(known) === markOf(menu)) return 'unchanged';
    if (markOf(known) !== mark) return 'meanwhile';
    if (all.some((other) => other.number !== number && other.name === name)) return 'there-already';
    await changeMenu(sql, by.course, menu);
    const entry = { by, deed: 'menu-changed', number, before: told(known), after: told(menu) } as const;
    await writeDown(sql, entry, now);
    return 'changed';
  });
}

/** Takes one away; tells whether it was there. What chose it has the standard menu from then on. */
export function deleteMenu(
  door: Door,
  { by, number }: { readonly by: CourseCoordinator; readonly number: number },
  now: number,
): Promise<boolean> {
  return door.write(async (sql) => {
    await lockCourse(sql, by.course);
    const known = (await menusOf(sql, by.course)).find((menu) => menu.number === number);
    if (!known) return false;
    await removeMenu(sql, by.course, number);
    await writeDown(sql, { by, deed: 'menu-deleted', number, before: told(known) }, now);
    return true;
  });
}

function told({ name, shows }: KnownMenu) {
  return { name, shows: writeMenuParts(shows) };
}

interface Change {
  readonly by: CourseCoordinator;
  readonly deed: 'menu-made' | 'menu-changed' | 'menu-deleted';
  readonly number: number;
  readonly before?: unknown;
  readonly after?: unknown;
}

function writeDown(sql: Sql, { by, deed, number, before, after }: Change, now: number): Promise<void> {
  const { domainId, courseId } = by.course;
  const entry = { domainId, courseId, actor: actorOf(by), deed, object: String(number), before, after };
  return addAudit(sql, [entry], now);
}
