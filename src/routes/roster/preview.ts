import type { Context } from 'koa';
import type { RosterPreview } from '../../services/roster/importRoster.ts';
import { importVerdicts, type JudgedRow } from '../../services/roster/judgeRoster.ts';
import type { RosterLine } from '../../storage/rosterListStore.ts';
import { readFields } from '../../web/formBody.ts';
import { queryWord, readListing, withQuery } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { soughtPage } from '../sought.ts';
import type { Here } from './deeds.ts';
import { draftOf } from './draft.ts';
import { importLine, missingLine } from './importWords.ts';

/** What a list would do, row by row; those that need a look come first. */
export async function preview(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const read = await here.deeds.preview(draftOf(ctx, desk, here));
  if (!read) throw notHere();
  showPreview(ctx, desk, { here, read, status: 200 });
}

interface Shown {
  readonly here: Here;
  readonly read: RosterPreview;
  readonly status: number;
}

function showPreview(ctx: Context, desk: Desk, { here: { at }, read, status }: Shown): void {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const listing = readListing(ctx);
  const roster = { title: t('roster.title'), path: coursePath(at, 'roster') };
  const { counts, missing } = read;
  const asked = queryWord(ctx, 'show', 20);
  const { rows, pages, search } = soughtPage(ctx, listing, {
    rows: itemsOf(read, asked),
    textsOf: (one) =>
      'row' in one ? [one.displayName, one.row.cells.username] : [one.displayName, one.username],
    label: t('rosterImport.search'),
  });
  const doing = counts.added + counts.changed;
  const tick = { name: 'endMissing', type: 'tick', hint: t('rosterImport.endMissingHint') } as const;
  const label = t('rosterImport.endMissing', { count: missing.length });
  show(ctx, desk.site, {
    view: 'roster/preview',
    status,
    model: {
      page: { title: t('rosterImport.previewTitle') },
      lede: t('rosterImport.previewLede'),
      desk: courseLine(ctx, desk, { at, section: 'roster', crumbs: [roster] }),
      tabs: tabsOf(ctx, { read, asked, texts }),
      rows: rows.map((one) => ('row' in one ? importLine(one, texts) : missingLine(one, texts))),
      pages,
      search,
      unknownColumns: read.unknownColumns.join(', '),
      leftOut: counts.wrong + counts.unknown,
      unknown: counts.unknown,
      unknownPath: `${ctx.path}/unknown`,
      csvPath: `${ctx.path}/csv`,
      againPath: coursePath(at, 'roster', 'import'),
      meanwhile: status === 409,
      isNothing: doing === 0,
      submit: submitOf(read, texts),
      missing: missing.length === 0 ? undefined : fieldOf({ ...tick, label }, { values: {}, faults: [] }),
      mark: read.mark,
    },
  });
}

/** The button says what it does; '' where there is nothing to do. */
function submitOf({ counts: { added, changed }, missing }: RosterPreview, { t }: Texts): string {
  if (added + changed > 0) return t('rosterImport.apply', { added, changed });
  return missing.length === 0 ? '' : t('rosterImport.applyMissing');
}

const needingALook = ['wrong', 'unknown', 'changed', 'added', 'unchanged'] as const;

/** What a tab shows; put into words only as far as its page goes. */
function itemsOf({ rows, missing }: RosterPreview, asked: string): readonly (JudgedRow | RosterLine)[] {
  if (asked === 'missing') return missing;
  const verdict = importVerdicts.find((one) => one === asked);
  const shown = needingALook.filter((one) => verdict === undefined || one === verdict);
  return shown.flatMap((one) => rows.filter((row) => row.verdict === one));
}

function tabsOf(
  ctx: Context,
  { read, asked, texts: { t } }: { read: RosterPreview; asked: string; texts: Texts },
) {
  const kinds = needingALook.map((verdict) => ({
    name: verdict,
    text: t(`rosterVerdict.${verdict}`),
    count: read.counts[verdict],
  }));
  const missing = { name: 'missing', text: t('rosterImport.missing'), count: read.missing.length };
  const all = { name: '', text: t('rosterImport.all'), count: read.rows.length };
  return [all, ...kinds, missing]
    .filter(({ name, count }) => name === '' || count > 0)
    .map(({ name, text, count }) => ({
      text: t('rosterImport.tab', { text, count }),
      path: withQuery(ctx, { show: name, page: '', q: '' }),
      current: name === asked,
    }));
}

/** Second step: applies what the preview showed, or shows what there is now. */
export async function applyList(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const draft = draftOf(ctx, desk, here);
  const { mark, endMissing } = await readFields(ctx, ['mark', 'endMissing'], 200);
  const result = await here.deeds.apply({ ...draft, mark, endMissing: endMissing === 'on' });
  const read = result.kind === 'meanwhile' ? await here.deeds.preview(draft) : undefined;
  if (read) return showPreview(ctx, desk, { here, read, status: 409 });
  if (result.kind !== 'applied') {
    tellNext(ctx, desk.site, 'rosterImport.gone');
    return seeOther(ctx, coursePath(here.at, 'roster', 'import'));
  }
  const { added, changed, wrong, unknown } = result.counts;
  const left = wrong + unknown;
  tellNext(ctx, desk.site, 'rosterImport.applied', { added, changed, removed: result.removed, left });
  seeOther(ctx, coursePath(here.at, 'roster'));
}
