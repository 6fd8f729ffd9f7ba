import type { Context } from 'koa';
import type { MoveFault } from '../../services/contents/moveItems.ts';
import type { FolderChoice } from '../../services/contents/readContents.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { type FieldFault, fieldOf } from '../formFields.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import type { Chosen } from './ticked.ts';

/** Where one item is moved from the keyboard: `/adm/:domain/:course/contents/:item/move`. */
export async function movePage(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { item = '' } = ctx.params as { item?: string };
  await showMove(ctx, desk, { here, items: [item], back: undefined, faults: [], status: 200 });
}

interface Shown extends Omit<Chosen, 'back'> {
  readonly back: string | undefined;
  readonly faults: readonly MoveFault[];
  readonly status: number;
}

/** The page on which a place is chosen for items. */
export async function showMove(ctx: Context, desk: Desk, shown: Shown): Promise<void> {
  const { here, items, faults, status } = shown;
  const { at, deeds } = here;
  const { t } = say(ctx, desk.site);
  const { roots } = await deeds.loss(at, items);
  const [first] = roots;
  if (!first) throw notHere();
  const folders = await deeds.folders(at, items);
  const values = { folder: '', place: 'last' };
  const said: readonly FieldFault[] = faults.map((why) => ({ field: 'folder', text: t(`moveFault.${why}`) }));
  const options = [
    { value: '', text: t('tree.top') },
    ...folders.filter(({ isInside }) => !isInside).map(optionOf),
  ];
  const isSingle = roots.length === 1;
  const title = isSingle
    ? t('tree.moveOne', { title: first.title })
    : t('tree.moveMany', { count: roots.length });
  show(ctx, desk.site, {
    view: 'contents/move',
    status,
    model: {
      page: { title },
      lede: t('tree.moveLede'),
      desk: courseLine(ctx, desk, {
        at,
        section: 'contents',
        crumbs: [
          { title: t('tree.title'), path: coursePath(at, 'contents') },
          ...(isSingle ? [{ title: first.title, path: itemDeskPath(at, first.itemId) }] : []),
        ],
      }),
      faults: said,
      action: coursePath(at, 'contents'),
      items: roots.map(({ itemId, title: name }) => ({ itemId, title: name })),
      back: shown.back ?? '',
      isSingle,
      folder: fieldOf(
        { name: 'folder', label: t('tree.toFolder'), type: 'select', options },
        { values, faults: said },
      ),
      place: fieldOf(
        {
          name: 'place',
          label: t('tree.place'),
          type: 'radios',
          options: [
            { value: 'last', text: t('tree.placeLast') },
            { value: 'first', text: t('tree.placeFirst') },
          ],
        },
        { values, faults: [] },
      ),
    },
  });
}

/** Folders inside others stand below them, a dash for each. */
function optionOf({ itemId, title, depth }: FolderChoice) {
  return { value: itemId, text: `${'– '.repeat(depth)}${title}` };
}
