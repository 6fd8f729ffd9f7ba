import { countBare } from '../../storage/bulkLinkStore.ts';
import { coursesOf } from '../../storage/courseSettingsStore.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import { domainNamed } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { commandLine } from '../provision/applyLedger.ts';
import { type Making, makeBatch } from './makeShortUrls.ts';

/** A course by the words of a command. */
export interface NamedCourse extends CourseScope {
  readonly course: string;
  readonly archived: boolean;
}

/**
 * The courses that a command names: one, or all that are open.
 * @throws OperatorRefusal for what is not there
 */
export async function coursesNamed(
  door: Door,
  { domain, course }: { readonly domain: string; readonly course: string | undefined },
): Promise<readonly NamedCourse[]> {
  const courses = await door.read(async (sql) => {
    const known = await domainNamed(sql, domain);
    if (!known) throw new OperatorRefusal(`There is no domain ${domain}.`);
    return (await coursesOf(sql, known.id)).map((one) => ({
      domainId: known.id,
      courseId: one.id,
      course: one.course,
      archived: one.archived,
    }));
  });
  if (course === undefined) return courses.filter(({ archived }) => !archived);
  const found = courses.filter((one) => one.course === course);
  if (found.length === 0) throw new OperatorRefusal(`The domain ${domain} has no course ${course}.`);
  return found;
}

export interface MakingInDomain extends Making {
  readonly domain: string;
  /** Undefined: all that are not archived. */
  readonly course: string | undefined;
  readonly progress: (done: number, total: number) => void;
}

export interface MadeInCourse {
  readonly course: string;
  readonly made: number;
}

/** Short URLs for all items that have none, course by course; safe to run again, also after it was stopped. */
export async function makeInDomain(
  door: Door,
  { domain, course, progress, ...making }: MakingInDomain,
): Promise<readonly MadeInCourse[]> {
  const courses = await coursesNamed(door, { domain, course });
  let total = 0;
  for (const scope of courses) total += await door.read((sql) => countBare(sql, scope));
  let done = 0;
  const results: MadeInCourse[] = [];
  for (const scope of courses) {
    let made = 0;
    let after: number | undefined = 0;
    while (after !== undefined) {
      const batch = await makeBatch(door, scope, { ...making, actor: commandLine, after });
      made += batch.made;
      done += batch.made;
      after = batch.next;
      progress(Math.min(done, total), total);
    }
    results.push({ course: scope.course, made });
  }
  return results;
}
