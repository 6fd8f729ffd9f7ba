import type { Context } from 'koa';
import { fileType } from '../../model/fileType.ts';
import { treeVerdicts } from '../../model/importing.ts';
import type { ImportView } from '../../services/importing/viewImport.ts';
import { readFields } from '../../web/formBody.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import {
  likePattern,
  offsetOf,
  pageSize,
  pagesOf,
  queryWord,
  readListing,
  withQuery,
} from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { kindInWords } from '../kindWords.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import type { EntryLine } from './pages.ts';
import { problemText, reasonText, stateTag, verdictTag } from './words.ts';

/** Titles are moved in no further: phones have no room for more. */
const deepestShown = 8;

/** Seconds after which a browser looks again how far it is, without any script. */
const lookAgain = '2';

/** How far an import is: what it would do, what it does, or what it did. */
export async function lookAt(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const listing = readListing(ctx);
  const asked = queryWord(ctx, 'show', 20);
  const view = await deeds.view(at, {
    id: numberOf(ctx),
    verdict: treeVerdicts.find((one) => one === asked),
    pattern: listing.search === '' ? undefined : likePattern(listing.search),
    offset: offsetOf(listing),
    most: pageSize,
  });
  if (!view) throw notHere();
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { one, counts } = view;
  const isWorking = one.state === 'reading' || one.state === 'applying';
  if (isWorking) ctx.set('Refresh', lookAgain);
  const contents = { title: t('tree.title'), path: coursePath(at, 'contents') };
  const form = { title: t('importing.title'), path: coursePath(at, 'contents', 'import') };
  const problem = problemText(one, texts);
  const doing = counts.made + counts.changed;
  show(ctx, desk.site, {
    view: 'importing/look',
    model: {
      page: { title: t(`importTitle.${one.state}`) },
      lede: t('importing.of', { name: one.name }),
      desk: courseLine(ctx, desk, { at, section: 'contents', crumbs: [contents, form] }),
      state: one.state,
      tag: stateTag(one, texts),
      problem,
      kind: t(`importKind.${one.kind}`),
      folder: one.folder === '' ? t('importing.top') : view.folderTitle,
      progress: isWorking ? { done: one.done, total: one.total } : undefined,
      action: ctx.path,
      mark: one.mark,
      submit:
        one.state === 'ready' && doing > 0
          ? t('importing.apply', { made: counts.made, changed: counts.changed })
          : '',
      isNothing: one.state === 'ready' && doing === 0,
      isSame: counts['left-out'] === 0 && counts.kept === 0,
      summary: one.state === 'done' ? t('importing.done', { ...counts, left: counts['left-out'] }) : '',
      tabs: tabsOf(ctx, { view, asked, texts }),
      search: { path: ctx.path, label: t('importing.search'), value: listing.search, filters: [] },
      show: asked,
      rows:
        isWorking || one.state === 'failed'
          ? []
          : view.entries.map((entry) => lineOf(here, { view, texts }, entry)),
      pages: pagesOf(ctx, listing, view.total),
      csvPath: `${ctx.path}/csv`,
      againPath: form.path,
      contentsPath: one.folder === '' ? contents.path : `${contents.path}?in=${one.folder}`,
    },
  });
}

export function numberOf(ctx: Context): number {
  const { number = '' } = ctx.params as { number?: string };
  if (!/^[1-9]\d{0,8}$/.test(number)) throw notHere();
  return Number(number);
}

function lineOf(
  { at }: Here,
  { view, texts }: { readonly view: ImportView; readonly texts: Texts },
  entry: ImportView['entries'][number],
): EntryLine {
  const { kind, verdict, itemId, title, path, depth } = entry;
  const isThere =
    itemId !== '' &&
    (view.one.state === 'done' || verdict === 'same' || verdict === 'kept' || verdict === 'changed');
  return {
    title,
    place: path === title ? '' : path,
    depth: Math.min(depth, deepestShown),
    isFolder: kind === 'folder',
    kind:
      kind === ''
        ? ''
        : kindInWords(texts, {
            kind,
            fileType: fileType(entry.fileName ?? ''),
            fileSize: entry.size ?? undefined,
          }),
    itemId,
    itemPath: isThere ? itemDeskPath(at, itemId) : '',
    verdict: verdictTag(entry, texts),
    reason: reasonText(entry, texts),
  };
}

function tabsOf(
  ctx: Context,
  { view, asked, texts: { t } }: { readonly view: ImportView; readonly asked: string; readonly texts: Texts },
) {
  const all = Object.values(view.counts).reduce((sum, count) => sum + count, 0);
  const kinds = treeVerdicts.map((name) => ({
    name,
    text: t(`treeVerdict.${name}`),
    count: view.counts[name],
  }));
  return [{ name: '', text: t('importing.all'), count: all }, ...kinds]
    .filter(({ name, count }) => name === '' || count > 0)
    .map(({ name, text, count }) => ({
      text: t('importing.tab', { text, count }),
      path: withQuery(ctx, { show: name, page: '' }),
      current: name === asked,
    }));
}

/** Second step: puts in what the page showed, or throws the archive away. */
export async function submitLook(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const id = numberOf(ctx);
  const { act, mark } = await readFields(ctx, ['act', 'mark'], 100);
  const known = await deeds.view(at, { id, verdict: undefined, pattern: undefined, offset: 0, most: 1 });
  if (!known) throw notHere();
  if (act === 'discard') {
    const isGone = await deeds.discard(at, id);
    tellNext(ctx, desk.site, isGone ? 'importing.discarded' : 'importing.busy');
    return seeOther(ctx, isGone ? coursePath(at, 'contents', 'import') : ctx.path);
  }
  if (act !== 'apply') throw new HttpProblem(400, problemTexts.badForm);
  if (!(await deeds.apply(at, { id, mark }))) tellNext(ctx, desk.site, 'importing.notReady');
  seeOther(ctx, ctx.path);
}
