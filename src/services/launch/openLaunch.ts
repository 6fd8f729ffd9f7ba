import type { Claimed, Verifier } from '../../lti/verifier.ts';
import { verifierFor } from '../../lti/verifiers.ts';
import { Refusal } from '../../model/launchCode.ts';
import { looksLikeMoodle } from '../../model/lms.ts';
import type { Pair } from '../../model/pairs.ts';
import type { LaunchAddress, LaunchLink, LaunchTarget } from '../../storage/launchTargetStore.ts';
import { authenticate, type Sender } from './candidates.ts';
import { shareOf } from './fairTurns.ts';
import { type LaunchOutcome, refused } from './launchOutcome.ts';
import type { LaunchParts } from './launchParts.ts';
import { remarksOnKey } from './remarks.ts';
import { settle } from './settle.ts';
import { Story } from './story.ts';

/** A launch as it came in: the address is well-formed, the form was read once into one ordered list. */
export interface LaunchRequest {
  readonly domain: string;
  readonly shortId: string;
  /** Exactly as received, before the question mark. */
  readonly path: string;
  readonly pairs: readonly Pair[];
  readonly notes: readonly string[];
  /** The Host header. */
  readonly host: string;
  /** The Origin header; undefined where absent. */
  readonly origin: string | undefined;
  /** Hashes of this browser's launch cookies. */
  readonly browser: readonly Buffer[];
  /** Hashes of its cookies of launches that were sent back to the LMS (R32). */
  readonly relaunches: readonly Buffer[];
  /** Whether the answer is for a frame, as the browser says; undefined where it does not. */
  readonly framed: boolean | undefined;
  /** The User-Agent header; empty where absent. */
  readonly userAgent: string;
  /** Where the form is large: lets others be served between two steps of verifying it. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/**
 * One launch, top to bottom (product.md, A launch, steps 2-9). Nothing is brought about before the signature is good
 * and the nonce is ours, and every launch gets its journal row.
 * @throws DatabaseAway where it cannot be decided; it then opens nothing
 */
export async function openLaunch(parts: LaunchParts, request: LaunchRequest): Promise<LaunchOutcome> {
  let story = new Story(parts.now(), parts.newReference(), request.notes);
  try {
    const opening = openingOf(request);
    const target = rememberedBy(parts, request, opening);
    const known = target && (await vouchedFor(parts, request, { opening, story, target }));
    const outcome = known && (await inTurn(parts, request, known));
    if (outcome) return settled(parts, request, { story, outcome });
    const isFirst = target === undefined;
    if (!isFirst) story = story.anew(request.notes);
    return await byTheDatabase(parts, request, { opening, story, isFirst });
  } catch (error) {
    if (error instanceof Refusal) return refusedBy(error, parts, { request, story });
    throw error;
  }
}

/** A launch that comes to nothing before its signature is good. */
function refusedBy(
  { code, field }: Refusal,
  parts: LaunchParts,
  { request, story }: { readonly request: LaunchRequest; readonly story: Story },
): LaunchOutcome {
  if (code === 'unsigned' && looksLikeMoodle(request.pairs)) story.notes.push('unsigned-moodle');
  if (field !== undefined) story.notes.push(`field:${field}`);
  const { domain, shortId } = request;
  const asked = story.target ? undefined : { domain, shortId };
  parts.refusals.note({ asked, ...story.entry(code) });
  parts.inspector.refused(story, request, code);
  return refused(story, code);
}

/** What a launch says of itself, before anything is looked up. */
export interface Opening {
  readonly verifier: Verifier;
  readonly claimed: Claimed;
  readonly address: LaunchAddress;
}

/** @throws Refusal where the form cannot be a signed launch */
export function openingOf({ pairs, domain, shortId, host }: LaunchRequest): Opening {
  const verifier = verifierFor(pairs);
  const claimed = verifier.claim(pairs);
  return { verifier, claimed, address: { domain, shortId, host, key: claimed.key } };
}

export interface Asking {
  readonly opening: Opening;
  readonly story: Story;
}

/** A large form is verified once: twice would be twice the work for whoever sends forged ones. */
function rememberedBy(
  { targets }: LaunchParts,
  { pause }: LaunchRequest,
  { address }: Opening,
): LaunchTarget | undefined {
  return pause === undefined ? targets.remembered(address) : undefined;
}

/**
 * The launch of somebody who may come in costs the database one journey: it is judged by what this process remembers,
 * and its claim counts only if the settings have not changed since. Undefined where nobody has signed it, by what is
 * remembered.
 */
async function vouchedFor(
  parts: LaunchParts,
  request: LaunchRequest,
  { opening, story, target }: Asking & { readonly target: LaunchTarget },
): Promise<VouchedFor | undefined> {
  story.target = target;
  const sender = await authenticate(parts, request, { opening, story });
  const { link } = story;
  return link === undefined || sender.signed.length === 0 ? undefined : { opening, story, link, sender };
}

/**
 * All that is refused before its signature is good asks the database the same questions, and takes as long: whether its
 * address is remembered, because others launch it, or not, it was verified twice.
 */
async function byTheDatabase(
  parts: LaunchParts,
  request: LaunchRequest,
  { opening, story, isFirst }: Asking & { readonly isFirst: boolean },
): Promise<LaunchOutcome> {
  story.target = await parts.targets.find(opening.address);
  const sender = await authenticate(parts, request, { opening, story });
  if (sender.signed.length === 0 && isFirst && request.pause === undefined)
    await authenticate(parts, request, { opening, story: story.anew(request.notes) });
  const link = linkFor(story, sender);
  const outcome = await inTurn(parts, request, { opening, story, link, sender });
  if (outcome === undefined) throw new Error('A launch was judged by the database, and yet is outdated.');
  return settled(parts, request, { story, outcome });
}

interface Settled {
  readonly story: Story;
  readonly outcome: LaunchOutcome;
}

/** Shows the launch to those who look at launches afterwards. */
function settled(parts: LaunchParts, request: LaunchRequest, { story, outcome }: Settled): LaunchOutcome {
  parts.inspector.settled(story, request, outcome);
  parts.places.settled(story, outcome);
  return outcome;
}

/** @throws Refusal where there is no link, or nobody who may vouch for the launch has signed it */
export function linkFor(story: Story, { open, signed }: Sender): LaunchLink {
  const { link } = story;
  if (link === undefined) throw new Refusal('unknown-link');
  if (link.candidates.length === 0) throw new Refusal('unknown-key');
  if (signed.length === 0) story.notes.push(...remarksOnKey(link, story.at));
  if (open.length === 0) throw new Refusal('protector-closed');
  if (signed.length === 0) throw new Refusal('bad-signature');
  return link;
}

interface VouchedFor extends Asking {
  readonly link: LaunchLink;
  readonly sender: Sender;
}

/** Undefined where it was judged by what is remembered, and that does not end in a claim, or has changed. */
function inTurn(
  parts: LaunchParts,
  request: LaunchRequest,
  { opening, story, link, sender }: VouchedFor,
): Promise<LaunchOutcome | undefined> {
  const { signed, verified, open } = sender;
  const settling = { story, link, verifier: opening.verifier, signed, verified, open };
  return parts.turns.run(shareOf(link, signed), () => settle(parts, request, settling));
}
