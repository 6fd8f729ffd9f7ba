import type { SignedLaunch } from '../../lti/verifier.ts';
import { Refusal } from '../../model/launchCode.ts';
import { type Judged, judge } from './judge.ts';
import type { Question } from './judgements.ts';
import { type LaunchOutcome, refused } from './launchOutcome.ts';
import type { LaunchParts } from './launchParts.ts';
import type { LaunchRequest } from './openLaunch.ts';
import { recordLaunch } from './recordLaunch.ts';
import { recordRelaunch, spendingRelaunch } from './relaunch.ts';
import { repeatedClick } from './repeatedClick.ts';

export type Settling = Omit<Question, 'request' | 'signed'> & { readonly signed: readonly SignedLaunch[] };

/**
 * Steps 5-9 of a launch with a good signature (product.md, A launch): is it recent, what does it come to, its nonce.
 * Undefined where it was judged by what is remembered and that does not hold any more, or does not end in one claim,
 * which alone can tell.
 */
export async function settle(
  parts: LaunchParts,
  request: LaunchRequest,
  settling: Settling,
): Promise<LaunchOutcome | undefined> {
  const { story } = settling;
  const verdict = await verdictOn(parts, request, settling);
  if (story.target?.remembered === true && !endsInOneClaim(verdict)) return undefined;
  verdict.tell(story);

  if (verdict.freshness === 'fresh') {
    if (verdict.kind === 'relaunch') return recordRelaunch(parts, request, { story, ...verdict });
    const isRelaunched = verdict.kind !== 'refused' && verdict.relaunchState !== undefined;
    const spent = isRelaunched ? await spendingRelaunch(parts, story, verdict) : verdict;
    return recordLaunch(parts, request, { story, verdict: spent });
  }
  // The browser that holds the first click's session is asked before `stale` (R24).
  const again = await repeatedClick(parts, request, { story, nonce: verdict.nonce });
  if (again) return again;
  const entry = { ...story.entry(verdict.freshness), identity: undefined, personId: undefined };
  await parts.repeats.add(entry, verdict.nonce);
  return refused(story, verdict.freshness);
}

/** What a launch with a good signature comes to; brings nothing about. */
export async function verdictOn(
  parts: LaunchParts,
  request: LaunchRequest,
  { signed, ...known }: Settling,
): Promise<Judged> {
  const verdicts: Judged[] = [];
  for (const one of signed) {
    const verdict = await judge(parts, { request, signed: one, ...known });
    verdicts.push(verdict);
    if (isOfAcceptedProtector(verdict)) break;
  }
  const verdict = verdicts.find(isOfAcceptedProtector) ?? verdicts[0];
  if (verdict === undefined) throw new Refusal('bad-signature');
  return verdict;
}

function endsInOneClaim(verdict: Judged): boolean {
  if (verdict.freshness !== 'fresh' || verdict.kind === 'relaunch') return false;
  return verdict.kind === 'refused' || verdict.relaunchState === undefined;
}

/**
 * Of several protectors that verify, the first that the item accepts counts (R13), also where it refuses for another
 * reason: the next one must not open what its stricter neighbour has just refused.
 */
function isOfAcceptedProtector(verdict: Judged): boolean {
  return verdict.kind !== 'refused' || verdict.code !== 'wrong-protector';
}
