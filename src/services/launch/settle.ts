import type { Freshness, SignedLaunch } from '../../lti/verifier.ts';
import { Refusal } from '../../model/launchCode.ts';
import type { NonceClaim } from '../../storage/launchStore.ts';
import { type Judged, judge } from './judge.ts';
import type { Question } from './judgements.ts';
import { type LaunchOutcome, refused } from './launchOutcome.ts';
import type { LaunchParts } from './launchParts.ts';
import type { LaunchRequest } from './openLaunch.ts';
import { recordLaunch } from './recordLaunch.ts';
import { recordRelaunch, spendingRelaunch } from './relaunch.ts';
import { repeatedClick } from './repeatedClick.ts';
import type { Story } from './story.ts';

export type Settling = Omit<Question, 'request' | 'signed'> & { readonly signed: readonly SignedLaunch[] };

/**
 * Steps 5-9 of a launch with a good signature (product.md, A launch): is it recent, what does it come to, its nonce.
 * Undefined where it was judged by what is remembered and that does not hold any more, or does not end in one claim,
 * which alone can tell.
 */
export function settle(
  parts: LaunchParts,
  request: LaunchRequest,
  settling: Settling,
): Promise<LaunchOutcome | undefined> {
  const { story } = settling;
  return verdictOn(parts, request, settling).then((verdict) =>
    bringAbout(parts, request, { story, verdict }),
  );
}

interface Judgement {
  readonly story: Story;
  readonly verdict: Judged;
}

/** Not async, nor is `settle`: of hundreds of launches that wait for the database, each would keep what these need. */
function bringAbout(
  parts: LaunchParts,
  request: LaunchRequest,
  { story, verdict }: Judgement,
): Promise<LaunchOutcome | undefined> | undefined {
  if (story.target?.remembered === true && !endsInOneClaim(verdict)) return undefined;
  verdict.tell(story);
  const { freshness, nonce } = verdict;
  if (freshness !== 'fresh') return refuseLate(parts, request, { story, nonce, code: freshness });
  if (verdict.kind === 'relaunch') return recordRelaunch(parts, request, { story, ...verdict });
  if (endsInOneClaim(verdict)) return recordLaunch(parts, request, { story, verdict });
  return spendingRelaunch(parts, story, verdict).then((spent) =>
    recordLaunch(parts, request, { story, verdict: spent }),
  );
}

interface Late {
  readonly story: Story;
  readonly nonce: NonceClaim;
  readonly code: Exclude<Freshness, 'fresh'>;
}

/** The browser that holds the first click's session is asked before `stale` (R24). */
async function refuseLate(
  parts: LaunchParts,
  request: LaunchRequest,
  { story, nonce, code }: Late,
): Promise<LaunchOutcome> {
  const again = await repeatedClick(parts, request, { story, nonce });
  if (again) return again;
  await parts.repeats.add({ ...story.entry(code), identity: undefined, personId: undefined }, nonce);
  return refused(story, code);
}

/** What a launch with a good signature comes to; brings nothing about. */
export function verdictOn(
  parts: LaunchParts,
  request: LaunchRequest,
  { story, link, verifier, signed, verified, open }: Settling,
): Promise<Judged> {
  const by = (one: SignedLaunch) =>
    judge(parts, { request, story, link, verifier, signed: one, verified, open });
  const only = signed.length === 1 ? signed[0] : undefined;
  return only ? by(only) : verdictOfMany(signed, by);
}

async function verdictOfMany(
  signed: readonly SignedLaunch[],
  judgedBy: (one: SignedLaunch) => Promise<Judged>,
): Promise<Judged> {
  const verdicts: Judged[] = [];
  for (const one of signed) {
    const verdict = await judgedBy(one);
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
