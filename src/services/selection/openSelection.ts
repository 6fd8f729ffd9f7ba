import { sha256 } from '../../crypto/digest.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import type { SignedLaunch } from '../../lti/verifier.ts';
import { verifierFor } from '../../lti/verifiers.ts';
import { type LaunchCode, Refusal, type RefusalCode, refusalCodes } from '../../model/launchCode.ts';
import type { JournalEntry } from '../../storage/journalColumns.ts';
import type { SelectionStore } from '../../storage/selectionStore.ts';
import type { FindSelectionTarget } from '../../storage/selectionTargetStore.ts';
import { authenticate } from '../launch/candidates.ts';
import { refused, type WayBack } from '../launch/launchOutcome.ts';
import type { LaunchParts } from '../launch/launchParts.ts';
import { type LaunchRequest, linkFor } from '../launch/openLaunch.ts';
import { Story } from '../launch/story.ts';
import { judgeSelection, type SelectionRequest, type SignedSelection } from './judgeSelection.ts';

export interface SelectionParts {
  readonly launch: LaunchParts;
  readonly targets: FindSelectionTarget;
  readonly selections: SelectionStore;
}

export type SelectionOutcome =
  | {
      readonly kind: 'asked';
      readonly reference: string;
      /** Known to the page that is answered alone, and never in an address. */
      readonly token: string;
    }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      readonly reference: string;
      readonly back: WayBack;
    };

/**
 * A teacher presses "Select content" in the LMS (LTI Content-Item Message 1.0). Judged as a launch is, step by step and
 * by the same code: form, key, signature, time, message, and one nonce that is claimed with all that follows from it.
 * It lets nobody in: whoever chooses signs in here, and no role in the message counts.
 * @throws DatabaseAway where it cannot be decided
 */
export async function openSelection(
  parts: SelectionParts,
  request: SelectionRequest,
): Promise<SelectionOutcome> {
  const { launch } = parts;
  const story = new Story(launch.now(), launch.newReference(), [...request.notes, 'content-selection']);
  try {
    const verifier = verifierFor(request.pairs);
    const claimed = verifier.claim(request.pairs);
    const { domain, course, host } = request;
    story.target = await parts.targets({ domain, course, host, key: claimed.key });
    const opening = { verifier, claimed, address: { domain, shortId: '', host, key: claimed.key } };
    const sender = await authenticate(launch, asLaunch(request), { opening, story });
    linkFor(story, sender);
    const [signed] = sender.signed;
    const protector = sender.open.find(({ id }) => id === signed?.candidateId);
    if (!signed || !protector) throw new Refusal('bad-signature');
    return await settle(parts, request, {
      story,
      verifier,
      signed,
      verified: sender.verified,
      protector,
      key: claimed.key,
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.field !== undefined) story.notes.push(`field:${error.field}`);
    launch.refusals.note(entryOf(story, error.code));
    return refused(story, error.code);
  }
}

/** Everything after a good signature: what it comes to is claimed together with its nonce. */
async function settle(
  parts: SelectionParts,
  request: SelectionRequest,
  settling: SignedSelection,
): Promise<SelectionOutcome> {
  const { launch } = parts;
  const { story, signed, verified, protector, verifier } = settling;
  story.protector = protector;
  story.clockDifference = signed.clockDifference;
  story.tolerated = signed.tolerated;
  story.wayBack(verifier.readPresentation(signed), protector);
  if (signed.secretUsed === 'previous') story.notes.push('previous-secret');
  const nonce = nonceOf(signed);
  const isPast = signed.nonce.timestamp < (story.target?.notBefore ?? 0);
  const freshness = isPast ? 'stale' : verifier.freshness(signed, protector.nonceLifetime, story.at);
  if (freshness !== 'fresh') {
    await launch.repeats.add(entryOf(story, freshness), nonce);
    return refused(story, freshness);
  }
  const token = randomToken();
  const judged = judgeSelection(request, settling, token);
  const code: LaunchCode = 'code' in judged ? judged.code : 'login-required';
  const result = await launch.launches.record({
    nonce,
    otherNonces: verified.filter((one) => one.candidateId !== signed.candidateId).map(nonceOf),
    journal: entryOf(story, code),
    selection: 'code' in judged ? undefined : judged,
  });
  if (result.kind !== 'recorded') {
    const known = result.kind === 'spent' ? refusalCodes.find((one) => one === result.outcome) : undefined;
    await launch.repeats.add(entryOf(story, known ?? 'replayed'), nonce);
    return refused(story, known ?? 'replayed');
  }
  if ('code' in judged) return refused(story, judged.code);
  return { kind: 'asked', reference: story.reference, token };
}

/** No link and no item belongs to it; where it names no course, none does either. */
function entryOf(story: Story, code: LaunchCode): JournalEntry {
  const courseId = story.link?.course.id;
  return {
    ...story.entry(code),
    linkId: undefined,
    courseId: courseId === 0 ? undefined : courseId,
    domainId: story.target?.domain.id,
  };
}

function nonceOf({ candidateId, nonce }: SignedLaunch) {
  return { protectorId: candidateId, timestamp: nonce.timestamp, hash: sha256(nonce.text) };
}

/** What signing is judged by; nothing in it is about a browser that was here before. */
function asLaunch({ course: _course, ...request }: SelectionRequest): LaunchRequest {
  return { ...request, shortId: '', browser: [], relaunches: [], userAgent: '' };
}
