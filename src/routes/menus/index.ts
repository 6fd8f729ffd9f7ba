import type Router from '@koa/router';
import type { Context } from 'koa';
import { type MenuPart, menuParts } from '../../model/menu.ts';
import {
  type ChangedMenu,
  type MadeMenu,
  menuName,
  mostMenus,
  type UsedMenu,
  type WantedMenu,
} from '../../services/menus/manageMenus.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import { readFields, readList } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { type Asked, isConfirmed, showAsk } from '../asking.ts';
import { atCourse, type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { type MenuValues, menuLine, showMenu } from './form.ts';

/** The deeds that these pages call. */
export interface MenuRoutes {
  readonly read: (by: CourseCoordinator) => Promise<readonly UsedMenu[]>;
  readonly make: (wanted: WantedMenu) => Promise<MadeMenu>;
  readonly change: (
    wanted: WantedMenu & { readonly number: number; readonly mark: string },
  ) => Promise<ChangedMenu>;
  readonly remove: (which: { readonly by: CourseCoordinator; readonly number: number }) => Promise<boolean>;
}

interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: MenuRoutes;
}

/** Menu collections of a course, which deep-link settings choose: `/adm/:domain/:course/menus`. */
export function mountMenus(router: Router, desk: Desk, deeds: MenuRoutes): void {
  const base = '/adm/:domain/:course/menus';
  const at = (handler: (ctx: Context, desk: Desk, here: Here) => Promise<void> | void) =>
    atCourse(desk, async (ctx, coordinator) => handler(ctx, desk, { at: coordinator, deeds }));
  router.get(base, at(list));
  router.get(
    `${base}/new`,
    at((ctx, _desk, { at: by }) => {
      const values = { name: '', shows: menuParts, mark: '' };
      showMenu(ctx, desk, { at: by, menu: undefined, values, faults: [], status: 200 });
    }),
  );
  router.post(`${base}/new`, at(make));
  router.get(
    `${base}/:number`,
    at(async (ctx, _desk, here) => {
      const menu = await named(ctx, here);
      showMenu(ctx, desk, { at: here.at, menu, values: menu, faults: [], status: 200 });
    }),
  );
  router.post(`${base}/:number`, at(change));
  router.get(
    `${base}/:number/delete`,
    at(async (ctx, _desk, here) => {
      const menu = await named(ctx, here);
      showAsk(ctx, desk, { asked: askedOf(ctx, desk, { at: here.at, menu }), faults: [] });
    }),
  );
  router.post(`${base}/:number/delete`, at(remove));
}

async function named(ctx: Context, { at, deeds }: Here): Promise<UsedMenu> {
  const { number = '' } = ctx.params as { number?: string };
  const found = (await deeds.read(at)).find((menu) => String(menu.number) === number);
  if (!found) throw notHere();
  return found;
}

async function list(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const crumbs = [{ title: t('desk.deepLinks'), path: coursePath(at, 'deeplinks') }];
  show(ctx, desk.site, {
    view: 'menus/list',
    model: {
      page: { title: t('menus.title') },
      lede: t('menus.lede'),
      desk: courseLine(ctx, desk, { at, section: 'deeplinks', crumbs }),
      act: { text: t('menus.new'), path: coursePath(at, 'menus', 'new') },
      menus: (await deeds.read(at)).map(({ name, number, shows, used }) => ({
        name,
        number,
        path: coursePath(at, 'menus', String(number)),
        shows: partsInWords(texts, shows),
        hides: partsInWords(
          texts,
          menuParts.filter((part) => !shows.includes(part)),
        ),
        used,
      })),
    },
  });
}

function partsInWords({ t }: Texts, parts: readonly MenuPart[]): string {
  return parts.length === 0 ? t('menus.nothing') : parts.map((part) => t(`menuPart.${part}`)).join(', ');
}

interface Read {
  readonly values: MenuValues;
  readonly name: string | undefined;
  readonly shows: readonly MenuPart[];
  readonly faults: readonly FieldFault[];
}

async function readForm(ctx: Context, desk: Desk): Promise<Read> {
  const { t } = say(ctx, desk.site);
  const { name: typed, mark } = await readFields(ctx, ['name', 'mark'], 2_000);
  const words = await readList(ctx, 'shows', 20);
  const name = menuName(typed);
  const text = t(typed.trim() === '' ? 'form.missing' : 'menus.badName');
  const faults = name === undefined ? [{ field: 'name', text }] : [];
  const shows = menuParts.filter((part) => words.includes(part));
  return { values: { name: typed, shows, mark }, name, shows, faults };
}

async function make(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { t } = say(ctx, desk.site);
  const { values, name, shows, faults } = await readForm(ctx, desk);
  const refuse = (wrong: readonly FieldFault[]) =>
    showMenu(ctx, desk, { at, menu: undefined, values, faults: wrong, status: 422 });
  if (name === undefined) return refuse(faults);
  const made = await deeds.make({ by: at, name, shows });
  if (made === 'there-already') return refuse([{ field: 'name', text: t('menus.thereAlready') }]);
  if (made === 'too-many') return refuse([{ field: 'name', text: t('menus.tooMany', { most: mostMenus }) }]);
  tellNext(ctx, desk.site, 'menus.made', { name, number: String(made.number) });
  seeOther(ctx, coursePath(at, 'menus'));
}

async function change(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const { t } = say(ctx, desk.site);
  const menu = await named(ctx, here);
  const { values, name, shows, faults } = await readForm(ctx, desk);
  const refuse = (wrong: readonly FieldFault[]) =>
    showMenu(ctx, desk, { at, menu, values, faults: wrong, status: 422 });
  if (name === undefined) return refuse(faults);
  const { number } = menu;
  const changed = await deeds.change({ by: at, number, name, shows, mark: values.mark });
  if (changed === 'gone') throw notHere();
  if (changed === 'there-already') return refuse([{ field: 'name', text: t('menus.thereAlready') }]);
  if (changed === 'meanwhile') {
    const now = await named(ctx, here);
    const beside = [
      { field: '', text: t('form.changedMeanwhile') },
      { field: 'name', text: t('form.now', { value: now.name }) },
    ];
    showMenu(ctx, desk, {
      at,
      menu: now,
      values: { ...values, mark: now.mark },
      faults: beside,
      status: 409,
    });
    return;
  }
  tellNext(ctx, desk.site, changed === 'changed' ? 'menus.saved' : 'settings.unchanged');
  seeOther(ctx, coursePath(at, 'menus', String(number)));
}

function askedOf(
  ctx: Context,
  desk: Desk,
  { at, menu: { name, number, used } }: { readonly at: CourseCoordinator; readonly menu: UsedMenu },
): Asked {
  const { t } = say(ctx, desk.site);
  return {
    title: t('menus.deleteTitle', { name }),
    lede: t('menus.deleteLede'),
    losses: [t('menus.deleteLoss', { used }), t('menus.deleteNumber', { number })],
    submit: t('menus.delete'),
    isBad: true,
    backPath: coursePath(at, 'menus', String(number)),
    line: menuLine(ctx, desk, at),
  };
}

async function remove(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const menu = await named(ctx, here);
  if (!(await isConfirmed(ctx, desk, askedOf(ctx, desk, { at, menu })))) return;
  await deeds.remove({ by: at, number: menu.number });
  tellNext(ctx, desk.site, 'menus.deleted', { name: menu.name });
  seeOther(ctx, coursePath(at, 'menus'));
}
