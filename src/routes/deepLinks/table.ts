import type { Context } from 'koa';
import { judgeTable, type TableJudge } from '../../services/deepLinks/judgeTable.ts';
import type { OpenTable } from '../../services/deepLinks/readTable.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import { offsetOf, pageSize, pagesOf, queryWord, readListing } from '../../web/listing.ts';
import { timeText } from '../../web/time.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { fieldOf } from '../formFields.ts';
import type { Search } from '../lists.ts';
import { audienceInWords } from '../settingWords.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import { changePath } from './many.ts';
import type { SettingsTablePage } from './pages.ts';
import { lineOf, troubleWords } from './tableLine.ts';
import { audiencePath, audienceQuery } from './tablePath.ts';

const filters = ['own', 'only', 'gone', 'never', 'now', 'shut', 'word', 'open', 'nobody'] as const;
type Filter = (typeof filters)[number];

export const undoPath = 'undo';

/**
 * Items and parts, with what holds for everybody, a section or a person. What holds is found by the rules and not by the
 * database, so that the filters judge as visits do; a course is read as a whole for it, a row each and without contents.
 */
export async function settingsTable(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const texts = say(ctx, desk.site);
  const { at, deeds } = here;
  const asked = { section: queryWord(ctx, 'section', 64), user: queryWord(ctx, 'user', 400) };
  const found = await deeds.table(at, asked);
  const open = found === 'nobody' ? await deeds.table(at, { section: '', user: '' }) : found;
  if (open === 'nobody') throw new Error('Everybody is nobody.');
  const listing = readListing(ctx);
  const filter = filters.find((one) => one === queryWord(ctx, 'filter', 10));
  const judge = judgeTable(open, desk.site.now());
  const heads = headsOf(open, judge, { search: listing.search, filter });
  const offset = offsetOf(listing);
  const seen = { at, open, judge };
  show(ctx, desk.site, {
    view: 'deepLinks/table',
    status: found === 'nobody' ? 422 : 200,
    model: {
      ...frameOf(ctx, desk, seen),
      ...whomOf(ctx, desk, { open, asked, isNobody: found === 'nobody' }),
      search: searchOf(ctx, desk, { open, filter }),
      pages: pagesOf(ctx, listing, heads.length),
      lines: heads.slice(offset, offset + pageSize).map((head) => lineOf(texts, seen, head)),
      courseTroubles: troubleWords(texts, seen, { id: null, chain: [] }),
    },
  });
}

interface Seen {
  readonly at: Here['at'];
  readonly open: OpenTable;
  readonly judge: TableJudge;
}

function frameOf(ctx: Context, desk: Desk, { at, open }: Seen) {
  const { t, lang } = say(ctx, desk.site);
  const { audience, facts, undo } = open;
  const forWhom = audienceInWords(t, facts, audience);
  const courseForm = coursePath(at, 'deeplinks', 'course');
  const time = { now: desk.site.now(), zone: at.course.timeZone, lang };
  return {
    page: { title: t('deepLinks.title') },
    lede: audience.kind === 'everybody' ? t('deepLinks.lede') : t('deepLinks.ledeFor', { audience: forWhom }),
    desk: courseLine(ctx, desk, { at, section: 'deeplinks' }),
    menusPath: coursePath(at, 'menus'),
    act: { text: t('deepLinks.changeCourse'), path: audiencePath(courseForm, audience, facts) },
    changePath: coursePath(at, 'deeplinks', changePath),
    contentsPath: coursePath(at, 'contents'),
    undo: undo && {
      id: String(undo.id),
      action: coursePath(at, 'deeplinks', undoPath),
      text: t('deepLinks.undoable', { count: undo.count }),
      at: timeText(undo.at, time),
    },
  };
}

interface Asked {
  readonly open: OpenTable;
  readonly asked: { readonly section: string; readonly user: string };
  readonly isNobody: boolean;
}

/** For whom the table is, and the field that asks for somebody. */
function whomOf(
  ctx: Context,
  desk: Desk,
  { open, asked, isNobody }: Asked,
): Pick<SettingsTablePage, 'whom' | 'user' | 'everybodyPath'> {
  const { t } = say(ctx, desk.site);
  const query = audienceQuery(open.audience, open.facts);
  const text = t(asked.user === '' ? 'deepLinks.noSection' : 'explain.nobody');
  const faults = isNobody ? [{ field: 'user', text }] : [];
  const values = { user: asked.user };
  return {
    whom: Object.entries(query).map(([name, value]) => ({ name, value })),
    user: fieldOf({ name: 'user', label: t('deepLinks.forUser'), autocomplete: 'off' }, { values, faults }),
    everybodyPath: open.audience.kind === 'user' ? ctx.path : '',
  };
}

function searchOf(
  ctx: Context,
  desk: Desk,
  { open, filter }: { readonly open: OpenTable; readonly filter: Filter | undefined },
): Search {
  const { t } = say(ctx, desk.site);
  const { audience, sections } = open;
  const section = audience.kind === 'section' ? audience.section : '';
  const everybody = { value: '', text: t('setting.everybody') };
  const named = [...new Set(section === '' ? sections : [...sections, section])];
  const ofSections = named.map((value) => ({ value, text: t('setting.section', { section: value }) }));
  const whom = { name: 'section', label: t('deepLinks.whom'), value: section };
  const options = filters.map((value) => ({ value, text: t(`deepLinkFilter.${value}`) }));
  const isChosen = audience.kind !== 'user' && ofSections.length > 0;
  return {
    path: ctx.path,
    label: t('shortUrls.searchItems'),
    value: readListing(ctx).search,
    filters: [
      {
        name: 'filter',
        label: t('deepLinks.filter'),
        value: filter ?? '',
        options: [{ value: '', text: t('deepLinks.all') }, ...options],
      },
      ...(isChosen ? [{ ...whom, options: [everybody, ...ofSections] }] : []),
    ],
    hidden: audience.kind === 'user' ? audienceQuery(audience, open.facts) : {},
  };
}

function headsOf(
  { facts }: OpenTable,
  judge: TableJudge,
  { search, filter }: { readonly search: string; readonly filter: Filter | undefined },
): readonly ItemHead[] {
  const wanted = search.toLowerCase();
  const named = facts.tree.filter(
    ({ title, itemId }) =>
      wanted === '' || title.toLowerCase().includes(wanted) || itemId.toLowerCase().includes(wanted),
  );
  if (filter === undefined) return named;
  if (filter === 'own') return named.filter(judge.isOwn);
  if (filter === 'only') return named.filter((head) => judge.settingAt(head).access.value === 'only');
  return named.filter((head) => judge.troublesAt(head).some(({ kind }) => kind === filter));
}
