import type { Context } from 'koa';
import { csvText } from '../../services/csv.ts';
import type { ReadPreview } from '../../services/shortUrls/idDrafts.ts';
import type { IdVerdict, JudgedId } from '../../services/shortUrls/judgeIds.ts';
import { readFields } from '../../web/formBody.ts';
import { readListing } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { soughtPage } from '../sought.ts';
import type { Here } from './deeds.ts';
import type { IdLine } from './keptPages.ts';

function draftOf(ctx: Context, { at }: Here) {
  const { draft = '' } = ctx.params as { draft?: string };
  if (!/^[1-9]\d{0,9}$/.test(draft)) throw notHere();
  return { by: at, id: Number(draft) };
}

/** What a list would do, row by row; those that stand in its way come first. */
export async function idsPreview(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const read = await here.deeds.preview(draftOf(ctx, here));
  if (!read) throw notHere();
  showPreview(ctx, desk, { here, read, status: 200 });
}

const order: readonly IdVerdict[] = ['fault', 'new', 'same'];

interface Shown {
  readonly here: Here;
  readonly read: ReadPreview;
  readonly status: number;
}

function showPreview(ctx: Context, desk: Desk, { here: { at }, read, status }: Shown): void {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const listing = readListing(ctx);
  const links = { title: t('shortUrls.title'), path: coursePath(at, 'links') };
  const { rows, pages, search } = soughtPage(ctx, listing, {
    rows: order.flatMap((verdict) => read.rows.filter((row) => row.verdict === verdict)),
    textsOf: ({ item, id }) => [item, id],
    label: t('shortIds.search'),
  });
  show(ctx, desk.site, {
    view: 'shortUrls/idsPreview',
    status,
    model: {
      page: { title: t('shortIds.previewTitle') },
      lede: t('shortIds.previewLede'),
      desk: courseLine(ctx, desk, { at, section: 'links', crumbs: [links] }),
      meanwhile: status === 409,
      faulty: read.counts.fault,
      same: read.counts.same,
      fresh: read.counts.new,
      unknownColumns: read.unknownColumns.join(', '),
      rows: rows.map((row) => lineOf(row, texts)),
      pages,
      search,
      mark: read.mark,
      csvPath: `${ctx.path}/csv`,
      againPath: coursePath(at, 'links', 'ids'),
    },
  });
}

const tones = { new: 'good', same: 'plain', fault: 'bad' } as const;

function lineOf(row: JudgedId, { t }: Texts): IdLine {
  const { line, item, id, verdict, faults, itemTwin, idTwin, has } = row;
  return {
    line: String(line),
    item,
    id,
    tone: tones[verdict],
    verdict: t(`idVerdict.${verdict}`),
    reason: faults
      .map((fault) => t(`idFault.${fault}`, { line: fault === 'id-twice' ? idTwin : itemTwin, has }))
      .join(' '),
  };
}

/** Second step: applies what the preview showed, or shows what there is now. */
export async function applyIds(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const draft = draftOf(ctx, here);
  const { mark } = await readFields(ctx, ['mark'], 200);
  const result = await here.deeds.apply({ ...draft, mark });
  const read = result.kind === 'meanwhile' ? await here.deeds.preview(draft) : undefined;
  if (read) return showPreview(ctx, desk, { here, read, status: 409 });
  if (result.kind !== 'applied') {
    tellNext(ctx, desk.site, 'rosterImport.gone');
    return seeOther(ctx, coursePath(here.at, 'links', 'ids'));
  }
  tellNext(ctx, desk.site, 'shortIds.applied', { count: result.made });
  seeOther(ctx, coursePath(here.at, 'links'));
}

/** The verdicts as a table, to mend in a spreadsheet and hand in again. */
export async function idsReport(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const read = await here.deeds.preview(draftOf(ctx, here));
  if (!read) throw notHere();
  const texts = say(ctx, desk.site);
  const rows = read.rows.map((row) => {
    const { line, verdict, reason } = lineOf(row, texts);
    return [row.item, row.id, line, verdict, reason];
  });
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${here.at.course.course}-short-ids.csv`);
  ctx.body = await csvText([['item', 'id', 'line', 'verdict', 'reason'], ...rows], { isFirst: true });
}
