import type { Context } from 'koa';
import type { Loss } from '../../services/contents/deleteItems.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { type FieldFault, fieldOf } from '../formFields.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import { backPath, type Chosen } from './ticked.ts';

/** What is lost with an item, before it is: `/adm/:domain/:course/contents/:item/delete`. */
export async function deletePage(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { item = '' } = ctx.params as { item?: string };
  await showDelete(ctx, desk, { here, items: [item], back: '', faults: [], status: 200 });
}

interface Shown extends Chosen {
  readonly faults: readonly FieldFault[];
  readonly status: number;
  readonly confirmTitle?: string;
}

/** The page that names what is lost. */
export async function showDelete(ctx: Context, desk: Desk, shown: Shown): Promise<void> {
  const { here, items, back, faults, status, confirmTitle = '' } = shown;
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const loss = await deeds.loss(at, items);
  const [first] = loss.roots;
  if (!first) throw notHere();
  const isSingle = loss.roots.length === 1;
  const asked = titleToType(loss);
  show(ctx, desk.site, {
    view: 'contents/delete',
    status,
    model: {
      page: {
        title: isSingle
          ? t('tree.deleteOne', { title: first.title })
          : t('tree.deleteMany', { count: loss.roots.length }),
      },
      lede: t('tree.deleteLede'),
      desk: courseLine(ctx, desk, {
        at,
        section: 'contents',
        crumbs: [
          { title: t('tree.title'), path: coursePath(at, 'contents') },
          ...(isSingle ? [{ title: first.title, path: itemDeskPath(at, first.itemId) }] : []),
        ],
      }),
      faults,
      action: coursePath(at, 'contents'),
      items: loss.roots.map(({ itemId, title }) => ({ itemId, title })),
      back,
      mark: loss.mark,
      losses: lossesInWords(texts, loss),
      confirmTitle:
        asked === undefined
          ? undefined
          : fieldOf(
              { name: 'confirmTitle', label: t('tree.typeTitle', { title: asked }), required: true },
              { values: { confirmTitle }, faults },
            ),
      submit: t('tree.deleteNow', { count: loss.items.length }),
    },
  });
}

/** The title of the first folder with something in it; nothing has to be typed for less. */
function titleToType({ roots, items }: Loss): string | undefined {
  return roots.find(({ id }) => items.some(({ parentId }) => parentId === id))?.title;
}

function lossesInWords({ t }: Texts, { roots, items, shortIds }: Loss): readonly string[] {
  const files = items.filter(({ kind }) => kind === 'file').length;
  const pages = items.filter(({ kind }) => kind === 'page').length;
  return [
    ...(items.length > roots.length ? [t('tree.lossBelow', { count: items.length - roots.length })] : []),
    ...(pages > 0 ? [t('tree.lossPages', { count: pages })] : []),
    ...(files > 0 ? [t('tree.lossFiles', { count: files })] : []),
    ...(shortIds.length > 0 ? [t('tree.lossShortUrls', { count: shortIds.length })] : []),
    t('tree.lossRest'),
  ];
}

/** Deletes, if what would be lost is still what the page named. */
export async function submitDelete(
  ctx: Context,
  desk: Desk,
  { mark, confirmTitle, ...chosen }: Chosen & { readonly mark: string; readonly confirmTitle: string },
): Promise<void> {
  const { here, items, back } = chosen;
  const { at, deeds } = here;
  const { t } = say(ctx, desk.site);
  const loss = await deeds.loss(at, items);
  const asked = titleToType(loss);
  if (asked !== undefined && confirmTitle.trim() !== asked.trim()) {
    const faults = [{ field: 'confirmTitle', text: t('tree.otherTitle') }];
    return showDelete(ctx, desk, { ...chosen, confirmTitle, faults, status: 422 });
  }
  const deleted = await deeds.remove({ by: at, items, mark });
  if (deleted.kind === 'meanwhile') {
    const faults = [{ field: '', text: t('tree.lossChanged') }];
    return showDelete(ctx, desk, { ...chosen, faults, status: 409 });
  }
  const { count, endedSessions } = deleted;
  tellNext(ctx, desk.site, 'tree.deleted', { count, sessions: endedSessions });
  seeOther(ctx, backPath(here, items.includes(back) ? '' : back));
}
