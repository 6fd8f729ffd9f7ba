import { readFile } from 'node:fs/promises';
import type { Context } from 'koa';
import { seeOther } from '../../web/seeOther.ts';
import type { Upload } from '../../web/upload.ts';
import { wordsOfCsvFault } from '../csvFaults.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';
import { say, show } from '../site.ts';
import { fileForm } from '../uploading.ts';
import type { Here } from './deeds.ts';

/** Where a list is handed in. */
export function importForm(ctx: Context, desk: Desk, { at }: Here): void {
  showForm(ctx, desk, { at, values: { list: '', encoding: 'utf-8' }, faults: [], status: 200 });
}

/** First step: reads the list, from a file or as it was pasted, and keeps it; the next page shows what it would do. */
export async function handIn(
  ctx: Context,
  desk: Desk,
  { at, deeds, upload }: Here & { readonly upload: Upload },
): Promise<void> {
  const texts = say(ctx, desk.site);
  const { list, encoding } = upload.fields(['list', 'encoding']);
  const { file, isTooLarge } = upload;
  const status = isTooLarge ? 413 : 422;
  const refuse = (field: string, text: string) =>
    showForm(ctx, desk, { at, values: { list, encoding }, faults: [{ field, text }], status });
  if (isTooLarge || (file && file.size > mostBytes)) return refuse('file', texts.t('rosterImport.tooLarge'));
  const content = file ? await readFile(file.path) : list;
  const chosen = encoding === 'windows-1252' ? encoding : 'utf-8';
  const result = await deeds.handIn({ by: at, content, encoding: chosen });
  if (result.kind === 'fault') return refuse(file ? 'file' : 'list', wordsOfCsvFault(result.fault, texts));
  seeOther(ctx, coursePath(at, 'roster', 'import', String(result.id)));
}

/** Ten thousand rows are less. */
const mostMib = 1;
const mostBytes = mostMib * 1024 * 1024;

interface Shown extends Pick<Here, 'at'> {
  readonly values: { readonly list: string; readonly encoding: string };
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

function showForm(ctx: Context, desk: Desk, { at, values, faults, status }: Shown): void {
  const { t } = say(ctx, desk.site);
  const roster = { title: t('roster.title'), path: coursePath(at, 'roster') };
  const encodings = [
    { value: 'utf-8', text: t('rosterImport.utf8') },
    { value: 'windows-1252', text: t('rosterImport.windows') },
  ];
  const plans: readonly FieldPlan[] = [
    { name: 'file', label: t('rosterImport.file'), hint: t('rosterImport.fileHint'), type: 'file' },
    { name: 'encoding', label: t('rosterImport.encoding'), type: 'select', options: encodings },
    {
      name: 'list',
      label: t('rosterImport.list'),
      hint: t('rosterImport.listHint'),
      type: 'textarea',
      rows: 8,
    },
  ];
  show(ctx, desk.site, {
    view: 'roster/import',
    status,
    model: {
      page: { title: t('roster.import') },
      lede: t('rosterImport.lede', { course: at.course.title }),
      desk: courseLine(ctx, desk, { at, section: 'roster', crumbs: [roster] }),
      faults,
      fields: plans.map((plan) => fieldOf(plan, { values, faults })),
      fileForm: fileForm(ctx, desk, { limit: mostMib }),
      cancel: { ...roster, title: t('choosing.cancel') },
    },
  });
}
