import { Readable } from 'node:stream';
import type Router from '@koa/router';
import type { Context } from 'koa';
import type { JournalAnswer, JournalQuestion, JournalReader } from '../../services/journal/readJournal.ts';
import type { SubjectCounts } from '../../services/journal/subjectCounts.ts';
import type { JournalEntryLine } from '../../storage/journalPageStore.ts';
import { pageSize, queryWord, withQuery } from '../../web/listing.ts';
import type { Texts } from '../../web/texts.ts';
import { timeText } from '../../web/time.ts';
import { atCourse, atDomain, type Desk } from '../desk.ts';
import { courseLine, coursePath, domainLine, domainPath } from '../deskLines.ts';
import { clockPlot, launchesPlot } from '../plots.ts';
import { say, show } from '../site.ts';
import { csvParts } from './csv.ts';
import { filtersOf, questionOf, wordsOf } from './filters.ts';
import { launchLine } from './lines.ts';

export interface JournalRoutes {
  readonly read: (
    at: JournalReader,
    question: JournalQuestion & { readonly most: number },
  ) => Promise<JournalAnswer>;
  readonly all: (at: JournalReader, question: JournalQuestion) => AsyncIterable<readonly JournalEntryLine[]>;
  /** What the plots of a question show. */
  readonly counts: (at: JournalReader, question: JournalQuestion) => Promise<SubjectCounts>;
}

interface Here {
  readonly at: JournalReader;
  readonly deeds: JournalRoutes;
}

/** The journal of launches of a domain or a course: to be read, searched and saved. */
export function mountJournal(router: Router, desk: Desk, deeds: JournalRoutes): void {
  router.get(
    '/adm/:domain/journal',
    atDomain(desk, (ctx, at) => list(ctx, desk, { at, deeds })),
  );
  router.get(
    '/adm/:domain/journal/csv',
    atDomain(desk, (ctx, at) => csv(ctx, { at, deeds })),
  );
  router.get(
    '/adm/:domain/:course/journal',
    atCourse(desk, (ctx, at) => list(ctx, desk, { at, deeds })),
  );
  router.get(
    '/adm/:domain/:course/journal/csv',
    atCourse(desk, (ctx, at) => csv(ctx, { at, deeds })),
  );
}

function pathOf(at: JournalReader, ...rest: readonly string[]): string {
  return 'course' in at ? coursePath(at, 'journal', ...rest) : domainPath(at, 'journal', ...rest);
}

async function list(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const asked = wordsOf(ctx);
  const { question, problem } = questionOf(ctx, at);
  const nothing: JournalAnswer = { lines: [], older: undefined, lookedBackTo: undefined };
  const answer = problem === '' ? await deeds.read(at, { ...question, most: pageSize }) : nothing;
  const { lines, older, lookedBackTo } = answer;
  const counts = await deeds.counts(at, question);
  const time = { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang };
  const isOfDomain = !('course' in at) || at.isDomainCoordinator;
  const storyPath = (reference: string) => pathOf(at, reference);
  const { reference, filters } = filtersOf(asked, counts.protectors, texts);
  const isFiltered = filters.some(({ value }) => value !== '');
  show(ctx, desk.site, {
    view: 'journal/list',
    model: {
      page: { title: t('journal.title') },
      lede: t('course' in at ? 'journal.ledeCourse' : 'journal.lede'),
      desk:
        'course' in at
          ? courseLine(ctx, desk, { at, section: 'journal' })
          : domainLine(ctx, desk, { at, section: 'journal' }),
      path: ctx.path,
      reference,
      filters,
      isFiltered,
      problem: problem === '' ? '' : t(problem),
      plots: asked.q === '' && problem === '' ? plotsOf(counts, texts) : [],
      lastUse: counts.lastAt === undefined || !counts.isOfOne ? undefined : timeText(counts.lastAt, time),
      isBehind: counts.isBehind,
      lines: lines.map((line) => launchLine(line, { texts, time, isOfDomain, storyPath })),
      nothing: t(
        asked.q === '' && !isFiltered
          ? 'journal.empty'
          : asked.q === ''
            ? 'list.nothing'
            : 'journal.unknownReference',
      ),
      lookedBack:
        lookedBackTo === undefined
          ? ''
          : t('journal.lookedBack', { time: timeText(lookedBackTo, time).full }),
      older: older === undefined ? '' : withQuery(ctx, { before: `${older.at}.${older.id}` }),
      newest: queryWord(ctx, 'before') === '' ? '' : withQuery(ctx, { before: '' }),
      csvPath: withQuery(ctx, { before: '' }).replace(ctx.path, pathOf(at, 'csv')),
    },
  });
}

function plotsOf(counts: SubjectCounts, texts: Texts) {
  if (counts.days.every(({ codes }) => codes.size === 0)) return [];
  const launches = launchesPlot(counts.days, { id: 'launches', texts });
  const hasClock = counts.isProtector && counts.days.some(({ clock }) => clock !== undefined);
  return hasClock ? [launches, clockPlot(counts.days, { id: 'clock', texts })] : [launches];
}

async function csv(ctx: Context, { at, deeds }: Here): Promise<void> {
  const { question, problem } = questionOf(ctx, at);
  const name = 'course' in at ? `${at.domain.name}-${at.course.course}` : at.domain.name;
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${name}-journal.csv`);
  const isOfDomain = !('course' in at) || at.isDomainCoordinator;
  const found = problem === '' ? deeds.all(at, question) : none();
  ctx.body = Readable.from(csvParts(found, isOfDomain));
}

async function* none(): AsyncGenerator<readonly JournalEntryLine[]> {}
