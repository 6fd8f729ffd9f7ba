import { sha256 } from '../../crypto/digest.ts';
import type { Freshness, SignedLaunch, VerifiedLaunch } from '../../lti/verifier.ts';
import { dayIn } from '../../model/days.ts';
import type { Target } from '../../model/deepLink.ts';
import { decideIdentity, type IdentityDecision } from '../../model/identityRule.ts';
import { Refusal, type RefusalCode } from '../../model/launchCode.ts';
import { nameInLaunch } from '../../model/nameInLaunch.ts';
import { originWord } from '../../model/origin.ts';
import { targetAtLaunch } from '../../model/targetAtLaunch.ts';
import type { LaunchPeople } from '../../storage/launchPersonStore.ts';
import type { NonceClaim } from '../../storage/launchStore.ts';
import type { CandidateProtector, LaunchItem } from '../../storage/launchTargetStore.ts';
import { type Facts, isFromApprovedPlace, judgements, type Question, whoComes } from './judgements.ts';
import type { LaunchParts } from './launchParts.ts';
import { type RelaunchStep, relaunchStep } from './relaunch.ts';
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
  const base = {
    freshness: freshnessOf(question, protector),
    nonce: nonceOf(signed),
    otherNonces: verified.filter(({ candidateId }) => candidateId !== protector.id).map(nonceOf),
  };
  const tellSigned = (told: Story) => {
    told.protector = protector;
    told.clockDifference = signed.clockDifference;
    told.tolerated = signed.tolerated;
    told.origin = originWord(request.origin);
    told.wayBack(verifier.readPresentation(signed), protector);
    if (signed.secretUsed === 'previous') told.notes.push('previous-secret');
  };

  let message: VerifiedLaunch;
  try {
    message = verifier.readMessage(signed);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...base, kind: 'refused', code: error.code, tell: tellSigned };
  }

  const facts = await gather(parts, { ...question, protector, message, nonce: base.nonce });
  const { identity, found, name, relaunch } = facts;
  const originMatched = request.origin !== undefined && protector.origins.includes(request.origin);
  const named = name?.kind === 'named' ? name.username : undefined;
  const personId = identity.accepted ? found.person?.id : undefined;
  const tell = (told: Story) => {
    tellSigned(told);
    told.named = named;
    // Without approved origins there is nothing to differ from.
    const approved = protector.origins.length > 0;
    if (protector.originCheck === 'warn' && approved && !originMatched) told.notes.push('other-origin');
    if (link.placeCheck === 'warn' && !isFromApprovedPlace(facts)) told.notes.push('other-place');
    if (identity.changeMarked) told.notes.push('person-changed');
    if (relaunch.kind === 'none' && relaunch.ignored) told.notes.push('relaunch-ignored');
    if (relaunch.kind === 'window') told.notes.push('relaunch-window');
    if (relaunch.kind === 'came') told.notes.push('relaunched');
  };

  const code = judgements.map(({ refuses }) => refuses(facts)).find((one) => one !== undefined);
  // The identity was decided only where the checks before it let the launch through.
  const tellIdentity = (told: Story) => {
    tell(told);
    told.identity = identity.verdict;
    told.personId = personId;
  };
  if (code !== undefined)
    return { ...base, kind: 'refused', code, tell: code === 'stopped' ? tellIdentity : tell };
  if (relaunch.kind === 'ask' || relaunch.kind === 'window')
    return { ...base, kind: 'relaunch', step: relaunch, tell };
  const { item } = link;
  if (!item) throw new Error('A launch without an item was let through.');
  return {
    ...base,
    kind: identity.accepted ? 'open' : 'login',
    tell: tellIdentity,
    message,
    item,
    protector,
    identity,
    named,
    personId,
    originMatched,
    subjectHash: subjectHashOf(message),
    alreadyRemembered: found.rememberedId !== undefined,
    target: targetAtLaunch(found.settings, item.chain, whoComes(facts)),
    relaunchState: relaunch.kind === 'came' ? relaunch.stateHash : undefined,
  };
}

/** What was signed before the database was restored may have been opened already, in the part that is lost (R17). */
function freshnessOf(
  { signed, story, verifier }: Question,
  { nonceLifetime }: CandidateProtector,
): Freshness {
  if (signed.nonce.timestamp < (story.target?.notBefore ?? 0)) return 'stale';
  return verifier.freshness(signed, nonceLifetime, story.at);
}

async function gather(
  parts: LaunchParts,
  question: Question & { protector: CandidateProtector; message: VerifiedLaunch; nonce: NonceClaim },
): Promise<Facts> {
  const { protector, message, link, story } = question;
  const { target } = story;
  if (!target) throw new Error('A launch without a target was verified.');
  const use = protector.useIdentity;
  const name = use === false ? undefined : nameInLaunch(use, (parameter) => message.parameter(parameter));
  const asked = {
    version: target.version,
    domainId: target.domain.id,
    courseId: link.course.id,
    username: name?.kind === 'named' ? name.username : undefined,
    protectorId: protector.id,
    subjectHash: subjectHashOf(message),
    chain: link.item?.chain ?? [],
    boundLinkId: link.placeCheck === 'off' ? undefined : link.id,
  };
  const found = parts.people.remembered(asked) ?? (await parts.people.find(asked));
  const today = dayIn(target.domain.timeZone, story.at);
  const identity = decideIdentity({
    use,
    trusted: link.course.trustUsernames ?? target.domain.trustUsernames,
    name,
    person: found.person,
    remembered: rememberedAs(found),
    rememberMode: protector.rememberUsers,
    today,
  });
  const relaunch = await relaunchStep(parts, question);
  return { ...question, name, found, identity, relaunch, today };
}

function nonceOf({ candidateId, nonce }: SignedLaunch): NonceClaim {
  return { protectorId: candidateId, timestamp: nonce.timestamp, hash: sha256(nonce.text) };
}

function rememberedAs({ person, rememberedId }: LaunchPeople): 'same' | 'other' | undefined {
  if (person === undefined || rememberedId === undefined) return undefined;
  return rememberedId === person.id ? 'same' : 'other';
}

function subjectHashOf({ subject }: VerifiedLaunch): Buffer | undefined {
  return subject === undefined ? undefined : sha256(subject);
}
