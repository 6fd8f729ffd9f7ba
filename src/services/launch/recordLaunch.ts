import { sealFor } from '../../crypto/browserSeal.ts';
import { tokenHash } from '../../crypto/digest.ts';
import { launchKeyAt, randomToken } from '../../crypto/randomTokens.ts';
import type { VerifiedLaunch } from '../../lti/verifier.ts';
import { isOrigin } from '../../model/origin.ts';
import { Secret } from '../../model/secret.ts';
import type { NewLaunchSession } from '../../storage/launchSessionColumns.ts';
import type { LaunchRecord } from '../../storage/launchStore.ts';
import { firstHandover } from './handover.ts';
import type { Verdict } from './judge.ts';
import { type LaunchOutcome, refused } from './launchOutcome.ts';
import type { LaunchParts } from './launchParts.ts';
import { lifeTimes } from './lifeTimes.ts';
import { withNext } from './nextItem.ts';
import type { LaunchRequest } from './openLaunch.ts';
import { outcomeOfSpent } from './repeatedClick.ts';
import type { Story } from './story.ts';
import { returnPlace } from './wayBack.ts';

type Accepted = Exclude<Verdict, { kind: 'refused' }>;

/**
 * Claims the nonce together with everything that the launch brings about: a session or a sign-in ticket, or the
 * refusal; and the journal row (product.md, A launch, step 6). A spent nonce undoes it all. Undefined, and nothing done,
 * where it was judged by what is only remembered and could not be recorded.
 */
export async function recordLaunch(
  parts: LaunchParts,
  request: LaunchRequest,
  { story, verdict }: { story: Story; verdict: Verdict },
): Promise<LaunchOutcome | undefined> {
  const cookie = randomToken();
  const check = verdict.kind !== 'refused' && isFramed(request, verdict.message) ? randomToken() : undefined;
  const code =
    verdict.kind === 'refused' ? verdict.code : verdict.kind === 'open' ? 'opened' : 'login-required';
  let session =
    verdict.kind === 'refused' ? undefined : sessionOf(story, verdict, { cookie, check, request });
  if (session && verdict.kind !== 'refused' && verdict.message.nextItem.kind !== 'absent')
    session = await withNext(parts, story, { message: verdict.message, session });
  const record: LaunchRecord = {
    nonce: verdict.nonce,
    otherNonces: verdict.otherNonces,
    journal: story.entry(code),
    session,
    remember: rememberedBy(verdict),
    originSeen: originSeenBy(request, verdict),
    underVersion: story.target?.remembered === true ? story.target.version : undefined,
  };
  const result = await parts.launches.record(record);
  // Whatever was not recorded is judged once more, by what holds now: what a spent nonce leads to may have changed too.
  if (result.kind !== 'recorded' && record.underVersion !== undefined) return undefined;
  if (result.kind === 'spent')
    return outcomeOfSpent(parts, request, { story, nonce: verdict.nonce, spent: result });
  if (verdict.kind === 'refused') return refused(story, verdict.code);
  const { reference } = story;
  if (verdict.kind === 'login') return { kind: 'ask-login', reference, cookie, check };
  return { kind: 'enter', to: addressOf(story), reference, cookie, check };
}

export function addressOf(story: Story): { domain: string; course: string; itemId: string } {
  const { target, link, item } = story;
  if (!target || !link || !item) throw new Error('A launch without an item has an address.');
  return { domain: target.domain.name, course: link.course.courseId, itemId: item.itemId };
}

/** Browsers that do not say where they show the answer are taken at the LMS's signed word (LTI 1.1 3). */
export function isFramed(
  { framed }: LaunchRequest,
  { documentTarget }: Pick<VerifiedLaunch, 'documentTarget'>,
): boolean {
  return framed ?? documentTarget?.toLowerCase() === 'iframe';
}

/** Where a good launch came from, while nobody has approved it (R25). */
function originSeenBy({ origin }: LaunchRequest, verdict: Verdict): LaunchRecord['originSeen'] {
  if (verdict.kind === 'refused' || verdict.originMatched || verdict.subjectHash === undefined)
    return undefined;
  if (origin === undefined || !isOrigin(origin)) return undefined;
  return { protectorId: verdict.protector.id, origin, subjectHash: verdict.subjectHash };
}

function rememberedBy(verdict: Verdict): LaunchRecord['remember'] {
  if (verdict.kind !== 'open' || verdict.protector.rememberUsers === 'off' || verdict.alreadyRemembered)
    return undefined;
  const { subjectHash, personId } = verdict;
  return subjectHash === undefined || personId === undefined ? undefined : { subjectHash, personId };
}

interface Bound {
  readonly request: LaunchRequest;
  readonly cookie: string;
  readonly check: string | undefined;
}

function sessionOf(story: Story, verdict: Accepted, { cookie, check, request }: Bound): NewLaunchSession {
  const { target, link } = story;
  if (!target || !link) throw new Error('A launch without a link was accepted.');
  const { protector } = verdict;
  const launchKey = launchKeyAt(story.at);
  const { userAgent } = request;
  const { returnUrl, at } = story;
  const waits = verdict.kind === 'open' ? lifeTimes.pendingMs : lifeTimes.ticketMs;
  return {
    launchKey,
    state: verdict.kind === 'open' ? 'pending' : 'ticket',
    secretHash: tokenHash(cookie),
    domainId: target.domain.id,
    courseId: link.course.id,
    linkId: link.id,
    itemId: verdict.item.id,
    protectorId: protector.id,
    protector: protector.ref,
    personId: verdict.personId,
    subjectHash: verdict.subjectHash,
    named: verdict.named,
    identity: verdict.identity.verdict,
    passwordSignedIn: false,
    originMatched: verdict.originMatched,
    reference: story.reference,
    frameOrigins: frameOrigins(request, verdict),
    target: verdict.target,
    returnSealed: sealReturn(cookie, story.returnUrl, launchKey),
    family: (verdict.message.productFamily ?? '').slice(0, 16).replace(/[^A-Za-z0-9_-]/g, ''),
    locale: story.locale,
    startedAt: story.at,
    seenAt: story.at,
    expiresAt: story.at + waits,
    handover: check === undefined ? undefined : firstHandover({ check, userAgent, launchKey, returnUrl, at }),
  };
}

/** Characters that a session has for its origins. Those left out take the new-window page; the launch opens all the same. */
const mostFrameOrigins = 2_000;

/**
 * Who may show the launch's pages in a frame: the approved origins; until there are any, the origin of its own signed
 * return URL (R25); none that no policy can name. Nobody, where the item is to be shown elsewhere, or where the frame
 * that it came in is of none of them and so would stay blank.
 */
function frameOrigins(request: LaunchRequest, verdict: Accepted): readonly string[] {
  const { protector, message, target } = verdict;
  if (target !== 'frame') return [];
  const ofReturn = message.returnOrigin;
  const known = protector.origins.length > 0 || ofReturn === undefined ? protector.origins : [ofReturn];
  let room = mostFrameOrigins;
  const origins = known.filter(isOrigin).filter((origin) => {
    room -= origin.length + 1;
    return room >= 0;
  });
  if (!isFramed(request, message)) return origins;
  // Browsers say `null` for pages that keep to themselves where they are.
  const sent = request.origin === 'null' ? undefined : request.origin;
  const framer = sent ?? ofReturn;
  return framer !== undefined && origins.includes(framer) ? origins : [];
}

function sealReturn(cookie: string, returnUrl: string | undefined, launchKey: Buffer): string | undefined {
  if (returnUrl === undefined || returnUrl.length > 2_000) return undefined;
  return sealFor(cookie, new Secret(returnUrl), returnPlace(launchKey));
}
