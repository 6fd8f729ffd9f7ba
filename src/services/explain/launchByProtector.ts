import { mayOpen } from '../../model/access.ts';
import type { StoredSetting } from '../../model/deepLink.ts';
import { decideIdentity, outcomeOf } from '../../model/identityRule.ts';
import type { IdentityVerdict } from '../../model/launchCode.ts';
import type { LaunchSession, Visitor } from '../../model/launchSession.ts';
import { mayLaunch } from '../../model/mayLaunch.ts';
import { isOpen } from '../../model/period.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import type { NearProtector } from '../deepLinks/courseFacts.ts';
import { type ExplainQuestion, placeOf } from './explainStudent.ts';

/** Why a launch would not arrive, or what would be seen of the item by it. */
export const launchFaults = [
  'no-link',
  'no-secret',
  'protector-closed',
  'link-closed',
  'wrong-protector',
  'stopped',
  'nobody',
  'not-in-course',
  'launch-it',
  'not-found',
  'sign-in',
] as const;

export type LaunchFault = (typeof launchFaults)[number];

export type LaunchByProtector = {
  readonly protector: ProtectorRef;
  readonly name: string;
  /** What the launch's word for who one is would count for, if it named this person. */
  readonly identity: IdentityVerdict;
} & (
  | {
      readonly kind: 'arrives';
      readonly signsIn: boolean;
      /** The shared word is asked for before the item opens. */
      readonly asksWord: boolean;
    }
  | { readonly kind: 'shut'; readonly why: LaunchFault }
);

/**
 * What would become of an honest, fresh launch of an item by a protector that names this person. Where the launch comes
 * from (LMS place, origin) is not known here and is taken to be right.
 */
export function launchBy(
  question: Omit<ExplainQuestion, 'facts'> & { readonly settings: readonly StoredSetting[] },
  {
    visitor,
    protector,
    launched,
  }: { readonly visitor: Visitor; readonly protector: NearProtector; readonly launched: ItemHead },
): LaunchByProtector {
  const { ref, name, useIdentity } = protector;
  const { verdict, accepted } = decideIdentity({
    use: useIdentity,
    trusted: question.trusted,
    name: { kind: 'named', username: question.person.username },
    person: question.person,
    remembered: undefined,
    rememberMode: protector.rememberUsers,
    today: question.today,
  });
  const shut = (why: LaunchFault): LaunchByProtector => ({
    protector: ref,
    name,
    identity: verdict,
    kind: 'shut',
    why,
  });
  const who = accepted ? { personId: visitor.personId, sections: visitor.standing.sections } : undefined;
  const { link, settings, person, archived, now } = question;
  if (!link) return shut('no-link');
  if (!protector.hasSecret) return shut('no-secret');
  if (!isOpen(protector, now)) return shut('protector-closed');
  if (!isOpen(link, now) || archived) return shut('link-closed');
  const answer = mayLaunch(settings, launched.chain, ref, who);
  if (answer !== 'ok') return shut(answer);
  if (outcomeOf(verdict, useIdentity) === 'stop') return shut('stopped');
  if (person.disabled) return shut('nobody');
  if (!accepted && visitor.standing.kind === 'none') return shut('not-in-course');
  const session: LaunchSession = {
    visitor,
    launched: placeOf(question.courseId, launched),
    protector: ref,
    passwordSignedIn: !accepted,
  };
  const seen = mayOpen({
    item: placeOf(question.courseId, launched),
    settings,
    launches: [session],
    account: undefined,
    by: 'address',
  });
  const asksWord = !seen.open && seen.answer === 'ask-word';
  if (!seen.open && seen.answer !== 'ask-word') return shut(seen.answer);
  return { protector: ref, name, identity: verdict, kind: 'arrives', signsIn: !accepted, asksWord };
}
