import type { ToleratedVariant } from '../model/launchCode.ts';
import type { Pair } from '../model/pairs.ts';
import type { Secret } from '../model/secret.ts';

declare const signedMark: unique symbol;
declare const verifiedMark: unique symbol;
declare const selectionMark: unique symbol;

/** What a version of the protocol must be able to do. Each has a folder here and a line in `verifiers.ts`. */
export interface Verifier {
  readonly version: '1.1';
  /** Whether a form looks like a message of this version; says nothing about its being good. */
  recognises(pairs: readonly Pair[]): boolean;
  /** @throws Refusal where the form cannot be a complete message; nothing in the result is proven yet */
  claim(pairs: readonly Pair[]): Claimed;
  /** The candidates that really sent this, in the order in which they were given; none: a bad signature. */
  authenticate(claimed: Claimed, against: Against): Awaitable<readonly SignedLaunch[]>;
  freshness(signed: SignedLaunch, lifetimeSeconds: number, now: number): Freshness;
  /** What a good signature alone makes usable, whether or not the message is a launch. */
  readPresentation(signed: SignedLaunch): Presentation;
  /** For coordinators, what a signature that nobody accepted was made with; undefined where that is not found. */
  causeOf(claimed: Claimed, tries: SignatureTries, pause: () => Promise<void>): Promise<string | undefined>;
  /** @throws Refusal `wrong-message`, `incomplete-message` */
  readMessage(signed: SignedLaunch): VerifiedLaunch;
  /** The same for a message that asks for a choice of contents. @throws Refusal `wrong-message`, `incomplete-message` */
  readSelection(signed: SignedLaunch): VerifiedSelection;
}

export type Awaitable<T> = T | Promise<T>;

/** What a form says about itself before anybody has checked it: enough to look for candidates, no more. */
export interface Claimed {
  readonly key: string;
}

export interface Candidate {
  readonly id: number;
  /** The current secret first. An empty list, like an empty secret, verifies nothing. */
  readonly secrets: readonly CandidateSecret[];
}

export interface CandidateSecret {
  readonly secret: Secret;
  readonly which: SecretUsed;
}

/** Secrets and addresses that are known here and were not what the signature needed. */
export interface SignatureTries {
  /** Those that would have been accepted. */
  readonly secrets: readonly Secret[];
  readonly others: readonly UnknownSecret[];
  /** As it should have been signed for, the likeliest first. */
  readonly expected: readonly string[];
  readonly urls: readonly { readonly cause: string; readonly url: string }[];
}

/** A secret that would not have been accepted, and what it means if it was the one. */
export interface UnknownSecret {
  readonly cause: string;
  readonly secret: Secret;
}

export type SecretUsed = 'current' | 'previous';

export interface Against {
  readonly url: LaunchUrl;
  readonly candidates: readonly Candidate[];
  /** Epoch milliseconds. */
  readonly now: number;
  /** Lets others be served between two steps of the work; for messages whose steps take long. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/** Where the message must have been addressed to. The query is part of the pairs, so it is not said again. */
export interface LaunchUrl {
  /** The configured public one, `https://links.msu.example`; never taken from request headers. */
  readonly origin: string;
  /** Exactly as received, from the first slash to before the question mark. */
  readonly path: string;
}

export interface Nonce {
  /** Epoch seconds, as the sender wrote it. */
  readonly timestamp: number;
  readonly text: string;
}

export type Freshness = 'fresh' | 'stale' | 'future';

/** What is known once a signature is good. Only `lti/` makes one. */
export interface Signed {
  readonly candidateId: number;
  readonly secretUsed: SecretUsed;
  readonly tolerated: readonly ToleratedVariant[];
  readonly nonce: Nonce;
  /** Our clock minus theirs, in seconds. */
  readonly clockDifference: number;
}

export interface SignedLaunch extends Signed {
  readonly [signedMark]: true;
}

/** Where the sender is and how it wants to be answered; undefined where absent or blank. */
export interface Presentation {
  /** Absolute http or https, normalised, without user or password. Holds the session key of some LMSs (R28). */
  readonly returnUrl: string | undefined;
  /** Of the return URL. */
  readonly returnOrigin: string | undefined;
  readonly locale: string | undefined;
  readonly productFamily: string | undefined;
  /** Origins of the other addresses of the LMS that the message names: its outcome service, its own. */
  readonly lmsOrigins: readonly string[];
}

/** A signed launch message, in words that hold for every version. Only `lti/` makes one. */
export interface VerifiedLaunch extends Signed, Presentation {
  readonly [verifiedMark]: true;
  /** The LMS's own id of the person (`user_id`); undefined where it is absent or blank, like all that follow. */
  readonly subject: string | undefined;
  readonly contextId: string | undefined;
  readonly resourceLinkId: string;
  readonly documentTarget: string | undefined;
  /** LTI 1.1.2: the message asks to be sent once more and names nobody yet (R32). */
  readonly asksRelaunch: boolean;
  readonly relaunchUrl: string | undefined;
  /** An item to go on to, as the form or the launch's address asks for it; the same in both counts once. */
  readonly nextItem: Parameter;
  /** Names as sent in the body, in order, repeats once, without those of the signature. */
  readonly parameterNames: readonly string[];
  /** One parameter of the body, by its exact name. A name that only the query holds is absent. */
  parameter(name: string): Parameter;
}

/** A signed request to choose contents for the LMS. Only `lti/` makes one. */
export interface VerifiedSelection extends Signed {
  readonly [selectionMark]: true;
  /** Where the answer goes: absolute http or https. Holds the session key of some LMSs (R28). */
  readonly answerUrl: string;
  readonly answerOrigin: string;
  /** What the LMS wants to have back as it is; undefined where it wants nothing. */
  readonly data: string | undefined;
  readonly acceptsSeveral: boolean;
  /** Where the LMS can show what was chosen: `iframe`, `window`, ... in its order of preference. */
  readonly documentTargets: readonly string[];
  readonly subject: string | undefined;
}

export type Parameter =
  | { readonly kind: 'absent' }
  /** Twice in the body, or in the body and in the query. */
  | { readonly kind: 'repeated' }
  /** As signed. Holds U+FFFD where the bytes were not UTF-8. */
  | { readonly kind: 'value'; readonly value: string };
