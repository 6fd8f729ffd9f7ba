import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { courseRoles } from '../../model/roles.ts';
import { rosterStates } from '../../model/rosterState.ts';
import { searchFold } from '../../model/searchWords.ts';
import { csvText } from '../../services/csv.ts';
import type { RosterEntry, RosterQuestion } from '../../services/roster/readRoster.ts';
import {
  likePattern,
  offsetOf,
  pageSize,
  pagesOf,
  queryWord,
  readListing,
  withQuery,
} from '../../web/listing.ts';
import type { Texts } from '../../web/texts.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import type { Search } from '../lists.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import type { RosterRow } from './pages.ts';
import { backWords, daysText, roleNamed, stateTag } from './words.ts';

/** What the address of a list says of the section that is none. */
const wholeCourse = '-';

function questionOf(ctx: Context): RosterQuestion {
  const search = queryWord(ctx, 'q');
  const section = queryWord(ctx, 'section', 64);
  return {
    pattern: search === '' ? undefined : likePattern(searchFold(search)),
    role: roleNamed(queryWord(ctx, 'role')),
    section: section === '' ? undefined : section === wholeCourse ? '' : section,
    state: rosterStates.find((state) => state === queryWord(ctx, 'state')),
  };
}

/** The list, searched, filtered and paged by its address. */
export async function list(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const listing = readListing(ctx);
  const question = questionOf(ctx);
  const part = await deeds.read(at, { question, offset: offsetOf(listing), most: pageSize });
  const back = backWords(ctx.querystring);
  const path = (...rest: string[]) => coursePath(at, 'roster', ...rest);
  show(ctx, desk.site, {
    view: 'roster/list',
    model: {
      page: { title: t('roster.title') },
      lede: t('roster.lede', { course: at.course.title }),
      desk: courseLine(ctx, desk, { at, section: 'roster' }),
      act: { path: path('new'), title: t('roster.add') },
      search: searchOf(ctx, part.sections, texts),
      searched: Object.values(question).some((one) => one !== undefined) || listing.page > 1,
      ticked: queryWord(ctx, 'tick') === 'all',
      tickPath: withQuery(ctx, { tick: queryWord(ctx, 'tick') === 'all' ? '' : 'all' }),
      rows: part.entries.map((entry) => rowOf(entry, { here: { at, deeds }, texts, back })),
      pages: pagesOf(ctx, listing, part.total),
      changePath: path('change'),
      removePath: path('remove'),
      importPath: path('import'),
      csvPath: withQuery(ctx, { page: '', tick: '' }).replace(ctx.path, path('csv')),
      back,
    },
  });
}

function rowOf(
  entry: RosterEntry,
  { here: { at }, texts, back }: { here: Here; texts: Texts; back: string },
): RosterRow {
  const mayChange = at.isDomainCoordinator || entry.role !== 'coordinator';
  const query = new URLSearchParams({ id: String(entry.id), ...(back === '' ? {} : { back }) });
  return {
    id: entry.id,
    name: entry.displayName,
    username: entry.username,
    role: texts.t(`role.${entry.role}`),
    section: entry.section,
    days: daysText(entry, texts),
    state: stateTag(entry.state, texts),
    hasPassword: entry.hasPassword,
    changePath: mayChange ? `${coursePath(at, 'roster', 'change')}?${query}` : '',
  };
}

function searchOf(ctx: Context, sections: readonly string[], { t }: Texts): Search {
  const filter = (name: string, label: string, options: readonly (readonly [string, string])[]) => ({
    name,
    label,
    value: queryWord(ctx, name, 64),
    options: options.map(([value, text]) => ({ value, text })),
  });
  return {
    path: ctx.path,
    label: t('roster.search'),
    value: queryWord(ctx, 'q'),
    filters: [
      filter('role', t('roster.role'), [
        ['', t('roster.everyRole')],
        ...courseRoles.map((role) => [role, t(`role.${role}`)] as const),
      ]),
      filter('section', t('roster.section'), [
        ['', t('roster.everySection')],
        [wholeCourse, t('roster.noSection')],
        ...sections.map((section) => [section, section] as const),
      ]),
      filter('state', t('roster.state'), [
        ['', t('roster.everyState')],
        ...rosterStates.map((state) => [state, t(`rosterState.${state}`)] as const),
      ]),
    ],
  };
}

/** The same list as a table to save, which an import takes again. */
export async function saveList(ctx: Context, { at, deeds }: Here): Promise<void> {
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${at.course.course}-roster.csv`);
  ctx.body = Readable.from(csvParts(deeds.all(at, questionOf(ctx))));
}

async function* csvParts(pieces: AsyncIterable<readonly RosterEntry[]>): AsyncGenerator<string> {
  yield await csvText([['username', 'name', 'role', 'section', 'starts', 'ends', 'state']], {
    isFirst: true,
  });
  for await (const entries of pieces) {
    const rows = entries.map(({ username, displayName, role, section, starts, ends, state }) => [
      username,
      displayName,
      role,
      section,
      starts ?? '',
      ends ?? '',
      state,
    ]);
    yield await csvText(rows, { isFirst: false });
  }
}
