import { sealFor } from '../../crypto/browserSeal.ts';
import { sha256, tokenHash } from '../../crypto/digest.ts';
import type { Place } from '../../crypto/envelope.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import { Secret } from '../../model/secret.ts';
import type { NonceClaim } from '../../storage/launchStore.ts';
import type { KnownRelaunch, Relaunch, RelaunchStore } from '../../storage/relaunchStore.ts';
import { type LaunchOutcome, refused } from './launchOutcome.ts';
import type { LaunchParts } from './launchParts.ts';
import { lifeTimes } from './lifeTimes.ts';
import type { LaunchRequest } from './openLaunch.ts';
import { outcomeOfSpent } from './repeatedClick.ts';
import type { Story } from './story.ts';
import { openSealed } from './wayBack.ts';

/** Where the LMS is asked; kept sealed, as it may hold a session key of the LMS (R28). */
function addressPlace(stateHash: Buffer): Place {
  return { table: 'relaunches', column: 'address_sealed', owner: stateHash.toString('hex'), number: 0 };
}

interface NewRelaunch {
  /** The address of the LMS, up to the value of `tool_state`. */
  readonly start: string;
  readonly platformHash: Buffer | undefined;
  readonly protectorId: number;
  readonly linkId: number;
}

/** Two new words, one for the LMS and one for this browser's cookie, and what of both is kept. */
export function newRelaunch(
  { start, ...of }: NewRelaunch,
  now: number,
): { readonly location: string; readonly cookie: string; readonly relaunch: Relaunch } {
  const toolState = randomToken();
  const cookie = randomToken();
  const stateHash = tokenHash(toolState);
  const addressSealed = sealFor(toolState, new Secret(start), addressPlace(stateHash));
  const expiresAt = now + lifeTimes.relaunchMs;
  const relaunch = { ...of, stateHash, browserHash: tokenHash(cookie), addressSealed, expiresAt };
  return { location: `${start}${toolState}`, cookie, relaunch };
}

/** Where the LMS was asked, for who brings the state that it was asked with. */
export function startOf({ addressSealed, stateHash }: KnownRelaunch, toolState: string): string | undefined {
  return openSealed(toolState, addressSealed, addressPlace(stateHash));
}

interface Waiting {
  readonly story: Story;
  readonly nonce: NonceClaim;
  readonly otherNonces: readonly NonceClaim[];
  readonly spender: Buffer;
  readonly stateHash: Buffer;
  readonly start: string;
}

/**
 * A launch that came again in a frame whose browser kept nothing: only a window of its own can show that it is the same
 * browser. Opens nothing, there neither: it asks the LMS once more, which knows who sits there.
 */
export async function recordWindow(
  parts: LaunchParts,
  request: LaunchRequest,
  { story, nonce, otherNonces, spender, stateHash, start }: Waiting,
): Promise<LaunchOutcome> {
  const isOurs = await parts.relaunches.spend(stateHash, { nonceHash: spender, now: story.at });
  const journal = story.entry(isOurs ? 'relaunch-asked' : 'replayed');
  // Of copies of this launch the nonce decides which one is shown the button; only that one keeps its value.
  const result = await parts.launches.record({ nonce, otherNonces, journal });
  if (result.kind === 'spent') return outcomeOfSpent(parts, request, { story, nonce, spent: result });
  if (!isOurs) return refused(story, 'replayed');
  const button = randomToken();
  await parts.relaunches.keepForWindow(stateHash, {
    nonceHash: spender,
    windowHash: hashOfButton(button),
    agentHash: sha256(request.userAgent),
    addressSealed: sealFor(button, new Secret(start), addressPlace(stateHash)),
    now: story.at,
    expiresAt: story.at + lifeTimes.handoverMs,
  });
  const { reference, locale } = story;
  return { kind: 'relaunch-window', reference, locale, button, leadsTo: new URL(start).origin };
}

/** Never good for anything else: neither a `tool_state` nor the value of another button. */
function hashOfButton(value: string): Buffer {
  return tokenHash(`relaunch ${value}`);
}

export interface RelaunchWindowParts {
  readonly relaunches: RelaunchStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * The new window asks the LMS anew, under a cookie of its own. The first use spends the value, as in `takeOver`.
 */
export async function relaunchInWindow(
  { relaunches, now }: RelaunchWindowParts,
  { value, userAgent }: { readonly value: string; readonly userAgent: string },
): Promise<{ readonly location: string; readonly cookie: string } | undefined> {
  const at = now();
  const windowHash = hashOfButton(value);
  const known = await relaunches.findByWindow(windowHash, at);
  const start = known && startOf(known, value);
  if (!known || start === undefined) return undefined;
  if (!known.agentHash?.equals(sha256(userAgent))) {
    await relaunches.replace(windowHash, undefined, at);
    return undefined;
  }
  const { platformHash, protectorId, linkId } = known;
  const { relaunch, ...fresh } = newRelaunch({ start, platformHash, protectorId, linkId }, at);
  return (await relaunches.replace(windowHash, relaunch, at)) ? fresh : undefined;
}
