import { samplesKept } from '../../model/launchSamples.ts';
import type { LmsFamily } from '../../model/lmsFamily.ts';
import { type ParameterMatch, parameterMatches } from '../../model/rosterMatches.ts';
import type { Door } from '../../storage/door.ts';
import { type ExplanationOwner, explainedUntil } from '../../storage/explanationStore.ts';
import { type SampleLine, samplesOf } from '../../storage/launchSampleStore.ts';
import { type NamedProtector, protectorNamed } from '../../storage/namedProtector.ts';
import type { CourseCoordinator, DomainCoordinator } from '../rights/coordinators.ts';

/** Who looks: at a domain's protectors, or at those of a course and at what came to it. */
export type Onlooker = DomainCoordinator | CourseCoordinator;

export interface RecentLaunches {
  /** Undefined for all that came to a course. */
  readonly protector: NamedProtector | undefined;
  readonly signed: readonly SampleLine[];
  /** That nobody has signed: names and lengths alone. */
  readonly unsigned: readonly SampleLine[];
  readonly parameters: readonly ParameterMatch[];
  readonly family: LmsFamily | undefined;
  /** Epoch milliseconds; 0 where bad signatures are not looked into. */
  readonly explainedUntil: number;
}

/** Of a domain's protector more are shown than of one course. */
const mostShown = 50;

/** The last launches by one protector, or of a whole course. Undefined for a protector that is not there. */
export async function recentLaunches(
  door: Door,
  by: Onlooker,
  number: number | undefined,
): Promise<RecentLaunches | undefined> {
  const owner = explanationOwner(by);
  const { domainId } = owner;
  return door.read(async (sql) => {
    const protector =
      number === undefined ? undefined : await protectorNamed(sql, owner, { level: levelOf(by), number });
    if (number !== undefined && !protector) return undefined;
    const inCourse = 'course' in by ? { courseId: owner.courseId } : {};
    const signed = await samplesOf(sql, {
      domainId,
      ...inCourse,
      protectorId: protector?.id,
      most: mostShown,
    });
    const unsigned = await samplesOf(sql, { domainId, ...inCourse, protectorId: 0, most: samplesKept });
    const use = protector?.useIdentity;
    return {
      protector,
      signed,
      unsigned,
      parameters: parameterMatches(signed.slice(0, samplesKept), use ? use.parameter : undefined),
      family: signed.find(({ family }) => family !== '')?.family || undefined,
      explainedUntil: await explainedUntil(sql, owner),
    };
  });
}

export function levelOf(by: Onlooker): 'course' | 'domain' {
  return 'course' in by ? 'course' : 'domain';
}

export function explanationOwner(by: Onlooker): ExplanationOwner {
  return { domainId: by.domain.domainId, courseId: 'course' in by ? by.course.courseId : 0 };
}
