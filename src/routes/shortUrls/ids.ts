import { readFile } from 'node:fs/promises';
import type { Context } from 'koa';
import { seeOther } from '../../web/seeOther.ts';
import type { Upload } from '../../web/upload.ts';
import { wordsOfCsvFault } from '../csvFaults.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';

/** Where a list of short ids from elsewhere is handed in. */
export async function idsForm(ctx: Context, desk: Desk, { at }: Here): Promise<void> {
  showForm(ctx, desk, { at, values: { list: '', encoding: 'utf-8' }, faults: [], status: 200 });
}

/** First step: reads the list and keeps it; the next page shows what it would do. */
export async function handInIds(
  ctx: Context,
  desk: Desk,
  { at, deeds, upload }: Here & { readonly upload: Upload },
): Promise<void> {
  const texts = say(ctx, desk.site);
  const { list, encoding } = upload.fields(['list', 'encoding']);
  const refuse = (field: string, text: string) =>
    showForm(ctx, desk, { at, values: { list, encoding }, faults: [{ field, text }], status: 422 });
  const { file } = upload;
  if (file && file.size > mostBytes) return refuse('file', texts.t('shortIds.tooLarge'));
  const content = file ? await readFile(file.path) : list;
  const chosen = encoding === 'windows-1252' ? encoding : 'utf-8';
  const result = await deeds.handIn({ by: at, content, encoding: chosen });
  if (result.kind === 'fault') return refuse(file ? 'file' : 'list', wordsOfCsvFault(result.fault, texts));
  seeOther(ctx, coursePath(at, 'links', 'ids', String(result.id)));
}

/** Twenty thousand rows are less. */
const mostBytes = 2 * 1024 * 1024;

interface Shown extends Pick<Here, 'at'> {
  readonly values: { readonly list: string; readonly encoding: string };
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

function showForm(ctx: Context, desk: Desk, { at, values, faults, status }: Shown): void {
  const { t } = say(ctx, desk.site);
  const links = { title: t('shortUrls.title'), path: coursePath(at, 'links') };
  const encodings = [
    { value: 'utf-8', text: t('rosterImport.utf8') },
    { value: 'windows-1252', text: t('rosterImport.windows') },
  ];
  const plans: readonly FieldPlan[] = [
    { name: 'file', label: t('rosterImport.file'), hint: t('shortIds.fileHint'), type: 'file' },
    { name: 'encoding', label: t('rosterImport.encoding'), type: 'select', options: encodings },
    { name: 'list', label: t('rosterImport.list'), type: 'textarea', rows: 8 },
  ];
  show(ctx, desk.site, {
    view: 'shortUrls/ids',
    status,
    model: {
      page: { title: t('shortIds.title') },
      lede: t('shortIds.lede'),
      desk: courseLine(ctx, desk, { at, section: 'links', crumbs: [links] }),
      faults,
      fields: plans.map((plan) => fieldOf(plan, { values, faults })),
      action: coursePath(at, 'links', 'ids', 'import'),
      cancel: links,
    },
  });
}
