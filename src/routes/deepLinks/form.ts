import type { Context } from 'koa';
import type { Audience } from '../../model/deepLink.ts';
import type { AskedAudience, OpenSetting } from '../../services/deepLinks/readSetting.ts';
import { timeText } from '../../web/time.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { itemCrumbs, itemDeskPath, itemTabs } from '../itemTabs.ts';
import type { Tab } from '../protectorTabs.ts';
import { audienceInWords } from '../settingWords.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import { fieldsOf } from './fields.ts';
import type { SettingFormPage } from './pages.ts';
import { audiencePath } from './tablePath.ts';
import type { SettingValues } from './values.ts';

/** A setting that somebody is at. */
export interface Editing {
  readonly here: Here;
  readonly open: OpenSetting;
  /** As the address says it. */
  readonly asked: AskedAudience;
  readonly faults: readonly FieldFault[];
}

/** How the audit trail names it. */
export function nameOf({ item, place, facts }: OpenSetting): string {
  return auditedPlace(item?.itemId ?? 'the whole course', place.audience, facts);
}

export function auditedPlace(
  where: string,
  audience: Audience,
  facts: Pick<OpenSetting['facts'], 'usernames'>,
): string {
  if (audience.kind === 'everybody') return where;
  if (audience.kind === 'section') return `${where}, for section ${audience.section}`;
  return `${where}, for ${facts.usernames.get(audience.personId) ?? ''}`;
}

/** Is a shared word set at this very place? */
export function hasWord({ stored }: Pick<OpenSetting, 'stored'>): boolean {
  return stored?.parts.protect?.kind === 'key' && stored.word !== null;
}

function baseOf({ here: { at }, open: { item } }: Editing): string {
  return item ? itemDeskPath(at, item.itemId, 'deeplink') : coursePath(at, 'deeplinks', 'course');
}

/** The address of this very form. */
export function pathOf(editing: Editing): string {
  return audiencePath(baseOf(editing), editing.open.place.audience, editing.open.facts);
}

/** What stands around the form and around its preview. */
export function frameOf(ctx: Context, desk: Desk, editing: Editing) {
  const { t } = say(ctx, desk.site);
  const { here, open } = editing;
  const { at } = here;
  const { facts, item, place } = open;
  const audience = audienceInWords(t, facts, place.audience);
  const crumbs = item
    ? itemCrumbs(ctx, desk, { at, heads: facts.heads, chain: item.chain })
    : [{ title: t('desk.deepLinks'), path: coursePath(at, 'deeplinks') }];
  return {
    page: { title: item ? t('deepLinks.itemTitle', { title: item.title }) : t('deepLinks.courseTitle') },
    lede: t('deepLinks.formLede', { audience }),
    desk: courseLine(ctx, desk, { at, section: item ? 'contents' : 'deeplinks', crumbs }),
  };
}

interface Shown {
  readonly editing: Editing;
  readonly values: SettingValues;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

export function showForm(ctx: Context, desk: Desk, { editing, values, faults, status }: Shown): void {
  const texts = say(ctx, desk.site);
  const { here, open, asked } = editing;
  const { item } = open;
  show(ctx, desk.site, {
    view: 'deepLinks/form',
    status,
    model: {
      ...frameOf(ctx, desk, editing),
      tabs: item ? itemTabs(ctx, desk, { at: here.at, itemId: item.itemId, current: 'deeplink' }) : [],
      faults,
      mark: values.mark,
      word: wordState(ctx, desk, editing),
      action: pathOf(editing),
      audiences: audiencesOf(ctx, desk, editing),
      ...(editing.faults.length > 0 ? asked : { section: '', user: '' }),
      path: baseOf(editing),
      ...fieldsOf(texts, { open, values, faults }),
    },
  });
}

/** That a word is set and since when; never which. */
function wordState(ctx: Context, { site }: Desk, { here, open }: Editing): SettingFormPage['word'] {
  if (open.stored?.parts.protect?.kind !== 'key') return undefined;
  const { lang } = say(ctx, site);
  const at = open.stored.wordSetAt;
  const time = { now: site.now(), zone: here.at.course.timeZone, lang };
  return { isSet: hasWord(open), since: at === null ? undefined : timeText(at, time) };
}

/** Everybody, whom this form is for, and all for whom something of their own is set here. */
function audiencesOf(ctx: Context, desk: Desk, editing: Editing): readonly Tab[] {
  const { t } = say(ctx, desk.site);
  const { open } = editing;
  const here = open.facts.settings.filter(({ item }) => item === open.place.item);
  const audiences: readonly Audience[] = [
    { kind: 'everybody' },
    ...here.map(({ audience }) => audience),
    open.place.audience,
  ];
  const base = baseOf(editing);
  const paths = new Map(audiences.map((audience) => [audiencePath(base, audience, open.facts), audience]));
  return [...paths].map(([path, audience]) => ({
    text: audienceInWords(t, open.facts, audience),
    path,
    current: path === pathOf(editing),
  }));
}
