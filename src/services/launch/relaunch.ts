import { sha256, tokenHash } from '../../crypto/digest.ts';
import type { VerifiedLaunch } from '../../lti/verifier.ts';
import type { RefusalCode } from '../../model/launchCode.ts';
import { mayRelaunchTo, relaunchStart } from '../../model/relaunch.ts';
import type { NonceClaim } from '../../storage/launchStore.ts';
import type { CandidateProtector } from '../../storage/launchTargetStore.ts';
import type { KnownRelaunch } from '../../storage/relaunchStore.ts';
import type { Verdict } from './judge.ts';
import type { Question } from './judgements.ts';
import type { LaunchOutcome } from './launchOutcome.ts';
import type { LaunchParts } from './launchParts.ts';
import type { LaunchRequest } from './openLaunch.ts';
import { isFramed } from './recordLaunch.ts';
import { newRelaunch, recordWindow, startOf } from './relaunchWindow.ts';
import { outcomeOfSpent } from './repeatedClick.ts';
import type { Story } from './story.ts';

/** What LTI 1.1.2 makes of a launch (R32). */
export type RelaunchStep =
  /** Nothing. `ignored`: it asks for a relaunch that we do not go along with. */
  | { readonly kind: 'none'; readonly ignored: boolean }
  /** It names nobody yet and is to come again, from this address of the LMS. */
  | {
      readonly kind: 'ask';
      readonly platformState: string | undefined;
      /** The address up to the value of `tool_state`. */
      readonly start: string;
    }
  /** It has come again in a frame, to a browser that kept nothing: it starts anew in a window of its own. */
  | { readonly kind: 'window'; readonly stateHash: Buffer; readonly start: string }
  /** It has come again, with what this browser was given. */
  | { readonly kind: 'came'; readonly stateHash: Buffer }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

export interface Relaunching extends Pick<Question, 'request' | 'story' | 'link'> {
  readonly protector: CandidateProtector;
  readonly message: VerifiedLaunch;
  readonly nonce: NonceClaim;
}

const noRelaunch: RelaunchStep = { kind: 'none', ignored: false };

/**
 * The step of a launch that has not come again; undefined for one that says it has. Its `tool_state` is looked at before
 * `relaunch_url`: an LMS that repeats the latter would else be asked for ever. Brings nothing about.
 */
export function firstStep(parts: LaunchParts, asked: Relaunching): RelaunchStep | undefined {
  const { protector, message } = asked;
  if (protector.relaunch === 'off') return noRelaunch;
  if (message.parameter('tool_state').kind !== 'absent') return undefined;
  const ask = askFor(parts, asked);
  if (ask) return ask;
  if (protector.relaunch === 'require') return { kind: 'refused', code: 'origin-refused' };
  return { kind: 'none', ignored: message.asksRelaunch };
}

/** The step of a launch that says it has come again. Brings nothing about. */
export async function secondStep(parts: LaunchParts, asked: Relaunching): Promise<RelaunchStep> {
  const state = asked.message.parameter('tool_state');
  const toolState = state.kind === 'value' ? state.value : '';
  const stateHash = tokenHash(toolState);
  const known = await parts.relaunches.find(stateHash, asked.story.at);
  if (!known || !belongsTo(known, asked)) return { kind: 'refused', code: 'origin-refused' };
  const isHere = asked.request.relaunches.some((hash) => hash.equals(known.browserHash));
  if (!isHere && !keepsNothing(asked)) return { kind: 'refused', code: 'origin-refused' };
  const isOfAnother = known.spentBy !== undefined && !known.spentBy.equals(spenderOf(asked.nonce));
  if (isOfAnother) return { kind: 'refused', code: 'replayed' };
  if (isHere) return { kind: 'came', stateHash };
  const start = startOf(known, toolState);
  return start === undefined
    ? { kind: 'refused', code: 'origin-refused' }
    : { kind: 'window', stateHash, start };
}

/** The same link and protector, and the LMS's own state if it was sent. */
function belongsTo(known: KnownRelaunch, { protector, link, message }: Relaunching): boolean {
  if (known.protectorId !== protector.id || known.linkId !== link.id) return false;
  const platform = message.parameter('platform_state');
  if (platform.kind === 'absent') return true;
  return platform.kind === 'value' && known.platformHash?.equals(sha256(platform.value)) === true;
}

/** A frame that brought no cookie of any relaunch: as good as surely its browser refuses them all. */
function keepsNothing({ request, message }: Relaunching): boolean {
  return request.relaunches.length === 0 && isFramed(request, message);
}

/** Undefined for a launch that asks for no relaunch, or for one to where no browser may be sent. */
function askFor(
  parts: LaunchParts,
  { message, protector, story }: Relaunching,
): Extract<RelaunchStep, { kind: 'ask' }> | undefined {
  const { asksRelaunch, relaunchUrl, returnOrigin } = message;
  const platform = message.parameter('platform_state');
  if (!asksRelaunch || relaunchUrl === undefined || platform.kind === 'repeated') return undefined;
  const ofReturn = returnOrigin === undefined ? [] : [returnOrigin];
  const origins = [...protector.origins, ...message.lmsOrigins, ...ofReturn];
  const ownOrigin = story.target?.address?.origin ?? parts.publicUrl;
  if (!mayRelaunchTo(relaunchUrl, { origins, ownOrigin })) return undefined;
  const platformState = platform.kind === 'value' ? platform.value : undefined;
  const start = relaunchStart(relaunchUrl, platformState);
  return start === undefined ? undefined : { kind: 'ask', platformState, start };
}

/** A launch is told from every other by its nonce, so that copies of one do not take its state from each other. */
function spenderOf({ protectorId, timestamp, hash }: NonceClaim): Buffer {
  return sha256(`${protectorId} ${timestamp} ${hash.toString('hex')}`);
}

/** Gives its state to this launch, once and for all; a launch that comes second with one is `replayed`. */
export async function spendingRelaunch(parts: LaunchParts, story: Story, verdict: Verdict): Promise<Verdict> {
  if (verdict.kind === 'refused' || verdict.relaunchState === undefined) return verdict;
  const by = { nonceHash: spenderOf(verdict.nonce), now: story.at };
  if (await parts.relaunches.spend(verdict.relaunchState, by)) return verdict;
  const { freshness, nonce, otherNonces, tell } = verdict;
  return { freshness, nonce, otherNonces, tell, kind: 'refused', code: 'replayed' };
}

interface Asking {
  readonly story: Story;
  readonly nonce: NonceClaim;
  readonly otherNonces: readonly NonceClaim[];
  readonly step: Extract<RelaunchStep, { kind: 'ask' | 'window' }>;
}

/** Claims the nonce and remembers, for this browser or its next window alone, what the LMS is to send again. Opens nothing. */
export async function recordRelaunch(
  parts: LaunchParts,
  request: LaunchRequest,
  { story, nonce, otherNonces, step }: Asking,
): Promise<LaunchOutcome> {
  const { link } = story;
  if (!link) throw new Error('A launch without a link asks for a relaunch.');
  if (step.kind === 'window')
    return recordWindow(parts, request, { ...step, story, nonce, otherNonces, spender: spenderOf(nonce) });
  const { start, platformState } = step;
  const platformHash = platformState === undefined ? undefined : sha256(platformState);
  const { protectorId } = nonce;
  const asked = newRelaunch({ start, platformHash, protectorId, linkId: link.id }, story.at);
  const { relaunch, location, cookie } = asked;
  const result = await parts.launches.record({
    nonce,
    otherNonces,
    journal: story.entry('relaunch-asked'),
    relaunch,
  });
  if (result.kind === 'spent') return outcomeOfSpent(parts, request, { story, nonce, spent: result });
  return { kind: 'relaunch', location, reference: story.reference, cookie };
}
