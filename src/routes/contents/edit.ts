import type { Context } from 'koa';
import { cleanBody, cleanTitle, faultsOfItem } from '../../services/contents/checkItem.ts';
import type { MarkedItem } from '../../services/contents/editItem.ts';
import type { KnownItem } from '../../storage/contentsStore.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Upload } from '../../web/upload.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath, studentPath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { itemDeskPath, itemTabs } from '../itemTabs.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { fileForm } from '../uploading.ts';
import type { Here } from './deeds.ts';
import { fieldsOf, type ItemValues, itemFields, wordsOf } from './form.ts';
import { sentFile } from './sentFile.ts';

/** What an item is called and shows: `/adm/:domain/:course/contents/:item/edit`. */
export async function editForm(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const known = await knownItem(ctx, here);
  showForm(ctx, desk, { here, item: known.item, values: valuesOf(known), faults: [], status: 200 });
}

async function knownItem(ctx: Context, { at, deeds }: Here): Promise<MarkedItem> {
  const { item = '' } = ctx.params as { item?: string };
  const known = await deeds.read(at, item);
  if (!known) throw notHere();
  return known;
}

function valuesOf({ item, mark }: MarkedItem): ItemValues {
  const { kind, itemId, title, body, url } = item;
  return { kind, folder: '', itemId, title, body: body ?? '', url: url ?? '', mark, act: '' };
}

/** Saves what was typed or sent, or shows how a page would look. */
export async function submitEdit(
  ctx: Context,
  desk: Desk,
  { here, upload }: { readonly here: Here; readonly upload: Upload },
): Promise<void> {
  const texts = say(ctx, desk.site);
  const { item } = await knownItem(ctx, here);
  const fields = upload.fields(itemFields);
  const values = { ...fields, kind: item.kind, title: cleanTitle(fields.title), url: fields.url.trim() };
  const { title, url, mark } = values;
  const typed = { kind: item.kind, title, url, body: cleanBody(values.body) };
  const file = item.kind === 'file' ? upload.file : undefined;
  const shown = { here, item, values, faults: [], status: 200, again: file !== undefined };
  if (values.act === 'preview') {
    showForm(ctx, desk, {
      ...shown,
      sanitisedHtml: await here.deeds.render(typed.body, studentPath(here.at)),
    });
    return;
  }
  const { limitMib } = desk.site.uploads;
  const { unpack } = here.deeds;
  const sent = await sentFile(texts, { upload, kind: item.kind, unpack, limitMib, isNeeded: false });
  const faults = [...wordsOf(faultsOfItem(typed), texts), ...sent.faults];
  if (faults.length > 0) {
    showForm(ctx, desk, { ...shown, faults, status: upload.isTooLarge ? 413 : 422 });
    return;
  }
  const edited = await here.deeds.edit({ by: here.at, itemId: item.itemId, mark, typed, file: sent.file });
  if (edited.kind === 'gone') throw notHere();
  if (edited.kind === 'meanwhile') {
    showMeanwhile(ctx, desk, { ...shown, now: edited.now });
    return;
  }
  tellNext(ctx, desk.site, edited.kind === 'changed' ? 'tree.saved' : 'settings.unchanged');
  seeOther(ctx, itemDeskPath(here.at, item.itemId, 'edit'));
}

interface Shown {
  readonly here: Here;
  readonly item: KnownItem;
  readonly values: ItemValues;
  readonly faults: readonly FieldFault[];
  readonly status: number;
  readonly sanitisedHtml?: string;
  readonly there?: string | undefined;
  /** A file had come along. */
  readonly again?: boolean;
}

/** What was typed, and what stands there now beside it. */
function showMeanwhile(
  ctx: Context,
  desk: Desk,
  { now, ...shown }: Shown & { readonly now: MarkedItem },
): void {
  const { t } = say(ctx, desk.site);
  const there = valuesOf(now);
  const { values } = shown;
  const beside = (['title', 'url'] as const)
    .filter((name) => there[name] !== values[name])
    .map((field) => ({ field, text: t('form.now', { value: there[field] }) }));
  const file = now.item.file && { field: 'file', text: t('form.now', { value: now.item.file.name }) };
  showForm(ctx, desk, {
    ...shown,
    item: now.item,
    values: { ...values, mark: now.mark },
    faults: [{ field: '', text: t('form.changedMeanwhile') }, ...beside, ...(file ? [file] : [])],
    status: 409,
    there: there.body === cleanBody(values.body) ? undefined : there.body,
  });
}

function showForm(ctx: Context, desk: Desk, shown: Shown): void {
  const { here, item, values, faults, status, sanitisedHtml, there, again = false } = shown;
  const { at } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { limitMib } = desk.site.uploads;
  const fault = faults.filter(({ field }) => field === 'file').map(({ text }) => text);
  show(ctx, desk.site, {
    view: 'contents/form',
    status,
    model: {
      page: { title: item.title },
      lede: '',
      desk: courseLine(ctx, desk, {
        at,
        section: 'contents',
        crumbs: [{ title: t('tree.title'), path: coursePath(at, 'contents') }],
      }),
      tabs: itemTabs(ctx, desk, { at, itemId: item.itemId, current: 'edit' }),
      faults,
      action: itemDeskPath(at, item.itemId, 'edit', 'upload'),
      mark: values.mark,
      kind: item.kind,
      folder: '',
      fields: fieldsOf(texts, { values, faults }, false),
      file: item.file
        ? {
            hint: t('tree.replaceHint', { name: item.file.name, mib: limitMib }),
            fault: fault.join(' '),
            form: fileForm(ctx, desk, { again }),
          }
        : undefined,
      hasPreview: item.kind === 'page',
      sanitisedHtml,
      there,
      submit: t('tree.save'),
      movePath: itemDeskPath(at, item.itemId, 'move'),
      deletePath: itemDeskPath(at, item.itemId, 'delete'),
    },
  });
}
