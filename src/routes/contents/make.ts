import type { Context } from 'koa';
import { cleanBody, cleanTitle, faultsOfId, faultsOfItem } from '../../services/contents/checkItem.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { queryWord } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Upload } from '../../web/upload.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath, studentPath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { fileForm } from '../uploading.ts';
import type { Here } from './deeds.ts';
import { fieldsOf, type ItemValues, itemFields, kinds, wordsOf } from './form.ts';
import { folderAsked } from './list.ts';
import { hasFile, sentFile } from './sentFile.ts';

const nothing: ItemValues = {
  kind: '',
  folder: '',
  itemId: '',
  title: '',
  body: '',
  url: '',
  mark: '',
  act: '',
};

/** Which kind, then the form of that kind: `/adm/:domain/:course/contents/new`. */
export async function newForm(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const kind = kinds.find((one) => one === queryWord(ctx, 'kind', 10));
  const folder = folderAsked(ctx);
  if (kind)
    return showForm(ctx, desk, { here, values: { ...nothing, kind, folder }, faults: [], status: 200 });
  const { t } = say(ctx, desk.site);
  const rest = folder === '' ? '' : `&in=${folder}`;
  show(ctx, desk.site, {
    view: 'contents/kinds',
    model: {
      page: { title: t('tree.add') },
      lede: t('tree.addLede'),
      desk: lineFor(ctx, desk, here),
      kinds: [
        ...kinds.map((one) => ({
          path: `${coursePath(here.at, 'contents', 'new')}?kind=${one}${rest}`,
          text: t(`newKind.${one}`),
          hint: t(`newKindHint.${one}`),
        })),
        {
          path: `${coursePath(here.at, 'contents', 'import')}${folder === '' ? '' : `?in=${folder}`}`,
          text: t('importing.title'),
          hint: t('importing.kindHint'),
        },
      ],
    },
  });
}

/** Adds what was typed or sent, or shows how a page would look. */
export async function submitNew(
  ctx: Context,
  desk: Desk,
  { here, upload }: { readonly here: Here; readonly upload: Upload },
): Promise<void> {
  const texts = say(ctx, desk.site);
  const fields = upload.fields(itemFields);
  const kind = kinds.find((one) => one === fields.kind);
  if (!kind) throw new HttpProblem(400, problemTexts.badForm);
  const values = { ...fields, title: cleanTitle(fields.title) };
  const named = hasFile(kind) ? upload.file : undefined;
  // A file that nobody named otherwise is called as it was.
  const title = values.title === '' && named ? cleanTitle(named.name) : values.title;
  const typed = { kind, title, body: cleanBody(values.body), url: values.url.trim() };
  if (values.act === 'preview') {
    const sanitisedHtml = await here.deeds.render(typed.body, studentPath(here.at));
    return showForm(ctx, desk, { here, values, faults: [], status: 200, sanitisedHtml });
  }
  const itemId = values.itemId.trim();
  const { limitMib } = desk.site.uploads;
  const again = named !== undefined;
  const { unpack } = here.deeds;
  const { file, faults: ofFile } = await sentFile(texts, { upload, kind, unpack, limitMib, isNeeded: true });
  const faults = [...wordsOf([...faultsOfItem(typed), ...faultsOfId(itemId)], texts), ...ofFile];
  const status = upload.isTooLarge ? 413 : 422;
  if (faults.length > 0) return showForm(ctx, desk, { here, values, faults, status, again });
  const made = await here.deeds.make({ by: here.at, ...typed, itemId, folder: values.folder, file });
  if (made.kind === 'faults')
    return showForm(ctx, desk, { here, values, faults: wordsOf(made.faults, texts), status: 422, again });
  tellNext(ctx, desk.site, 'tree.made', { title });
  seeOther(ctx, itemDeskPath(here.at, made.itemId));
}

function lineFor(ctx: Context, desk: Desk, { at }: Here) {
  const { t } = say(ctx, desk.site);
  const crumbs = [{ title: t('tree.title'), path: coursePath(at, 'contents') }];
  return courseLine(ctx, desk, { at, section: 'contents', crumbs });
}

interface Shown {
  readonly here: Here;
  readonly values: ItemValues;
  readonly faults: readonly FieldFault[];
  readonly status: number;
  readonly sanitisedHtml?: string;
  /** A file had come along. */
  readonly again?: boolean;
}

function showForm(ctx: Context, desk: Desk, shown: Shown): void {
  const { here, values, faults, status, sanitisedHtml, again = false } = shown;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { limitMib } = desk.site.uploads;
  const fault = faults.filter(({ field }) => field === 'file').map(({ text }) => text);
  show(ctx, desk.site, {
    view: 'contents/form',
    status,
    model: {
      page: { title: t(`newKind.${values.kind}`) },
      lede: t(`newKindHint.${values.kind}`),
      desk: lineFor(ctx, desk, here),
      tabs: [],
      faults,
      action: coursePath(here.at, 'contents', 'new', 'upload'),
      mark: '',
      kind: values.kind,
      folder: values.folder,
      fields: fieldsOf(texts, { values, faults }, true),
      file: hasFile(values.kind)
        ? {
            hint: t(values.kind === 'site' ? 'tree.siteHint' : 'tree.fileHint', { mib: limitMib }),
            fault: fault.join(' '),
            form: fileForm(ctx, desk, { again }),
          }
        : undefined,
      hasPreview: values.kind === 'page',
      sanitisedHtml,
      there: undefined,
      submit: t(`makeKind.${values.kind}`),
      movePath: '',
      deletePath: '',
    },
  });
}
