import { sealFor } from '../../crypto/browserSeal.ts';
import { sha256, tokenHash } from '../../crypto/digest.ts';
import type { SignedLaunch, VerifiedSelection, Verifier } from '../../lti/verifier.ts';
import { Refusal, type RefusalCode } from '../../model/launchCode.ts';
import { isOrigin } from '../../model/origin.ts';
import { mayReturnTo } from '../../model/returnAddress.ts';
import { Secret } from '../../model/secret.ts';
import type { CandidateProtector } from '../../storage/launchTargetStore.ts';
import type { NewSelection } from '../../storage/selectionStore.ts';
import { lifeTimes } from '../launch/lifeTimes.ts';
import type { LaunchRequest } from '../launch/openLaunch.ts';
import type { Story } from '../launch/story.ts';
import { askedPlace, type SelectionAsked } from './asked.ts';

/** A request as it came in: the address is well-formed, the form was read once into one ordered list. */
export interface SelectionRequest
  extends Pick<
    LaunchRequest,
    'domain' | 'path' | 'pairs' | 'notes' | 'host' | 'origin' | 'framed' | 'pause'
  > {
  /** '' for no course in particular. */
  readonly course: string;
}

/** A request with a good signature. */
export interface SignedSelection {
  readonly story: Story;
  readonly verifier: Verifier;
  readonly signed: SignedLaunch;
  readonly verified: readonly SignedLaunch[];
  readonly protector: CandidateProtector;
  readonly key: string;
}

/** Steps 7 and 8 of a launch (product.md), as far as there is something to judge before an item is chosen. */
export function judgeSelection(
  request: SelectionRequest,
  { story, signed, protector, verifier, key }: SignedSelection,
  token: string,
): NewSelection | { readonly code: RefusalCode } {
  const { target, link } = story;
  if (!target || !link) throw new Error('A request was signed for nothing.');
  let message: VerifiedSelection;
  try {
    message = verifier.readSelection(signed);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.field !== undefined) story.notes.push(`field:${error.field}`);
    return { code: error.code };
  }
  if (link.course.archived) return { code: 'link-closed' };
  const { origins } = protector;
  const isFromThere = request.origin !== undefined && origins.includes(request.origin);
  if (protector.originCheck === 'enforce' && !isFromThere) return { code: 'origin-refused' };
  if (!mayReturnTo(message.answerUrl, { approved: origins, signed: [] })) return { code: 'origin-refused' };
  const asked: SelectionAsked = {
    answerUrl: message.answerUrl,
    data: message.data,
    acceptsSeveral: message.acceptsSeveral,
    documentTargets: message.documentTargets,
  };
  const text = JSON.stringify(asked);
  if (Buffer.byteLength(text) > mostAsked) {
    story.notes.push('field:data');
    return { code: 'incomplete-message' };
  }
  return {
    tokenHash: tokenHash(token),
    reference: story.reference,
    domainId: target.domain.id,
    courseId: link.course.id,
    protectorId: protector.id,
    key,
    secretUsed: signed.secretUsed,
    askedSealed: sealFor(token, new Secret(text), askedPlace(story.reference)),
    frameOrigins: frameOrigins(origins, message),
    family: (story.family ?? '').slice(0, 16).replace(/[^A-Za-z0-9_-]/g, ''),
    locale: story.locale,
    subjectHash: message.subject === undefined ? undefined : sha256(message.subject),
    startedAt: story.at,
    expiresAt: story.at + lifeTimes.ticketMs,
  };
}

/** As much as can be sealed (`crypto/browserSeal.ts`). */
const mostAsked = 8_000;
/** Characters that a row has for them. */
const mostOrigins = 2_000;

/** As for launches (R25): the approved origins; until there are any, where the signed answer goes. */
function frameOrigins(approved: readonly string[], { answerOrigin }: VerifiedSelection): readonly string[] {
  let room = mostOrigins;
  return (approved.length > 0 ? approved : [answerOrigin]).filter(isOrigin).filter((origin) => {
    room -= origin.length + 1;
    return room >= 0;
  });
}
