import type { Context } from 'koa';
import { isItemId } from '../../model/ids.ts';
import { queryWord } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { timeText } from '../../web/time.ts';
import type { Upload } from '../../web/upload.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { type FieldFault, type FieldPlan, fieldOf, type Option } from '../formFields.ts';
import { say, show } from '../site.ts';
import { fileForm } from '../uploading.ts';
import type { Here } from './deeds.ts';
import { stateTag } from './words.ts';

/** Where an archive is handed in: `/adm/:domain/:course/contents/import`. */
export async function importForm(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const asked = queryWord(ctx, 'in', 64);
  const folder = isItemId(asked) ? asked : '';
  await showForm(ctx, desk, { here, folder, faults: [], status: 200 });
}

/** First step: takes the archive; the next page says what it would do. */
export async function handIn(
  ctx: Context,
  desk: Desk,
  { upload, ...here }: Here & { readonly upload: Upload },
): Promise<void> {
  const { t } = say(ctx, desk.site);
  const { folder } = upload.fields(['folder'], 100);
  const { file } = upload;
  const refuse = (field: string, text: string) =>
    showForm(ctx, desk, { here, folder, faults: [{ field, text }], status: 422 });
  if (!file) return refuse('file', t('importing.noFile'));
  const folders = await here.deeds.folders(here.at);
  if (folder !== '' && !folders.some(({ itemId }) => itemId === folder)) {
    return refuse('folder', t('importProblem.no-folder', { about: '' }));
  }
  const id = await here.deeds.handIn(here.at, { folder, name: file.name, file: file.path });
  seeOther(ctx, coursePath(here.at, 'contents', 'import', String(id)));
}

interface Shown {
  readonly here: Here;
  readonly folder: string;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showForm(ctx: Context, desk: Desk, shown: Shown): Promise<void> {
  const { at, deeds } = shown.here;
  const { faults, status } = shown;
  const texts = say(ctx, desk.site);
  const { t, lang } = texts;
  const folders = await deeds.folders(at);
  const options: Option[] = [
    { value: '', text: t('importing.top') },
    ...folders.map(({ itemId, title, depth }) => ({
      value: itemId,
      text: `${'\u00A0\u00A0'.repeat(Math.min(depth, 8))}${title}`,
    })),
  ];
  const folder = options.some(({ value }) => value === shown.folder) ? shown.folder : '';
  const hint = t('importing.fileHint', { mib: desk.site.uploads.limitMib });
  const plans: readonly FieldPlan[] = [
    { name: 'file', label: t('importing.file'), hint, type: 'file', required: true },
    { name: 'folder', label: t('importing.into'), hint: t('importing.intoHint'), type: 'select', options },
  ];
  const contents = { title: t('tree.title'), path: coursePath(at, 'contents') };
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang };
  show(ctx, desk.site, {
    view: 'importing/form',
    status,
    model: {
      page: { title: t('importing.title') },
      lede: t('importing.lede'),
      desk: courseLine(ctx, desk, { at, section: 'contents', crumbs: [contents] }),
      faults,
      action: coursePath(at, 'contents', 'import'),
      fields: plans.map((plan) => fieldOf(plan, { values: { folder }, faults })),
      fileForm: fileForm(ctx, desk),
      cancel: { text: t('importing.cancel'), path: contents.path },
      recent: (await deeds.recent(at)).map((one) => ({
        name: one.name,
        path: coursePath(at, 'contents', 'import', String(one.id)),
        at: timeText(one.madeAt, setting),
        state: stateTag(one, texts),
      })),
    },
  });
}
