import type { Context } from 'koa';
import { Secret } from '../../model/secret.ts';
import { type GiveWordParts, giveWord, type WordAnswer } from '../../services/items/giveWord.ts';
import { type AskedWord, openItem } from '../../services/items/openItem.ts';
import { nextAddress } from '../../services/launch/nextItem.ts';
import type { CourseVisit } from '../../services/visit/courseVisit.ts';
import { addressGroup, clientAddress } from '../../web/clientAddress.ts';
import { readFields } from '../../web/formBody.ts';
import { scriptNonce } from '../../web/headers.ts';
import { seeOther } from '../../web/seeOther.ts';
import { refuseClosed } from '../closed.ts';
import { frameAsLaunched, itemPath, type Site, say, show, visitOf } from '../site.ts';
import { studentLine } from './line.ts';
import { addressOf, courseFor, type ItemRoutes, knownAnswer } from './visiting.ts';

/** An item that asks for its shared word, in the session that would have to give it (R9). */
export interface AskingItem {
  readonly courseVisit: CourseVisit;
  readonly asked: AskedWord;
}

/** Longer ones were not typed by anybody: words have at most a hundred characters. */
const longestTyped = 2_000;

/** The page that asks for the word. It says nothing of the item, and never what was typed. */
export function showAsking(
  ctx: Context,
  site: Site,
  { courseVisit, asked, answer }: AskingItem & { readonly answer?: WordAnswer },
): void {
  const { t } = say(ctx, site);
  const { course } = courseVisit;
  const { beholder, head } = asked;
  frameAsLaunched(ctx, beholder.launch);
  const waits = answer?.kind === 'wait' ? answer.seconds : undefined;
  if (waits !== undefined) ctx.set('Retry-After', String(waits));
  const wrong = answer?.kind === 'wrong' ? t('askWord.wrong') : undefined;
  show(ctx, site, {
    view: 'items/askWord',
    status: waits !== undefined ? 429 : wrong !== undefined ? 422 : 200,
    model: {
      page: { title: t('askWord.title') },
      line: studentLine(ctx, site, { courseVisit, beholder, chain: head.chain }),
      action: `${pathOf(course, head.itemId)}/word`,
      csrf: site.csrf.token(ctx),
      nonce: scriptNonce(ctx),
      problem: waits === undefined ? wrong : t('askWord.wait', { seconds: waits }),
    },
  });
}

/** Where the word is sent to; whoever comes here otherwise goes to the item, which stays the target whatever is typed. */
export async function word(ctx: Context, site: Site, routes: ItemRoutes): Promise<void> {
  const { itemId } = addressOf(ctx);
  const visit = await visitOf(ctx, site);
  const courseVisit = await courseFor(ctx, site, { routes, visit });
  if (!courseVisit) return;
  const opened = await openItem(routes.visits.items, courseVisit, { itemId, by: 'address' });
  if (opened.kind === 'closed') {
    refuseClosed(ctx, site, knownAnswer(visit, opened.answer));
    return;
  }
  if (opened.kind === 'asks' && ctx.method === 'POST') {
    const answer = await judged(ctx, { give: routes.give, courseVisit, asked: opened });
    if (answer.kind !== 'right') {
      showAsking(ctx, site, { courseVisit, asked: opened, answer });
      return;
    }
    seeOther(ctx, await afterWord(routes, { courseVisit, asked: opened }));
    return;
  }
  seeOther(ctx, pathOf(courseVisit.course, itemId));
}

/** A launch that asked to go on from the item which the word was for (`custom_next`) goes on now. */
async function afterWord({ visits }: ItemRoutes, { courseVisit, asked }: AskingItem): Promise<string> {
  const { by, head } = asked;
  const known = by.by === 'launch' ? courseVisit.launches[by.launchIndex]?.known : undefined;
  const next = known?.itemId === head.id ? await nextAddress(visits, known) : undefined;
  return next ? itemPath(next) : pathOf(courseVisit.course, head.itemId);
}

async function judged(
  ctx: Context,
  { give, courseVisit, asked }: AskingItem & { readonly give: GiveWordParts },
): Promise<WordAnswer> {
  const { word: typed } = await readFields(ctx, ['word'], longestTyped);
  const address = addressGroup(clientAddress(ctx));
  return giveWord(give, { visit: courseVisit, asked, typed: new Secret(typed), address });
}

function pathOf({ domain, course }: CourseVisit['course'], itemId: string): string {
  return itemPath({ domain, course, itemId });
}
