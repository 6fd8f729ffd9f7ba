import { stateMark } from '../../crypto/stateMark.ts';
import { dayIn } from '../../model/days.ts';
import { isEditableIn, type LmsFamily } from '../../model/lmsFamily.ts';
import type { UseIdentity } from '../../model/protector.ts';
import { addAudit } from '../../storage/auditStore.ts';
import type { Door } from '../../storage/door.ts';
import { samplesOf } from '../../storage/launchSampleStore.ts';
import { protectorNamed } from '../../storage/namedProtector.ts';
import { writeUseIdentity } from '../../storage/protectorColumns.ts';
import { changeRows } from '../../storage/rowWriting.ts';
import { studentsWithoutPassword } from '../../storage/strandedStudents.ts';
import { actorOf } from '../rights/coordinators.ts';
import { explanationOwner, levelOf, type Onlooker } from './recentLaunches.ts';

/** What choosing a parameter would change, for whoever is asked to confirm it. */
export interface Choice {
  readonly name: string;
  /** The parameter now; '' where none is used. */
  readonly now: string;
  /** Teachers or students can set it in that LMS (R3). */
  readonly editable: boolean;
  /** A domain's protector counts in all of its courses: such a parameter needs a word of consent. */
  readonly needsConsent: boolean;
  /** Students without a password, who can come in by a launch alone (R5). */
  readonly stranded: number;
  readonly mark: string;
}

export interface ChoiceAsked {
  readonly by: Onlooker;
  readonly number: number;
  readonly parameter: string;
}

/** Undefined for a protector that is not there. */
export async function choiceOf(
  door: Door,
  { by, number, parameter }: ChoiceAsked,
  now: number,
): Promise<Choice | undefined> {
  const owner = explanationOwner(by);
  const { domainId } = owner;
  const inCourse = 'course' in by ? { courseId: owner.courseId } : {};
  return door.read(async (sql) => {
    const protector = await protectorNamed(sql, owner, { level: levelOf(by), number });
    if (!protector) return undefined;
    const { useIdentity } = protector;
    const samples = await samplesOf(sql, { domainId, protectorId: protector.id, most: 20 });
    const family = samples.find((one) => one.family !== '')?.family || undefined;
    const editable = isEditableIn(parameter, family as LmsFamily | undefined);
    const today = dayIn(by.domain.timeZone, now);
    return {
      name: protector.name,
      now: useIdentity ? useIdentity.parameter : '',
      editable,
      needsConsent: editable && levelOf(by) === 'domain',
      stranded: useIdentity ? await studentsWithoutPassword(sql, { domainId, ...inCourse }, today) : 0,
      mark: stateMark(useIdentity),
    };
  });
}

export interface Choosing extends ChoiceAsked {
  readonly transform: 'none' | 'lower';
  /** Of the state that the form showed. */
  readonly mark: string;
}

/** Makes the protector take the username from this parameter. `meanwhile`: somebody changed it since the form was shown. */
export function chooseParameter(
  door: Door,
  { by, number, parameter, transform, mark }: Choosing,
  now: number,
): Promise<'chosen' | 'meanwhile' | 'gone'> {
  const owner = explanationOwner(by);
  return door.write(async (sql) => {
    const ref = { level: levelOf(by), number } as const;
    const known = await protectorNamed(sql, owner, ref, true);
    if (!known) return 'gone';
    const before = known.useIdentity;
    if (stateMark(before) !== mark) return 'meanwhile';
    const otherwise = before ? before.otherwise : 'login';
    const after: UseIdentity = { parameter, transform: { kind: transform }, otherwise };
    await changeRows(sql, 'protectors', { use_identity: writeUseIdentity(after) }, { id: known.id });
    const entry = {
      domainId: owner.domainId,
      courseId: 'course' in by ? owner.courseId : null,
      actor: actorOf(by),
      deed: 'protector-changed',
      object: known.name,
    } as const;
    await addAudit(sql, [{ ...entry, before: { useIdentity: before }, after: { useIdentity: after } }], now);
    return 'chosen';
  });
}
