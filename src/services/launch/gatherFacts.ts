import type { VerifiedLaunch } from '../../lti/verifier.ts';
import { courseStanding } from '../../model/courseStanding.ts';
import { dayIn } from '../../model/days.ts';
import { effectiveSetting, type Who } from '../../model/effectiveSetting.ts';
import { decideIdentity, type IdentityDecision } from '../../model/identityRule.ts';
import { nameInLaunch } from '../../model/nameInLaunch.ts';
import type { LaunchPeople, LaunchQuestion } from '../../storage/launchPersonStore.ts';
import type { NonceClaim } from '../../storage/launchStore.ts';
import type { CandidateProtector } from '../../storage/launchTargetStore.ts';
import type { Facts, Question } from './judgements.ts';
import type { LaunchParts } from './launchParts.ts';
import { firstStep, type Relaunching, type RelaunchStep, secondStep } from './relaunch.ts';

export interface Signer {
  readonly protector: CandidateProtector;
  readonly message: VerifiedLaunch;
  readonly nonce: NonceClaim;
  readonly subjectHash: Buffer | undefined;
}

/** All that the checks look at, from what is remembered, at once, or from the database. */
export function gatherFacts(parts: LaunchParts, question: Question, signer: Signer): Facts | Promise<Facts> {
  const { request, story, link } = question;
  const { protector, message, nonce, subjectHash } = signer;
  const { target } = story;
  if (!target) throw new Error('A launch without a target was verified.');
  const use = protector.useIdentity;
  const name = use === false ? undefined : nameInLaunch(use, message.parameter);
  const whom = {
    version: target.version,
    domainId: target.domain.id,
    courseId: link.course.id,
    username: name?.kind === 'named' ? name.username : undefined,
    protectorId: protector.id,
    subjectHash,
    chain: link.item?.chain ?? [],
    boundLinkId: link.placeCheck === 'off' ? undefined : link.id,
  };
  const relaunching = { request, story, link, protector, message, nonce };
  const found = parts.people.remembered(whom);
  const relaunch = firstStep(parts, relaunching);
  if (found && relaunch) return factsOf(question, signer, { name, found, relaunch });
  return askedFor(parts, { whom, found, relaunch, relaunching }).then((all) =>
    factsOf(question, signer, { name, ...all }),
  );
}

interface Asked {
  readonly whom: LaunchQuestion;
  readonly found: LaunchPeople | undefined;
  readonly relaunch: RelaunchStep | undefined;
  readonly relaunching: Relaunching;
}

/** The database, for what is still undefined. */
async function askedFor(
  parts: LaunchParts,
  { whom, found, relaunch, relaunching }: Asked,
): Promise<Pick<Facts, 'found' | 'relaunch'>> {
  return {
    found: found ?? (await parts.people.find(whom)),
    relaunch: relaunch ?? (await secondStep(parts, relaunching)),
  };
}

function factsOf(
  { request, story, link }: Question,
  { protector, message }: Signer,
  { name, found, relaunch }: Pick<Facts, 'name' | 'found' | 'relaunch'>,
): Facts {
  const { target } = story;
  if (!target) throw new Error('A launch without a target was verified.');
  const today = dayIn(target.domain.timeZone, story.at);
  const identity = decideIdentity({
    use: protector.useIdentity,
    trusted: link.course.trustUsernames ?? target.domain.trustUsernames,
    name,
    person: found.person,
    remembered: rememberedAs(found),
    rememberMode: protector.rememberUsers,
    today,
  });
  const who = whoComes(found, identity, today);
  const setting = who && link.item && effectiveSetting(found.settings, link.item.chain, who);
  return { request, story, link, protector, message, name, found, identity, relaunch, who, setting };
}

/** Undefined for whoever will sign in: not known yet, and judged again at every request. */
function whoComes({ person }: LaunchPeople, { accepted }: IdentityDecision, today: string): Who | undefined {
  if (!accepted || !person) return undefined;
  return { personId: person.id, sections: courseStanding(person, today).sections };
}

function rememberedAs({ person, rememberedId }: LaunchPeople): 'same' | 'other' | undefined {
  if (person === undefined || rememberedId === undefined) return undefined;
  return rememberedId === person.id ? 'same' : 'other';
}
