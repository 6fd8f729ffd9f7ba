import { Readable } from 'node:stream';
import type Router from '@koa/router';
import type { Context } from 'koa';
import type { AuditQuestion } from '../../services/audit/readAudit.ts';
import { csvText } from '../../services/csv.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import type { AuditLine } from '../../storage/auditListStore.ts';
import type { ChainHead } from '../../storage/auditStore.ts';
import { likePattern, pageSize, queryNumber, queryWord, withQuery } from '../../web/listing.ts';
import { timeText } from '../../web/time.ts';
import { atDomain, type Desk } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import { say, show } from '../site.ts';
import type { AuditDifference, AuditEntryLine } from './pages.ts';

export interface AuditRoutes {
  readonly read: (
    by: DomainCoordinator,
    question: AuditQuestion,
  ) => Promise<{ readonly lines: readonly AuditLine[]; readonly head: ChainHead }>;
  readonly all: (by: DomainCoordinator, pattern: string | undefined) => AsyncIterable<readonly AuditLine[]>;
}

/** The trail of a domain's changes, to be read, searched and saved; nothing here changes it. */
export function mountAudit(router: Router, desk: Desk, deeds: AuditRoutes): void {
  router.get(
    '/adm/:domain/audit',
    atDomain(desk, (ctx, at) => list(ctx, desk, { at, deeds })),
  );
  router.get(
    '/adm/:domain/audit/csv',
    atDomain(desk, (ctx, at) => csv(ctx, { at, deeds })),
  );
}

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: AuditRoutes;
}

async function list(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const asked = { pattern: patternOf(ctx), before: queryNumber(ctx, 'before'), most: pageSize + 1 };
  const { lines, head } = await deeds.read(at, asked);
  const shown = lines.slice(0, pageSize);
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang };
  show(ctx, desk.site, {
    view: 'audit/domain',
    model: {
      page: { title: t('audit.title') },
      lede: t('audit.lede'),
      desk: domainLine(ctx, desk, { at, section: 'audit' }),
      search: { path: ctx.path, label: t('audit.search'), value: queryWord(ctx, 'q'), filters: [] },
      entries: shown.map((line) => entryOf(line, { t, setting })),
      older: lines.length > pageSize ? withQuery(ctx, { before: String(shown.at(-1)?.id ?? '') }) : '',
      newest: asked.before === undefined ? '' : withQuery(ctx, { before: '' }),
      csvPath: withQuery(ctx, { before: '' }).replace(ctx.path, domainPath(at, 'audit', 'csv')),
      count: head.seq,
      head: head.hash.toString('hex'),
    },
  });
}

function patternOf(ctx: Context): string | undefined {
  const search = queryWord(ctx, 'q');
  return search === '' ? undefined : likePattern(search);
}

type Words = ReturnType<typeof say>['t'];

function entryOf(
  line: AuditLine,
  { t, setting }: { t: Words; setting: Parameters<typeof timeText>[1] },
): AuditEntryLine {
  return {
    time: timeText(line.at, setting),
    who: line.actor === 'command line' ? t('audit.commandLine') : line.actor,
    deed: t(`deed.${line.deed}`),
    object: line.object,
    place: line.course ?? t('audit.wholeDomain'),
    differences: differencesOf(line),
  };
}

function differencesOf({ before, after }: AuditLine): readonly AuditDifference[] {
  const [from, to] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...from.keys(), ...to.keys()])];
  return names.map((field) => ({ field, before: from.get(field) ?? '–', after: to.get(field) ?? '–' }));
}

/** What was kept of a state; a state that is no record is one value without a name. */
function fieldsOf(state: unknown): ReadonlyMap<string, string> {
  if (state === undefined || state === null) return new Map();
  if (typeof state !== 'object' || Array.isArray(state)) return new Map([['', inWords(state)]]);
  return new Map(Object.entries(state).map(([name, value]) => [name, inWords(value)]));
}

function inWords(value: unknown): string {
  if (value === null || value === '') return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function csv(ctx: Context, { at, deeds }: Here): Promise<void> {
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${at.domain.name}-audit.csv`);
  ctx.body = Readable.from(csvParts(deeds.all(at, patternOf(ctx))));
}

async function* csvParts(pieces: AsyncIterable<readonly AuditLine[]>): AsyncGenerator<string> {
  const head = ['at', 'who', 'deed', 'object', 'course', 'before', 'after'];
  yield await csvText([head], { isFirst: true });
  for await (const lines of pieces) {
    const rows = lines.map(({ at, actor, deed, object, course, before, after }) => [
      new Date(at).toISOString(),
      actor,
      deed,
      object,
      course ?? '',
      before === undefined ? '' : JSON.stringify(before),
      after === undefined ? '' : JSON.stringify(after),
    ]);
    yield await csvText(rows, { isFirst: false });
  }
}
