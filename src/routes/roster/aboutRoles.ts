import type { Context } from 'koa';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { MarkedRoles } from '../../services/roster/rosterParts.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { tellNext } from '../notices.ts';
import { say } from '../site.ts';
import type { RolesPage } from './pages.ts';
import { backPath, backWords, roleText } from './words.ts';

interface About {
  readonly at: CourseCoordinator;
  readonly back: string;
}

/** What pages about some roles have in common: whose they are, and the way back. */
export function aboutRoles(
  ctx: Context,
  desk: Desk,
  { at, there, back }: About & { readonly there: MarkedRoles },
): Pick<RolesPage, 'desk' | 'ids' | 'mark' | 'back' | 'who' | 'cancel'> {
  const texts = say(ctx, desk.site);
  const roster = { title: texts.t('roster.title'), path: coursePath(at, 'roster') };
  return {
    desk: courseLine(ctx, desk, { at, section: 'roster', crumbs: [roster] }),
    ids: there.roles.map(({ id }) => id),
    mark: there.mark,
    back: backWords(back),
    who: there.roles.map((role) => ({
      name: `${role.displayName} (${role.username})`,
      what: roleText(role, texts),
    })),
    cancel: { title: texts.t('choosing.cancel'), path: backPath(at, back) },
  };
}

/** Back to the list, with a word on why: no row was ticked, or none of them is there (any more). */
export function nothingTicked(ctx: Context, desk: Desk, { at, back }: About): void {
  tellNext(ctx, desk.site, 'roster.nothingTicked');
  seeOther(ctx, backPath(at, back));
}
