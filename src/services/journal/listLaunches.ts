import { courseStore } from '../../storage/courseStore.ts';
import type { Door } from '../../storage/door.ts';
import { type JournalLine, journalStore } from '../../storage/journalStore.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';

export interface JournalQuestion {
  readonly domain?: string | undefined;
  /** Only together with its domain. */
  readonly course?: string | undefined;
  readonly reference?: string | undefined;
  /** How many at most. */
  readonly last: number;
}

/**
 * Launches, newest first.
 * @throws OperatorRefusal for a domain or course that does not exist
 */
export async function listLaunches(
  door: Door,
  { domain, course, reference, last }: JournalQuestion,
): Promise<readonly JournalLine[]> {
  const courses = courseStore(door);
  const found = domain === undefined ? undefined : await courses.findDomain(domain);
  if (domain !== undefined && !found) {
    throw new OperatorRefusal(`There is no domain ${JSON.stringify(domain)}.`);
  }
  const inIt = found && course !== undefined ? await courses.find(found.name, course) : undefined;
  if (course !== undefined && !inIt) {
    throw new OperatorRefusal(`The domain has no course ${JSON.stringify(course)}.`);
  }
  const filter = { domainId: found?.domainId, courseId: inIt?.courseId, reference, last };
  return journalStore(door).list(filter);
}

/** A launch as `journal --json` prints it. */
export function launchOut(line: JournalLine) {
  const { at, protector, ...rest } = line;
  return {
    at: new Date(at).toISOString(),
    reference: rest.reference,
    domain: rest.domain,
    course: rest.course,
    item: rest.item,
    shortUrl: rest.shortUrl,
    protector: protector && { owner: protector.level, number: protector.number, name: protector.name },
    code: rest.code,
    identity: rest.identity,
    named: rest.named,
    person: rest.person,
    differs: rest.differs,
    clockDifference: rest.clockDifference,
    tolerated: rest.tolerated,
    notes: rest.notes,
    times: rest.times,
  };
}

export type LaunchOut = ReturnType<typeof launchOut>;
