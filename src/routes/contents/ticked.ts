import type { Context } from 'koa';
import { isItemId } from '../../model/ids.ts';
import type { Destination } from '../../services/contents/moveItems.ts';
import { readFields, readList } from '../../web/formBody.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Desk } from '../desk.ts';
import { coursePath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { tellNext } from '../notices.ts';
import type { Here } from './deeds.ts';
import { showMove } from './move.ts';
import { showDelete, submitDelete } from './remove.ts';

/** What is done with rows: shown by their pages first where more is to be said, then done. */
export async function submitTicked(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const fields = await readFields(ctx, ['act', 'back', 'folder', 'place', 'before', 'mark', 'confirmTitle']);
  const items = [...new Set((await readList(ctx, 'item')).filter(isItemId))];
  const back = isItemId(fields.back) ? fields.back : '';
  if (items.length === 0) {
    tellNext(ctx, desk.site, 'tree.noneTicked');
    seeOther(ctx, backPath(here, back));
    return;
  }
  const { mark, confirmTitle } = fields;
  switch (fields.act) {
    case 'short-urls':
      return shortUrls(ctx, desk, { here, items, back });
    case 'move':
      return showMove(ctx, desk, { here, items, back, faults: [], status: 200 });
    case 'delete':
      return showDelete(ctx, desk, { here, items, back, faults: [], status: 200 });
    case 'delete-now':
      return submitDelete(ctx, desk, { here, items, back, mark, confirmTitle });
    default:
      return move(ctx, desk, { here, items, back, to: destinationOf(fields) });
  }
}

export interface Chosen {
  readonly here: Here;
  readonly items: readonly string[];
  /** Id of the folder whose list is gone back to. */
  readonly back: string;
}

/** The list that one came from. */
export function backPath({ at }: Here, back: string): string {
  const path = coursePath(at, 'contents');
  return back === '' ? path : `${path}?in=${back}`;
}

async function shortUrls(ctx: Context, desk: Desk, { here, items, back }: Chosen): Promise<void> {
  const count = await here.deeds.makeShortUrls(here.at, items);
  tellNext(ctx, desk.site, 'tree.shortUrlsMade', { count });
  seeOther(ctx, backPath(here, back));
}

function destinationOf(fields: Readonly<Record<'act' | 'folder' | 'place' | 'before', string>>): Destination {
  const { act, folder, place, before } = fields;
  if (act === 'up' || act === 'down') return { kind: act };
  if (act !== 'move-now') throw new HttpProblem(400, problemTexts.badForm);
  if (place === 'before') return { kind: 'folder', folder, place: { before } };
  return { kind: 'folder', folder, place: place === 'first' ? 'first' : 'last' };
}

async function move(
  ctx: Context,
  desk: Desk,
  { to, ...chosen }: Chosen & { to: Destination },
): Promise<void> {
  const { here, items, back } = chosen;
  const moved = await here.deeds.move({ by: here.at, items, to });
  if (moved.kind === 'refused') {
    return showMove(ctx, desk, {
      ...chosen,
      faults: [moved.why],
      status: moved.why === 'neighbour-gone' ? 409 : 422,
    });
  }
  const [first = ''] = items;
  const isStep = to.kind !== 'folder';
  if (moved.count === 0) tellNext(ctx, desk.site, to.kind === 'up' ? 'tree.isFirst' : 'tree.isLast');
  else if (isStep) tellNext(ctx, desk.site, to.kind === 'up' ? 'tree.movedUp' : 'tree.movedDown');
  else tellNext(ctx, desk.site, 'tree.moved', { count: moved.count });
  // Whoever goes step by step wants the same button again; everybody else, to see where it stands now.
  if (isStep) return seeOther(ctx, `${itemDeskPath(here.at, first, 'move')}#${to.kind}`);
  seeOther(ctx, `${backPath(here, back)}${moved.count === 1 ? `#row-${first}` : ''}`);
}
