import type { Context } from 'koa';
import type { MarkedRoles } from '../../services/roster/rosterParts.ts';
import { readFields, readList } from '../../web/formBody.ts';
import { queryWord } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Desk } from '../desk.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { aboutRoles, nothingTicked } from './aboutRoles.ts';
import type { Here } from './deeds.ts';
import { backPath, idsOf, tickedIds, wordsOfFaults } from './words.ts';

/** Names the roles that would go, and what goes with them. */
export async function removeForm(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const there = await here.deeds.roles(here.at, tickedIds(ctx));
  const back = queryWord(ctx, 'back', 1_000);
  if (there.roles.length === 0) return nothingTicked(ctx, desk, { at: here.at, back });
  showPage(ctx, desk, { here, there, back, faults: [], status: 200 });
}

export async function submitRemove(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { mark, back } = await readFields(ctx, ['mark', 'back'], 2_000);
  const ids = idsOf(await readList(ctx, 'id'));
  const there = await deeds.roles(at, ids);
  if (there.roles.length === 0) return nothingTicked(ctx, desk, { at, back });
  const result = await deeds.end({ by: at, ids, mark });
  if (result.kind === 'faults') {
    const faults = wordsOfFaults(result.faults, { texts, isOne: ids.length === 1 });
    return showPage(ctx, desk, { here, there, back, faults, status: 422 });
  }
  if (result.kind === 'meanwhile') {
    if (result.now.roles.length === 0) return nothingTicked(ctx, desk, { at, back });
    const faults = [{ field: '', text: texts.t('roster.changedMeanwhile') }];
    return showPage(ctx, desk, { here, there: result.now, back, faults, status: 409 });
  }
  tellNext(ctx, desk.site, 'roster.removed', { count: result.count });
  seeOther(ctx, backPath(at, back));
}

interface Shown {
  readonly here: Here;
  readonly there: MarkedRoles;
  readonly back: string;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

function showPage(ctx: Context, desk: Desk, { here, there, back, faults, status }: Shown): void {
  const { t } = say(ctx, desk.site);
  const count = there.roles.length;
  show(ctx, desk.site, {
    view: 'roster/remove',
    status,
    model: {
      ...aboutRoles(ctx, desk, { at: here.at, there, back }),
      page: { title: t('roster.removeTitle', { count }) },
      lede: t('roster.removeLede', { course: here.at.course.title }),
      // None of them belongs to a field: the page has none.
      faults: faults.map(({ text }) => ({ field: '', text })),
      submit: t('roster.removeSubmit', { count }),
    },
  });
}
