import type { Claimed, SignedLaunch, Verifier } from '../../lti/verifier.ts';
import { verifierFor } from '../../lti/verifiers.ts';
import { Refusal, type RefusalCode } from '../../model/launchCode.ts';
import { looksLikeMoodle } from '../../model/lms.ts';
import type { Pair } from '../../model/pairs.ts';
import type { CandidateProtector } from '../../storage/launchTargetStore.ts';
import { candidatesOf, signedOrigin } from './candidates.ts';
import { shareOf } from './fairTurns.ts';
import type { LaunchParts } from './launchParts.ts';
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

/** Where a launched browser goes. */
export interface ItemAddress {
  readonly domain: string;
  readonly course: string;
  readonly itemId: string;
}

interface Fresh {
  readonly reference: string;
  readonly cookie: string;
  /** One-time value by which the next request shows whether the cookie came back; for launches in frames (R23). */
  readonly check: string | undefined;
}

export type LaunchOutcome =
  | (Fresh & { readonly kind: 'enter'; readonly to: ItemAddress })
  | (Fresh & { readonly kind: 'ask-login' })
  | {
      readonly kind: 'relaunch';
      /** An address of the LMS. */
      readonly location: string;
      readonly reference: string;
      readonly cookie: string;
    }
  | {
      /** It came from the LMS again, but to a browser that had kept nothing: a button leads to a new window. */
      readonly kind: 'relaunch-window';
      readonly button: string;
      /** The origin of the LMS. */
      readonly leadsTo: string;
      readonly reference: string;
      readonly locale: string | undefined;
    }
  | {
      readonly kind: 'repeat';
      readonly to: ItemAddress | 'login';
      readonly reference: string;
      readonly check?: undefined;
    }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      readonly reference: string;
      readonly back: WayBack;
      /** Of a replay: the reference of the first launch, if what it made still lives. */
      readonly first?: string;
    };

/** How a refused visitor finds back to the LMS, and in which language they are told; all of it signed. */
export type WayBack = Pick<Story, 'returnUrl' | 'returnHost' | 'family' | 'locale'>;

/**
 * One launch, top to bottom (product.md, A launch, steps 2-9). Nothing is brought about before the signature is good
 * and the nonce is ours, and every launch gets its journal row.
 * @throws DatabaseAway where it cannot be decided; it then opens nothing
 */
export async function openLaunch(parts: LaunchParts, request: LaunchRequest): Promise<LaunchOutcome> {
  const story = new Story(parts.now(), parts.newReference(), request.notes);
  try {
    return await decide(parts, request, story);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'unsigned' && looksLikeMoodle(request.pairs)) story.notes.push('unsigned-moodle');
    parts.refusals.note(story.entry(error.code));
    return refused(story, error.code);
  }
}

async function decide(parts: LaunchParts, request: LaunchRequest, story: Story): Promise<LaunchOutcome> {
  const { pairs, domain, shortId, host } = request;
  const verifier = verifierFor(pairs);
  const claimed = verifier.claim(pairs);

  const address = { domain, shortId, host, key: claimed.key };
  story.target = await parts.targets.find(address);
  let sender = await authenticate(parts, request, { story, verifier, claimed });
  if (sender.signed.length === 0 && story.target?.remembered) {
    story.target = await parts.targets.findAnew(address, story.target);
    sender = await authenticate(parts, request, { story, verifier, claimed });
  }
  const { signed, verified, open } = sender;
  if (story.link === undefined) throw new Refusal('unknown-link');
  if (story.link.candidates.length === 0) throw new Refusal('unknown-key');
  if (open.length === 0) throw new Refusal('protector-closed');
  if (signed.length === 0) throw new Refusal('bad-signature');
  const { link } = story;
  return parts.turns.run(shareOf(link, signed), () =>
    settle(parts, request, { story, link, verifier, signed, verified, open }),
  );
}

interface Asking {
  readonly story: Story;
  readonly verifier: Verifier;
  readonly claimed: Claimed;
}

interface Sender {
  /** By whichever protector with that key, open or closed. */
  readonly verified: readonly SignedLaunch[];
  /** By those that may vouch for it. */
  readonly signed: readonly SignedLaunch[];
  readonly open: readonly CandidateProtector[];
}

/** Who has signed the launch: at most one protector, but for twins. */
async function authenticate(
  parts: LaunchParts,
  { host, path, pause }: LaunchRequest,
  { story, verifier, claimed }: Asking,
): Promise<Sender> {
  const origin = signedOrigin(story, host, parts.publicUrl);
  story.link = origin === undefined ? undefined : story.target?.link;
  const { open, candidates } = await candidatesOf(parts, story);
  // Also with nobody to compare with: an unknown link or key takes as long as a wrong signature.
  const url = { origin: origin ?? parts.publicUrl, path };
  const verified = await verifier.authenticate(claimed, { url, candidates, now: story.at, pause });
  const signed = verified.filter(({ candidateId }) => open.some(({ id }) => id === candidateId));
  return { verified, signed, open };
}

export function refused(story: Story, code: RefusalCode): Extract<LaunchOutcome, { kind: 'refused' }> {
  return {
    kind: 'refused',
    code,
    reference: story.reference,
    back: story,
  };
}
