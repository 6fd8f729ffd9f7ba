import { type AccessAnswer, mayOpen } from '../../model/access.ts';
import { type CourseStanding, courseStanding } from '../../model/courseStanding.ts';
import { type EffectiveSetting, effectiveSetting } from '../../model/effectiveSetting.ts';
import { covers, type ItemPlace } from '../../model/launchScope.ts';
import type { LaunchSession, Visitor } from '../../model/launchSession.ts';
import { type ContentNode, type ListedItem, listContents } from '../../model/listing.ts';
import { isOpen } from '../../model/period.ts';
import { settingsNear } from '../../model/settingsNear.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import type { CoursePerson } from '../../storage/personStore.ts';
import type { KnownShortUrl } from '../../storage/shortUrlStore.ts';
import { type CourseFacts, settingFinder } from '../deepLinks/courseFacts.ts';
import { type LaunchByProtector, launchBy } from './launchByProtector.ts';

/** One person before one item of a course, at one moment. */
export interface ExplainQuestion {
  readonly courseId: number;
  readonly archived: boolean;
  /** Whether usernames of launches count here. */
  readonly trusted: boolean;
  readonly facts: CourseFacts;
  readonly item: ItemHead;
  /** The item's own short URL. */
  readonly link: KnownShortUrl | undefined;
  /** All short URLs of the course, by their items. */
  readonly links: ReadonlyMap<number, KnownShortUrl>;
  readonly person: CoursePerson;
  /** The day in the domain's time zone. */
  readonly today: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What becomes of a visit without a launch. */
export type NormalAnswer = 'open' | 'ask-word' | 'sign-in' | 'not-found' | 'launch-it';

export interface Explanation {
  readonly standing: CourseStanding;
  readonly setting: EffectiveSetting;
  /** By the item's address, and by its short URL; undefined where it has none. */
  readonly byAddress: NormalAnswer;
  readonly byTiny: NormalAnswer | undefined;
  readonly launches: readonly LaunchByProtector[];
  /** Items whose launch, by a protector that may be used, opens this one, too. */
  readonly openedFrom: readonly ItemHead[];
  /** What the contents show of it in a normal session; undefined: nothing. */
  readonly listed: ListedItem['shows'] | undefined;
}

/** Every rule that decides whether somebody can open an item, asked of the very functions that decide it (R8). */
export function explainStudent(question: ExplainQuestion): Explanation {
  const { person, today, facts, item } = question;
  const visitor: Visitor = { personId: person.id, standing: courseStanding(person, today) };
  const who = { personId: person.id, sections: visitor.standing.sections };
  const { settings } = facts;
  return {
    standing: visitor.standing,
    setting: settingFinder(settings)(item.chain, who),
    byAddress: normally(question, visitor, 'address'),
    byTiny: question.link && tinyAnswer(question, visitor, question.link),
    launches: facts.protectors.map((protector) =>
      launchBy({ ...question, settings }, { visitor, protector, launched: item }),
    ),
    openedFrom: openersOf(question, visitor),
    listed: listedAs(question, visitor),
  };
}

/** A disabled person cannot sign in, so no session of theirs is there to ask. */
function normally(question: ExplainQuestion, visitor: Visitor, by: 'tiny' | 'address'): NormalAnswer {
  if (question.person.disabled) return 'sign-in';
  if (question.archived) return 'not-found';
  return inShort(
    mayOpen({
      item: placeOf(question.courseId, question.item),
      settings: question.facts.settings,
      launches: [],
      account: visitor,
      by,
    }),
  );
}

function inShort(answer: AccessAnswer): NormalAnswer {
  return answer.open ? 'open' : answer.answer;
}

function tinyAnswer(question: ExplainQuestion, visitor: Visitor, link: KnownShortUrl): NormalAnswer {
  if (question.person.disabled) return 'sign-in';
  return isOpen(link, question.now) ? normally(question, visitor, 'tiny') : 'not-found';
}

export function placeOf(courseId: number, { chain, kind }: ItemHead): ItemPlace {
  return { courseId, chain, isFolder: kind === 'folder' };
}

/** How many of them are looked for: a page names a few. */
const mostOpeners = 20;

function openersOf(question: ExplainQuestion, visitor: Visitor): readonly ItemHead[] {
  const { facts, item, links, courseId } = question;
  const near = settingsNear(facts.settings);
  const who = { personId: visitor.personId, sections: visitor.standing.sections };
  const openers: ItemHead[] = [];
  for (const head of facts.tree) {
    const link = links.get(head.id);
    if (head.id === item.id || !link) continue;
    // Whoever launches an item that opens nothing but itself need not be asked.
    const setting = effectiveSetting(near(head.chain), head.chain, who);
    if (setting.scope.value === 'resource') continue;
    const place = placeOf(courseId, item);
    if (!covers(setting.scope.value, placeOf(courseId, head), place)) continue;
    const settings = near([...head.chain, ...item.chain]);
    const opens = facts.protectors.some((protector) => {
      const launch = launchBy({ ...question, link, settings }, { visitor, protector, launched: head });
      if (launch.kind !== 'arrives') return false;
      const session: LaunchSession = {
        visitor,
        launched: placeOf(courseId, head),
        protector: protector.ref,
        passwordSignedIn: launch.signsIn,
      };
      return mayOpen({
        item: place,
        settings,
        launches: [session],
        account: undefined,
        by: 'address',
      }).open;
    });
    if (opens) openers.push(head);
    if (openers.length >= mostOpeners) break;
  }
  return openers;
}

function listedAs(question: ExplainQuestion, visitor: Visitor): Explanation['listed'] {
  const { facts, courseId, item, archived } = question;
  if (visitor.standing.kind === 'none' || archived) return undefined;
  // What is beside the item and its folders has no say in whether it is listed.
  const nodes = nodeOfChain(item.chain.map((id) => facts.heads.get(id)));
  const part = { courseId, settings: facts.settings, within: [], nodes };
  const viewer =
    visitor.standing.kind === 'staff'
      ? ({ kind: 'staff' } as const)
      : ({ kind: 'student', visitor } as const);
  return shownIn(listContents(part, viewer), item.id);
}

function nodeOfChain(chain: readonly (ItemHead | undefined)[]): readonly ContentNode[] {
  let nodes: readonly ContentNode[] = [];
  for (const head of chain) {
    if (head) nodes = [{ id: head.id, isFolder: head.kind === 'folder', children: nodes }];
  }
  return nodes;
}

function shownIn(listed: readonly ListedItem[], id: number): ListedItem['shows'] | undefined {
  for (const one of listed) {
    const shows = one.id === id ? one.shows : shownIn(one.children, id);
    if (shows !== undefined) return shows;
  }
  return undefined;
}
