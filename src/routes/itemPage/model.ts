import { type Audience, acceptsProtector } from '../../model/deepLink.ts';
import type { EffectiveSetting, Who } from '../../model/effectiveSetting.ts';
import { isOpen } from '../../model/period.ts';
import { troublesOf } from '../../model/settingTroubles.ts';
import { launchPath, tinyPath } from '../../model/shortUrl.ts';
import { type NearProtector, protectorsThere, settingFinder } from '../../services/deepLinks/courseFacts.ts';
import type { ItemOverview } from '../../services/explain/readItem.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { Texts } from '../../web/texts.ts';
import { timeText } from '../../web/time.ts';
import { coursePath, domainPath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { audienceInWords, partsInWords, protectorInWords, settingParts } from '../settingWords.ts';
import { itemPath } from '../site.ts';
import type { AcceptedProtector, ItemOverviewPage, LaunchLine, OtherAudience, Signal } from './pages.ts';

export interface Shown {
  readonly at: CourseCoordinator;
  readonly overview: ItemOverview;
  /** The origin that its addresses begin with. */
  readonly origin: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type OverviewFacts = Omit<
  ItemOverviewPage,
  'page' | 'lede' | 'desk' | 'tabs' | 'use' | 'student' | 'explained' | 'explainPath' | 'asStudentPath'
>;

/** All of the page but who is asked about. */
export function overviewOf(texts: Texts, shown: Shown): OverviewFacts {
  const { at, overview } = shown;
  const { facts, item } = overview;
  const find = settingFinder(facts.settings);
  const setting = find(item.chain);
  const there = protectorsThere(facts, shown.now);
  const { course } = at;
  return {
    act: addOf(texts, shown),
    insidePath: item.kind === 'folder' ? `${coursePath(at, 'contents')}?in=${item.itemId}` : '',
    link: linkOf(texts, shown),
    makeLinkPath: coursePath(at, 'links', 'make'),
    studentPath: itemPath({ domain: course.domain, course: course.course, itemId: item.itemId }),
    item: item.itemId,
    troubles: troublesOf(setting, there).map((trouble) => texts.t(`settingTrouble.${trouble}`)),
    parts: partsInWords(texts, facts, { setting, item: item.id }),
    editPath: itemDeskPath(at, item.itemId, 'deeplink'),
    others: othersOf(texts, shown, setting),
    protectors: facts.protectors
      .filter(({ ref }) => acceptsProtector(setting.protect.value, ref))
      .map((protector) => acceptedOf(texts, shown, protector)),
    protectorsPath: coursePath(at, 'protectors'),
    launches: overview.launches.map((launch) => launchLine(texts, shown, launch)),
  };
}

/** A folder is there to be filled. */
function addOf({ t }: Texts, { at, overview: { item } }: Shown): ItemOverviewPage['act'] {
  if (item.kind !== 'folder') return undefined;
  return { path: `${coursePath(at, 'contents', 'new')}?in=${item.itemId}`, text: t('itemPage.addHere') };
}

function linkOf({ t }: Texts, { at, overview, origin, now }: Shown): ItemOverviewPage['link'] {
  const { link, running } = overview;
  if (!link) return undefined;
  const { domain } = at.course;
  const open = isOpen(link, now);
  return {
    tiny: { id: 'tiny', text: origin + tinyPath(domain, link.shortId), label: t('itemPage.shortUrl') },
    launch: { id: 'launch', text: origin + launchPath(domain, link.shortId), label: t('itemPage.launchUrl') },
    state: t(open ? 'itemPage.linkOpen' : 'itemPage.linkClosed'),
    signal: open ? 'good' : 'bad',
    path: coursePath(at, 'links', link.shortId),
    running,
  };
}

/** Sections and people for whom something near the item is set, with the parts that are then different. */
function othersOf(
  texts: Texts,
  { at, overview: { facts, item } }: Shown,
  general: EffectiveSetting,
): readonly OtherAudience[] {
  const find = settingFinder(facts.settings);
  const near = facts.settings.filter(({ item: at }) => at === null || item.chain.includes(at));
  const named = new Map<string, Audience>();
  for (const { audience } of near) {
    if (audience.kind !== 'everybody') named.set(JSON.stringify(audience), audience);
  }
  return [...named.values()].map((audience) => {
    const setting = find(item.chain, whoIs(audience));
    const different = settingParts.map(
      (part) => JSON.stringify(setting[part].value) !== JSON.stringify(general[part].value),
    );
    const query = new URLSearchParams(queryOf(audience, facts.usernames)).toString();
    return {
      audience: audienceInWords(texts.t, facts, audience),
      editPath: `${itemDeskPath(at, item.itemId, 'deeplink')}?${query}`,
      parts: partsInWords(texts, facts, { setting, item: item.id }).filter(
        (_part, index) => different[index],
      ),
    };
  });
}

function whoIs(audience: Audience): Who {
  if (audience.kind === 'section') return { sections: [audience.section] };
  return audience.kind === 'user' ? { personId: audience.personId, sections: [] } : { sections: [] };
}

function queryOf(audience: Audience, usernames: ReadonlyMap<number, string>): Record<string, string> {
  if (audience.kind === 'section') return { section: audience.section };
  return audience.kind === 'user' ? { user: usernames.get(audience.personId) ?? '' } : {};
}

function acceptedOf(
  { t }: Texts,
  { at, overview: { facts }, now }: Shown,
  protector: NearProtector,
): AcceptedProtector {
  const number = String(protector.number);
  const path =
    protector.ref.level === 'course'
      ? coursePath(at, 'protectors', number)
      : at.isDomainCoordinator
        ? domainPath(at, 'protectors', number)
        : '';
  const name = protectorInWords(t, facts, protector.ref);
  if (!protector.hasSecret) return { name, path, state: t('itemPage.noSecret'), signal: 'bad' };
  if (!isOpen(protector, now)) return { name, path, state: t('itemPage.protectorClosed'), signal: 'bad' };
  return { name, path, state: t('itemPage.protectorOpen'), signal: 'good' };
}

const outcomes: Readonly<Record<string, readonly [string, Signal]>> = {
  opened: ['itemPage.opened', 'good'],
  'repeated-click': ['itemPage.again', 'plain'],
  'login-required': ['itemPage.askedToSignIn', 'warn'],
  'relaunch-asked': ['itemPage.again', 'plain'],
};

function launchLine(
  { t, lang }: Texts,
  { at, overview: { facts }, now }: Shown,
  launch: ItemOverview['launches'][number],
): LaunchLine {
  const [key, signal] = outcomes[launch.code] ?? ['itemPage.refused', 'bad'];
  return {
    time: timeText(launch.at, { now, zone: at.domain.timeZone, lang }),
    outcome: t(key, { times: launch.times }),
    signal,
    code: outcomes[launch.code] === undefined ? launch.code : '',
    person: launch.person ?? launch.named ?? '',
    protector: launch.protector ? protectorInWords(t, facts, launch.protector) : '',
    reference: launch.reference,
    path: coursePath(at, 'journal', launch.reference),
  };
}
