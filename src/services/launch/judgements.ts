import type { SignedLaunch, VerifiedLaunch, Verifier } from '../../lti/verifier.ts';
import type { EffectiveSetting, Who } from '../../model/effectiveSetting.ts';
import { type IdentityDecision, outcomeOf } from '../../model/identityRule.ts';
import type { RefusalCode } from '../../model/launchCode.ts';
import { answerUnder, mayLaunch } from '../../model/mayLaunch.ts';
import type { NameInLaunch } from '../../model/nameInLaunch.ts';
import { isOpen } from '../../model/period.ts';
import type { LaunchPeople } from '../../storage/launchPersonStore.ts';
import type { CandidateProtector, LaunchLink } from '../../storage/launchTargetStore.ts';
import type { LaunchRequest } from './openLaunch.ts';
import type { RelaunchStep } from './relaunch.ts';
import type { Story } from './story.ts';

export interface Question {
  readonly request: LaunchRequest;
  readonly story: Story;
  readonly link: LaunchLink;
  readonly verifier: Verifier;
  readonly signed: SignedLaunch;
  /** The same launch as every protector verified it, those that are closed included. */
  readonly verified: readonly SignedLaunch[];
  readonly open: readonly CandidateProtector[];
}

/** All that the checks after the signature look at. */
export interface Facts extends Pick<Question, 'request' | 'story' | 'link'> {
  readonly protector: CandidateProtector;
  readonly message: VerifiedLaunch;
  readonly name: NameInLaunch | undefined;
  readonly found: LaunchPeople;
  readonly identity: IdentityDecision;
  readonly relaunch: RelaunchStep;
  /** Undefined for whoever will sign in. */
  readonly who: Who | undefined;
  /** How the item is set for them. */
  readonly setting: EffectiveSetting | undefined;
}

/** Steps 8 and 9 in their order; the first that returns a code decides. Step 7 is the verifier's. */
export const judgements: readonly {
  readonly name: string;
  readonly refuses: (facts: Facts) => RefusalCode | undefined;
}[] = [
  { name: 'item is there', refuses: ({ link }) => (link.item ? undefined : 'item-gone') },
  {
    name: 'link is open',
    refuses: ({ link, story }) =>
      isOpen(link, story.at) && !link.course.archived ? undefined : 'link-closed',
  },
  { name: 'item accepts the protector', refuses: itemRefuses },
  { name: 'LMS place', refuses: placeRefuses },
  { name: 'origin', refuses: originRefuses },
  {
    name: 'relaunch',
    refuses: ({ relaunch }) => (relaunch.kind === 'refused' ? relaunch.code : undefined),
  },
  { name: 'identity', refuses: identityRefuses },
];

function itemRefuses({ link, found, protector, setting }: Facts): RefusalCode | undefined {
  const { item } = link;
  if (!item) return 'item-gone';
  const { ref } = protector;
  const answer = setting ? answerUnder(setting, ref) : mayLaunch(found.settings, item.chain, ref);
  return answer === 'ok' ? undefined : answer;
}

/** Under `enforce`, a launch from a place that nobody approved for this protector is refused (R7). */
function placeRefuses(facts: Facts): RefusalCode | undefined {
  return facts.link.placeCheck === 'enforce' && !isFromApprovedPlace(facts) ? 'wrong-context' : undefined;
}

export function isFromApprovedPlace({ found, message }: Pick<Facts, 'found' | 'message'>): boolean {
  return found.places.some(
    ({ contextId, resourceLinkId }) =>
      contextId === message.contextId &&
      (resourceLinkId === undefined || resourceLinkId === message.resourceLinkId),
  );
}

/** Under `enforce`, `null` and absent are refused like a foreign origin (R26). */
function originRefuses({ protector, request }: Facts): RefusalCode | undefined {
  if (protector.originCheck !== 'enforce') return undefined;
  const matches = request.origin !== undefined && protector.origins.includes(request.origin);
  return matches ? undefined : 'origin-refused';
}

/** A launch that is to come again names nobody yet (R32). */
function identityRefuses({ identity, protector, relaunch }: Facts): RefusalCode | undefined {
  if (relaunch.kind === 'ask') return undefined;
  return outcomeOf(identity.verdict, protector.useIdentity) === 'stop' ? 'stopped' : undefined;
}
