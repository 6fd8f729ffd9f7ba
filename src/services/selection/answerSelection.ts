import { randomToken } from '../../crypto/randomTokens.ts';
import { type ChosenLink, selectionAnswer } from '../../lti/lti11/selection.ts';
import type { NameAndValue } from '../../lti/lti11/sign.ts';
import { mayLaunch } from '../../model/mayLaunch.ts';
import { isOpen } from '../../model/period.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import type { Secret } from '../../model/secret.ts';
import { launchPath } from '../../model/shortUrl.ts';
import { customParameters } from '../../model/usernameParameters.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { settingsOf } from '../../storage/deepLinkStore.ts';
import type { Door } from '../../storage/door.ts';
import { chainOf } from '../../storage/launchTargetColumns.ts';
import type { CandidateProtector } from '../../storage/launchTargetStore.ts';
import type { FindSelectionTarget } from '../../storage/selectionTargetStore.ts';
import { shortUrlsOf } from '../../storage/shortUrlStore.ts';
import { itemsNamed } from '../../storage/treeChanges.ts';
import { candidatesOf } from '../launch/candidates.ts';
import type { LaunchParts } from '../launch/launchParts.ts';
import { Story } from '../launch/story.ts';
import { actorOf, type CourseCoordinator } from '../rights/coordinators.ts';
import type { Chooser, ChooserParts } from './chooser.ts';

export interface AnswerParts extends ChooserParts {
  readonly door: Door;
  readonly launch: LaunchParts;
  readonly targets: FindSelectionTarget;
  /** Gives items that have none a short URL. */
  readonly makeShortUrls: (by: CourseCoordinator, items: readonly string[]) => Promise<number>;
  /** The origin of a domain's addresses. */
  readonly originOf: (domain: string) => Promise<string>;
}

/** At most so many at once: an answer is a form, and LMSs take no endless ones. */
export const mostChosen = 100;

/** The protector that asked, as it is now, with the secret that the LMS knows. */
export interface AskingProtector {
  readonly protector: CandidateProtector;
  readonly secret: Secret;
}

/** Undefined where it was closed, deleted or given another secret since: it vouches for nothing any more. */
export async function askingProtector(
  { launch, targets }: Pick<AnswerParts, 'launch' | 'targets'>,
  { selection }: Chooser,
  at: { readonly domain: string; readonly course: string },
): Promise<AskingProtector | undefined> {
  const story = new Story(launch.now(), selection.reference, []);
  story.target = await targets({
    domain: at.domain,
    course: selection.courseId === 0 ? '' : at.course,
    host: '',
    key: selection.key,
  });
  story.link = story.target?.link;
  const { open, candidates } = await candidatesOf(launch, story);
  const protector = open.find(({ id }) => id === selection.protectorId);
  const secret = candidates
    .find(({ id }) => id === selection.protectorId)
    ?.secrets.find(({ which }) => which === selection.secretUsed)?.secret;
  return protector && secret && { protector, secret };
}

export interface Answer {
  readonly url: string;
  readonly pairs: readonly NameAndValue[];
  readonly links: number;
}

export type AnswerResult =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Of what was ticked, something is gone or can no longer be launched; nothing was done. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'over' };

export interface Giving {
  readonly chooser: Chooser;
  readonly by: CourseCoordinator;
  readonly asking: AskingProtector;
  /** Ids of items, in the order of the contents. */
  readonly items: readonly string[];
  /** Absolute: what the LMS shows beside the links. */
  readonly icon: (origin: string) => string;
}

/** Gives the ticked items to the LMS: short URLs where there are none, then one signed answer, once. */
export async function giveItems(parts: AnswerParts, giving: Giving): Promise<AnswerResult> {
  const { by, asking, items, chooser } = giving;
  const { ref } = asking.protector;
  if (!(await areLaunchable(parts, { by, items, ref }))) return { kind: 'changed' };
  await parts.makeShortUrls(by, items);
  const links = await linksOf(parts, giving);
  if (links.length !== items.length) return { kind: 'changed' };
  if (!(await parts.selections.answer(chooser.selection.id, parts.now()))) return { kind: 'over' };
  await parts.door.write((sql) =>
    addAudit(
      sql,
      [
        {
          domainId: by.course.domainId,
          courseId: by.course.courseId,
          actor: actorOf(by),
          deed: 'items-selected',
          object: `${ref.level} ${ref.number}`,
          after: { items, reference: chooser.selection.reference },
        },
      ],
      parts.now(),
    ),
  );
  return { kind: 'answer', answer: await signed(parts, { chooser, asking, links, message: undefined }) };
}

/** Tells the LMS that nothing was chosen. */
export async function callOff(
  parts: AnswerParts,
  chooser: Chooser,
  { asking, message }: { readonly asking: AskingProtector; readonly message: string },
): Promise<AnswerResult> {
  if (!(await parts.selections.answer(chooser.selection.id, parts.now()))) return { kind: 'over' };
  return { kind: 'answer', answer: await signed(parts, { chooser, asking, links: [], message }) };
}

interface Choice {
  readonly by: CourseCoordinator;
  readonly items: readonly string[];
  readonly ref: ProtectorRef;
}

function areLaunchable({ door }: AnswerParts, { by, items, ref }: Choice): Promise<boolean> {
  return door.read(async (sql) => {
    const found = await itemsNamed(sql, by.course, items);
    if (found.length !== new Set(items).size) return false;
    const settings = await settingsOf(sql, by.course);
    return found.every(({ id, path }) => mayLaunch(settings, chainOf(id, path), ref) === 'ok');
  });
}

async function linksOf(
  { door, now, originOf }: AnswerParts,
  { by, asking, items, icon, chooser }: Giving,
): Promise<readonly ChosenLink[]> {
  const origin = await originOf(by.course.domain);
  const [found, shortUrls] = await door.read(
    async (sql) => [await itemsNamed(sql, by.course, items), await shortUrlsOf(sql, by.course)] as const,
  );
  const linkOf = new Map(shortUrls.map((link) => [link.item, link]));
  const titled = new Map(found.map((item) => [item.itemId, item]));
  return items.flatMap((itemId) => {
    const item = titled.get(itemId);
    const link = item && linkOf.get(item.id);
    if (!item || !link || !isOpen(link, now())) return [];
    return [
      {
        launchUrl: origin + launchPath(by.course.domain, link.shortId),
        title: item.title,
        icon: icon(origin),
        // LTI's variable for the login name; LMSs fill it in at each launch.
        custom: Object.fromEntries(
          customParameters(asking.protector.useIdentity).map((name) => [name, '$User.username']),
        ),
        documentTarget: targetOf(chooser.asked.documentTargets),
      },
    ];
  });
}

/** A frame where the LMS has one, since the item's own setting can still leave it; else a window. */
function targetOf(accepted: readonly string[]): string | undefined {
  return ['iframe', 'frame', 'window'].find((target) => accepted.includes(target));
}

interface Signing {
  readonly chooser: Chooser;
  readonly asking: AskingProtector;
  readonly links: readonly ChosenLink[];
  readonly message: string | undefined;
}

async function signed({ now }: AnswerParts, { chooser, asking, links, message }: Signing): Promise<Answer> {
  const { asked, selection } = chooser;
  // Launches are verified without what signs them; it would only make a start longer.
  const { signLaunch } = await import('../../lti/lti11/sign.ts');
  const pairs = signLaunch({
    url: asked.answerUrl,
    parameters: selectionAnswer(links, { data: asked.data, message }),
    key: selection.key,
    secret: asking.secret,
    timestamp: Math.floor(now() / 1000),
    nonce: randomToken(),
  });
  return { url: asked.answerUrl, pairs, links: links.length };
}
