import type { Context } from 'koa';
import { csvText } from '../../services/csv.ts';
import type { JudgedRow, PeoplePreview } from '../../services/people/importPeople.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import { queryWord, readListing, withQuery } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { type Desk, notHere } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { soughtPage } from '../sought.ts';
import { crumbs } from './importForm.ts';
import type { ImportRoutes } from './index.ts';
import type { ImportLine } from './pages.ts';

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: ImportRoutes;
}

function draftId(ctx: Context): number {
  const { draft = '' } = ctx.params as { draft?: string };
  if (!/^[1-9]\d{0,9}$/.test(draft)) throw notHere();
  return Number(draft);
}

async function previewAt(ctx: Context, { at, deeds }: Here): Promise<PeoplePreview> {
  const preview = await deeds.preview({ by: at, id: draftId(ctx) });
  if (!preview) throw notHere();
  return preview;
}

const verdicts = ['fault', 'new', 'changed', 'same'] as const;

/** What the list would do, row by row. */
export async function preview(ctx: Context, desk: Desk, here: Here, status = 200): Promise<void> {
  const { at } = here;
  const read = await previewAt(ctx, here);
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const listing = readListing(ctx);
  const asked = queryWord(ctx, 'show', 10);
  const shown = verdicts.find((one) => one === asked);
  const { rows, pages, search } = soughtPage(ctx, listing, {
    rows: shown === undefined ? read.rows : read.rows.filter(({ verdict }) => verdict === shown),
    textsOf: ({ cells }) => [cells.username, cells.name, cells.email],
    label: t('people.search'),
  });
  const { counts } = read;
  show(ctx, desk.site, {
    view: 'people/preview',
    status,
    model: {
      page: { title: t('people.previewTitle') },
      lede: t('people.previewLede'),
      desk: domainLine(ctx, desk, { at, section: 'people', crumbs: crumbs(ctx, desk, at) }),
      rows: rows.map((row) => lineOf(row, texts)),
      pages,
      search,
      tabs: [
        {
          text: t('verdict.all', { count: read.rows.length }),
          path: withQuery(ctx, { show: '', page: '', q: '' }),
          current: shown === undefined,
        },
        ...verdicts
          .filter((verdict) => counts[verdict] > 0)
          .map((verdict) => ({
            text: t(`verdict.${verdict}`, { count: counts[verdict] }),
            path: withQuery(ctx, { show: verdict, page: '', q: '' }),
            current: shown === verdict,
          })),
      ],
      unknown: read.unknown.join(', '),
      faultCount: counts.fault,
      isNothing: counts.new + counts.changed === 0,
      submit: t(deedKey(counts), { made: counts.new, changed: counts.changed }),
      csvPath: `${ctx.path}/csv`,
      againPath: domainPath(at, 'people', 'import'),
    },
  });
}

function deedKey(counts: PeoplePreview['counts']): string {
  if (counts.changed === 0) return 'people.importMake';
  return counts.new === 0 ? 'people.importChange' : 'people.importBoth';
}

const tags = { fault: 'bad', new: 'good', changed: 'warn', same: 'plain' } as const;

function lineOf(row: JudgedRow, texts: ReturnType<typeof say>): ImportLine {
  return {
    line: row.line,
    ...row.cells,
    verdict: texts.t(`rowVerdict.${row.verdict}`),
    tag: tags[row.verdict],
    reason: reasonOf(row, texts),
  };
}

function reasonOf({ faults, other, before }: JudgedRow, { t }: ReturnType<typeof say>): string {
  const wrong = faults.map((fault) => t(`rowFault.${fault}`, { other }));
  const was = [
    ...(before.name === undefined ? [] : [t('people.wasName', { value: before.name })]),
    ...(before.email === undefined
      ? []
      : [t('people.wasEmail', { value: before.email === '' ? '–' : before.email })]),
  ];
  return [...wrong, ...was].join(' ');
}

/** The same as a table to keep, or to mend in a spreadsheet and hand in again. */
export async function report(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const read = await previewAt(ctx, here);
  const texts = say(ctx, desk.site);
  const rows = read.rows.map((row) => [
    row.cells.username,
    row.cells.name,
    row.cells.email,
    String(row.line),
    texts.t(`rowVerdict.${row.verdict}`),
    reasonOf(row, texts),
  ]);
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${here.at.domain.name}-import.csv`);
  ctx.body = await csvText([['username', 'name', 'email', 'line', 'verdict', 'reason'], ...rows], {
    isFirst: true,
  });
}

/** Second step. */
export async function applyImport(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const result = await deeds.apply({ by: at, id: draftId(ctx) });
  if (result.kind === 'faults') return preview(ctx, desk, here, 409);
  if (result.kind === 'gone') {
    tellNext(ctx, desk.site, 'people.importGone');
    seeOther(ctx, domainPath(at, 'people', 'import'));
    return;
  }
  tellNext(ctx, desk.site, 'people.imported', { made: result.made, changed: result.changed });
  seeOther(ctx, domainPath(at, 'people'));
}
