import type { Door } from './door.ts';
import { type CandidateColumns, candidateFrom, domainFrom } from './launchTargetColumns.ts';
import { candidateColumns, findDomains } from './launchTargetQueries.ts';
import type { LaunchLink, LaunchTarget } from './launchTargetStore.ts';
import type { SettingsVersion } from './settingsVersion.ts';

/** Where a choice of contents is asked for: a domain, or one of its courses. */
export interface SelectionAddress {
  readonly domain: string;
  /** '' for no course in particular. */
  readonly course: string;
  /** The Host header as it arrived. */
  readonly host: string;
  readonly key: string;
}

export type FindSelectionTarget = (address: SelectionAddress) => Promise<LaunchTarget | undefined>;

interface CourseColumns {
  id: number;
  course_id: string;
  archived_at: number | null;
}

/**
 * The same as for a launch, out of the database, with the course in the place of a link: the protectors that may have
 * signed are the course's and its domain's; where no course is named, the domain's alone.
 */
export function selectionTargets(door: Door, version: SettingsVersion): FindSelectionTarget {
  return async ({ domain: name, course: courseId, host, key }) => {
    const now = await version();
    const [domain] = await door.read((sql) => findDomains(sql, [name]));
    if (!domain) return undefined;
    const link = await door.read(async (sql): Promise<LaunchLink | undefined> => {
      const domainId = domain.row.id;
      const text = 'SELECT id, course_id, archived_at FROM courses WHERE domain_id = ? AND course_id = ?';
      const [course] = courseId === '' ? [] : await sql.rows<CourseColumns>(text, [domainId, courseId]);
      if (courseId !== '' && !course) return undefined;
      const rows = await sql.rows<CandidateColumns & { protector: number }>(
        `SELECT ${candidateColumns} FROM protectors p
         WHERE p.domain_id = ? AND p.course_id IN (0, ?) AND p.consumer_key = ? ORDER BY p.course_id = 0, p.id`,
        [domainId, course?.id ?? 0, key],
      );
      return {
        id: 0,
        enabled: true,
        validFrom: null,
        validUntil: null,
        placeCheck: 'off',
        course: {
          id: course?.id ?? 0,
          courseId: course?.course_id ?? '',
          archived: course !== undefined && course.archived_at !== null,
          trustUsernames: null,
        },
        item: undefined,
        candidates: rows.map((row) => candidateFrom(row, row.protector)),
      };
    });
    return { link, ...domainFrom(domain, { host, ...now }) };
  };
}
