import { sealFor } from '../../crypto/browserSeal.ts';
import { sha256, tokenHash } from '../../crypto/digest.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import { Secret } from '../../model/secret.ts';
import type { HandoverStore, HeldLaunch } from '../../storage/handoverStore.ts';
import type { FirstHandover } from '../../storage/launchSessionColumns.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import { lifeTimes } from './lifeTimes.ts';
import { openReturn, reseal, returnPlace } from './wayBack.ts';

export interface HandoverParts {
  readonly handovers: HandoverStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * A launch in a frame whose browser keeps no cookies is carried on by two values, each good once and for 60 s: the
 * `check` in the address after the launch, and the `button` in the form that opens a new window (R23).
 */
type Step = 'check' | 'button';

/** The step is hashed too, so that neither value is ever good for the other. */
function hashFor(step: Step, value: string): Buffer {
  return tokenHash(`${step} ${value}`);
}

interface NewCheck {
  readonly check: string;
  readonly userAgent: string;
  readonly launchKey: Buffer;
  readonly returnUrl: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What a framed launch keeps of its check: no more than can recognise it. */
export function firstHandover({ check, userAgent, launchKey, returnUrl, at }: NewCheck): FirstHandover {
  const keeps = returnUrl !== undefined && returnUrl.length <= 2_000;
  return {
    hash: hashFor('check', check),
    until: at + lifeTimes.handoverMs,
    sealed: keeps ? sealFor(check, new Secret(returnUrl), returnPlace(launchKey)) : undefined,
    agentHash: sha256(userAgent),
  };
}

interface Shown {
  readonly value: string;
  readonly userAgent: string;
}

/** The launch that a check belongs to, if it is in time, unspent, and shown by the launch's own kind of browser. */
export async function findChecked(
  parts: HandoverParts,
  { value, userAgent }: Shown,
): Promise<HeldLaunch | undefined> {
  const held = await parts.handovers.find(hashFor('check', value), parts.now());
  return held && isSameAgent(held, userAgent) ? held : undefined;
}

/** Spends a check for the button's value; undefined where another request was quicker. */
export async function spendCheck(
  parts: HandoverParts,
  { launch, sealed }: HeldLaunch,
  check: string,
): Promise<string | undefined> {
  const now = parts.now();
  const button = randomToken();
  const spent = await parts.handovers.spend(
    hashFor('check', check),
    {
      kind: 'value',
      hash: hashFor('button', button),
      sealed: reseal(sealed, launch.launchKey, { from: check, to: button }),
      until: now + lifeTimes.handoverMs,
      noted: { reference: launch.reference, at: launch.startedAt },
    },
    now,
  );
  return spent ? button : undefined;
}

/**
 * The new window takes the launch over under a cookie of its own; the old one's value opens nothing any more. The first
 * use spends the button's value also where nothing follows from it: a value that was seen elsewhere is good for nobody.
 */
export async function takeOver(
  parts: HandoverParts,
  { value, userAgent }: Shown,
): Promise<{ readonly launch: KnownLaunch; readonly cookie: string } | undefined> {
  const now = parts.now();
  const hash = hashFor('button', value);
  const held = await parts.handovers.find(hash, now);
  if (!held) return undefined;
  if (!isSameAgent(held, userAgent)) {
    await parts.handovers.spend(hash, { kind: 'nothing' }, now);
    return undefined;
  }
  const cookie = randomToken();
  const { launch, sealed } = held;
  const secretHash = tokenHash(cookie);
  const returnSealed = reseal(sealed, launch.launchKey, { from: value, to: cookie });
  const spent = await parts.handovers.spend(hash, { kind: 'cookie', secretHash, returnSealed }, now);
  return spent ? { launch: { ...launch, secretHash, returnSealed }, cookie } : undefined;
}

/** The way back of a launch whose button was pressed too late, for the browser that was shown it; opens nothing. */
export async function lateWayBack(
  parts: HandoverParts,
  { value, userAgent }: Shown,
): Promise<{ readonly launch: KnownLaunch; readonly returnUrl: string | undefined } | undefined> {
  const held = await parts.handovers.findLate(hashFor('button', value), parts.now());
  if (!held || !isSameAgent(held, userAgent)) return undefined;
  const { launch, sealed } = held;
  return { launch, returnUrl: openReturn(value, sealed, launch.launchKey) };
}

function isSameAgent({ agentHash }: HeldLaunch, userAgent: string): boolean {
  return agentHash?.equals(sha256(userAgent)) === true;
}
