import type { Context } from 'koa';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Desk } from '../desk.ts';
import { coursePath } from '../deskLines.ts';
import { tellNext } from '../notices.ts';
import type { Here } from './deeds.ts';
import { auditedPlace } from './form.ts';

/** Puts back what the last change of many settings replaced. */
export async function undoLast(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { undo } = await readFields(ctx, ['undo'], 20);
  const done = await deeds.undoMany({ by: at, id: Number(undo), nameOf: auditedPlace });
  if (done.kind === 'undone') tellNext(ctx, desk.site, 'deepLinks.undone', { count: done.count });
  else if (done.kind === 'nothing') tellNext(ctx, desk.site, 'deepLinks.undoGone');
  else {
    const { titles } = done;
    tellNext(ctx, desk.site, 'deepLinks.undoRefused', { titles: titles.join(', '), count: titles.length });
  }
  seeOther(ctx, coursePath(at, 'deeplinks'));
}
