import { sha256 } from '../../crypto/digest.ts';
import type { Freshness, SignedLaunch, VerifiedLaunch } from '../../lti/verifier.ts';
import type { Target } from '../../model/deepLink.ts';
import type { IdentityDecision } from '../../model/identityRule.ts';
import { Refusal, type RefusalCode } from '../../model/launchCode.ts';
import { originWord } from '../../model/origin.ts';
import { asksForWord } from '../../model/sharedWord.ts';
import { targetForAnybody } from '../../model/targetForAnybody.ts';
import type { NonceClaim } from '../../storage/launchStore.ts';
import type { CandidateProtector, LaunchItem } from '../../storage/launchTargetStore.ts';
import { gatherFacts } from './gatherFacts.ts';
import { type Facts, isFromApprovedPlace, judgements, type Question } from './judgements.ts';
import type { LaunchParts } from './launchParts.ts';
import type { RelaunchStep } from './relaunch.ts';
import { remarksOnLink } from './remarks.ts';
import type { Story } from './story.ts';

interface Signed {
  readonly freshness: Freshness;
  readonly nonce: NonceClaim;
  /** The same for the other protectors that verified it. */
  readonly otherNonces: readonly NonceClaim[];
  /** Hands what was found to the journal; only the verdict that counts does. */
  readonly tell: (story: Story) => void;
}

/** A launch that is to come once more before it counts (R32), or a verdict. */
export type Judged =
  | (Signed & { readonly kind: 'relaunch'; readonly step: Extract<RelaunchStep, { kind: 'ask' | 'window' }> })
  | Verdict;

/** What is to be brought about, if the nonce turns out to be ours. */
export type Verdict = Signed &
  (
    | { readonly kind: 'refused'; readonly code: RefusalCode }
    | {
        readonly kind: 'open' | 'login';
        readonly message: VerifiedLaunch;
        readonly item: LaunchItem;
        readonly protector: CandidateProtector;
        readonly identity: IdentityDecision;
        readonly named: string | undefined;
        readonly personId: number | undefined;
        readonly originMatched: boolean;
        readonly subjectHash: Buffer | undefined;
        readonly alreadyRemembered: boolean;
        readonly target: Target;
        /** Hash of the `tool_state` that it came back with, which is to be spent. */
        readonly relaunchState: Buffer | undefined;
      }
  );

/** Judges one signed launch (product.md, A launch, steps 5 and 7-9). Brings nothing about. */
export async function judge(parts: LaunchParts, question: Question): Promise<Judged> {
  const { signed, verified, open, verifier, request, link } = question;
  const protector = open.find(({ id }) => id === signed.candidateId);
  if (!protector) throw new Error('A protector that is no candidate has verified a launch.');
  const freshness = freshnessOf(question, protector);
  const nonce = nonceOf(signed);
  const otherNonces = verified.filter(({ candidateId }) => candidateId !== protector.id).map(nonceOf);
  let message: VerifiedLaunch | undefined;
  const tellSigned = (told: Story) => {
    told.protector = protector;
    told.message = message;
    told.clockDifference = signed.clockDifference;
    told.tolerated = signed.tolerated;
    told.origin = originWord(request.origin);
    told.wayBack(message ?? verifier.readPresentation(signed), protector);
    if (signed.secretUsed === 'previous') told.notes.push('previous-secret');
  };

  try {
    message = verifier.readMessage(signed);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, field } = error;
    const tellField = (told: Story) => {
      tellSigned(told);
      if (field !== undefined) told.notes.push(`field:${field}`);
    };
    return { freshness, nonce, otherNonces, kind: 'refused', code, tell: tellField };
  }

  const subjectHash = subjectHashOf(message);
  const facts = await gatherFacts(parts, question, { protector, message, nonce, subjectHash });
  const { identity, found, name, relaunch } = facts;
  const originMatched = request.origin !== undefined && protector.origins.includes(request.origin);
  const named = name?.kind === 'named' ? name.username : undefined;
  const personId = identity.accepted ? found.person?.id : undefined;
  const code = firstRefusal(facts);
  const tell = (told: Story) => {
    tellSigned(told);
    told.named = named;
    // Without approved origins there is nothing to differ from.
    const approved = protector.origins.length > 0;
    if (protector.originCheck === 'warn' && approved && !originMatched) told.notes.push('other-origin');
    if (link.placeCheck === 'warn' && !isFromApprovedPlace(facts)) told.notes.push('other-place');
    if (code === 'link-closed') told.notes.push(...remarksOnLink(link, told.at));
    if (identity.changeMarked) told.notes.push('person-changed');
    if (relaunch.kind === 'none' && relaunch.ignored) told.notes.push('relaunch-ignored');
    if (relaunch.kind === 'refused') told.notes.push('relaunch-refused');
    if (relaunch.kind === 'window') told.notes.push('relaunch-window');
    if (relaunch.kind === 'came') told.notes.push('relaunched');
  };

  // The identity was decided only where the checks before it let the launch through.
  const tellIdentity = (told: Story) => {
    tell(told);
    told.identity = identity.verdict;
    told.personId = personId;
    if (code === undefined && asksWord(facts)) told.notes.push(askedForWord);
  };
  if (code !== undefined) {
    const told = code === 'stopped' ? tellIdentity : tell;
    return { freshness, nonce, otherNonces, kind: 'refused', code, tell: told };
  }
  if (relaunch.kind === 'ask' || relaunch.kind === 'window')
    return { freshness, nonce, otherNonces, kind: 'relaunch', step: relaunch, tell };
  const { item } = link;
  if (!item) throw new Error('A launch without an item was let through.');
  return {
    freshness,
    nonce,
    otherNonces,
    kind: identity.accepted ? 'open' : 'login',
    tell: tellIdentity,
    message,
    item,
    protector,
    identity,
    named,
    personId,
    originMatched,
    subjectHash,
    alreadyRemembered: found.rememberedId !== undefined,
    target: facts.setting?.target.value ?? targetForAnybody(found.settings, item.chain),
    relaunchState: relaunch.kind === 'came' ? relaunch.stateHash : undefined,
  };
}

/** The checks after the first that refuses are not asked. */
function firstRefusal(facts: Facts): RefusalCode | undefined {
  for (const { refuses } of judgements) {
    const code = refuses(facts);
    if (code !== undefined) return code;
  }
  return undefined;
}

/** Remark in the journal: the item opens once its shared word is given (R9). */
export const askedForWord = 'asked-for-word';

function asksWord({ setting }: Facts): boolean {
  return setting !== undefined && asksForWord(setting.protect.value);
}

/** What was signed before the database was restored may have been opened already, in the part that is lost (R17). */
function freshnessOf(
  { signed, story, verifier }: Question,
  { nonceLifetime }: CandidateProtector,
): Freshness {
  if (signed.nonce.timestamp < (story.target?.notBefore ?? 0)) return 'stale';
  return verifier.freshness(signed, nonceLifetime, story.at);
}

function nonceOf({ candidateId, nonce }: SignedLaunch): NonceClaim {
  return { protectorId: candidateId, timestamp: nonce.timestamp, hash: sha256(nonce.text) };
}

function subjectHashOf({ subject }: VerifiedLaunch): Buffer | undefined {
  return subject === undefined ? undefined : sha256(subject);
}
