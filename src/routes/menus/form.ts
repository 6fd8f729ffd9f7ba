import type { Context } from 'koa';
import { menuParts } from '../../model/menu.ts';
import type { UsedMenu } from '../../services/menus/manageMenus.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { type FieldFault, fieldOf } from '../formFields.ts';
import { say, show } from '../site.ts';

/** What a form says of a collection. */
export interface MenuValues {
  readonly name: string;
  readonly shows: readonly string[];
  readonly mark: string;
}

interface Shown {
  readonly at: CourseCoordinator;
  /** Undefined for a new one. */
  readonly menu: UsedMenu | undefined;
  readonly values: MenuValues;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

/** The form of one collection, or of a new one. */
export function showMenu(ctx: Context, desk: Desk, { at, menu, values, faults, status }: Shown): void {
  const { t } = say(ctx, desk.site);
  const number = menu === undefined ? 'new' : String(menu.number);
  show(ctx, desk.site, {
    view: 'menus/form',
    status,
    model: {
      page: { title: menu ? t('menus.oneTitle', { number: menu.number }) : t('menus.newTitle') },
      lede: t('menus.formLede'),
      desk: menuLine(ctx, desk, at),
      faults,
      mark: values.mark,
      action: coursePath(at, 'menus', number),
      name: fieldOf(
        { name: 'name', label: t('menus.name'), hint: t('menus.nameHint'), required: true },
        { values: { name: values.name }, faults },
      ),
      parts: menuParts.map((part) => ({
        value: part,
        text: t(`menuPart.${part}`),
        ticked: values.shows.includes(part),
      })),
      submit: t(menu ? 'menus.save' : 'menus.make'),
      used: menu?.used,
      deletePath: menu ? coursePath(at, 'menus', number, 'delete') : '',
      settingsPath: coursePath(at, 'deeplinks'),
    },
  });
}

/** The line above the pages of one collection. */
export function menuLine(ctx: Context, desk: Desk, at: CourseCoordinator) {
  const { t } = say(ctx, desk.site);
  const crumbs = [
    { title: t('desk.deepLinks'), path: coursePath(at, 'deeplinks') },
    { title: t('menus.title'), path: coursePath(at, 'menus') },
  ];
  return courseLine(ctx, desk, { at, section: 'deeplinks', crumbs });
}
