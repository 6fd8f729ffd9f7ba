import { causeOf, type LaunchCause } from '../../model/launchCauses.ts';
import { type JudgedStep, judgedSteps } from '../../model/launchSteps.ts';
import type { LmsFamily } from '../../model/lmsFamily.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { type SampleLine, samplesOf } from '../../storage/launchSampleStore.ts';
import { type LaunchRecordLine, recordsOf } from '../../storage/launchStoryStore.ts';
import { type NamedProtector, protectorNamed } from '../../storage/namedProtector.ts';
import type { CourseCoordinator, DomainCoordinator } from '../rights/coordinators.ts';

/** What became of one launch, why, and what each step came to. */
export interface LaunchStory {
  readonly record: LaunchRecordLine;
  readonly cause: LaunchCause;
  readonly steps: readonly JudgedStep[];
  /** The protector that has signed it, else the one whose key was sent. */
  readonly protector: NamedProtector | undefined;
  readonly sample: SampleLine | undefined;
  readonly family: LmsFamily | undefined;
  /** The field of the signature or message that is at fault. */
  readonly field: string;
}

/** Undefined for a reference that is of no launch of the domain, or of the course where `by` coordinates only that. */
export async function launchStory(
  door: Door,
  by: DomainCoordinator | CourseCoordinator,
  reference: string,
): Promise<LaunchStory | undefined> {
  const { domainId } = by.domain;
  const courseId = 'course' in by ? by.course.courseId : undefined;
  return door.read(async (sql) => {
    const records = await recordsOf(sql, { domainId, courseId, reference });
    const record = records.at(-1);
    const [first] = records;
    if (!record || !first) return undefined;
    const [sample] = await samplesOf(sql, { domainId, courseId, reference, most: 1 });
    const { code, identity } = record;
    const notes = [...new Set(records.flatMap((one) => [...one.notes, ...one.tolerated]))];
    const cause = causeOf({ code, identity, notes, origin: first.origin, found: sample?.cause });
    const owner = { domainId, courseId: record.courseId ?? 0 };
    const ref = record.protector ?? claimedBy(notes);
    const protector = ref && (await protectorNamed(sql, owner, ref));
    return {
      record: { ...record, at: first.at, origin: first.origin, clockDifference: first.clockDifference },
      cause,
      steps: judgedSteps({ code, identity, notes }),
      protector,
      sample,
      family: sample?.family || (await familyBefore(sql, { domainId, courseId: record.courseId }, protector)),
      field: notes.find((note) => note.startsWith('field:'))?.slice('field:'.length) ?? '',
    };
  });
}

/** Whose key a launch claimed, where its signature did not count. */
function claimedBy(notes: readonly string[]): ProtectorRef | undefined {
  const [, level, number] =
    /^key-of:(course|domain):(\d+)$/.exec(notes.find((one) => one.startsWith('key-of:')) ?? '') ?? [];
  return level === undefined ? undefined : { level: level as ProtectorRef['level'], number: Number(number) };
}

/** The LMS that the last launches of the protector, else of the course, came from. */
async function familyBefore(
  sql: Sql,
  { domainId, courseId }: { readonly domainId: number; readonly courseId: number | null },
  protector: NamedProtector | undefined,
): Promise<LmsFamily | undefined> {
  const scope = protector ? { protectorId: protector.id } : { courseId: courseId ?? 0 };
  const samples = await samplesOf(sql, { domainId, ...scope, most: 5 });
  return samples.find(({ family }) => family !== '')?.family || undefined;
}
