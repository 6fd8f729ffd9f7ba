import { writeMenuParts } from '../../model/menu.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import { addMenu, changeMenu, type KnownMenu, menusOf } from '../../storage/menuStore.ts';
import type { InCourse } from './applyParts.ts';
import type { MenuPlan } from './plan.ts';

/** Menu collections are known again by their names; those that the file leaves out stay. Returns all by name. */
export async function applyMenus(
  at: Omit<InCourse, 'menus'>,
  plans: readonly MenuPlan[],
): Promise<ReadonlyMap<string, KnownMenu>> {
  const menus = new Map((await menusOf(at.sql, at.scope)).map((menu) => [menu.name, menu]));
  if (plans.length > 0) await lockCourse(at.sql, at.scope);
  for (const { name, shows } of plans) {
    const known = menus.get(name);
    const before = known && { shows: writeMenuParts(known.shows) };
    const subject = { what: 'menu', name, where: at.where } as const;
    const outcome = at.ledger.record(subject, before, { shows: writeMenuParts(shows) });
    if (outcome === 'unchanged') continue;
    const number = known?.number ?? (await addMenu(at.sql, at.scope, { name, shows }));
    if (known) await changeMenu(at.sql, at.scope, { number, name, shows });
    menus.set(name, { number, name, shows });
  }
  return menus;
}
