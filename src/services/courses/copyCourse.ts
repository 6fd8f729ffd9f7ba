import { isCourseId } from '../../model/ids.ts';
import { addAudit } from '../../storage/auditStore.ts';
import {
  bindLinks,
  type CopyScope,
  copyLastNumbers,
  copyMenus,
  copyProtectors,
  copySettings,
  countPersonal,
  itemsToLink,
  keepPairs,
} from '../../storage/courseCopyStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import { addCourse, coursesOf, type KnownCourse } from '../../storage/courseSettingsStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { inParts } from '../../storage/rowWriting.ts';
import { giveShortIds } from '../shortUrls/giveShortIds.ts';
import { copyItems } from './copyItems.ts';
import { type CourseFault, faultsOfCourse } from './manageCourses.ts';

export const copyFaults = ['no-from', 'unknown-from'] as const;
export type CopyFault = CourseFault | (typeof copyFaults)[number];

/** What is to be copied, as somebody typed it. */
export interface Copying {
  readonly domain: string;
  /** Id of the course that there is. */
  readonly from: string;
  /** Id of the course to be. */
  readonly course: string;
  readonly title: string;
  readonly links: boolean;
  readonly actor: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly newShortId: () => string;
}

/** What came of it, in numbers. */
export interface CopyNumbers {
  readonly items: number;
  readonly settings: number;
  /** Without a secret, every one of them. */
  readonly protectors: number;
  readonly links: number;
  /** Settings for one person, which were left out. */
  readonly leftOut: number;
}

export type CopiedCourse =
  | { readonly kind: 'copied'; readonly numbers: CopyNumbers }
  | { readonly kind: 'faults'; readonly faults: readonly CopyFault[] };

/**
 * A new course with the contents, deep-link settings and link protectors of another one, and short URLs of its own: all of
 * it or nothing. People, launches, approved places in the LMS, secrets and shared words stay behind.
 */
export async function copyCourse(door: Door, copying: Copying): Promise<CopiedCourse> {
  const title = copying.title.normalize('NFC').trim();
  return door.write(async (sql): Promise<CopiedCourse> => {
    const domain = await lockDomain(sql, copying.domain);
    if (!domain) return { kind: 'faults', faults: ['unknown-from'] };
    const courses = await coursesOf(sql, domain.id);
    const from = courses.find(({ course }) => course === copying.from);
    const faults: CopyFault[] = [...faultsOfCourse(copying.course, title)];
    if (copying.from === '') faults.push('no-from');
    else if (!from) faults.push('unknown-from');
    if (isCourseId(copying.course) && courses.some(({ course }) => course === copying.course))
      faults.push('taken-id');
    if (!from || faults.length > 0) return { kind: 'faults', faults };
    const numbers = await copyInto(sql, { ...copying, title }, { domainId: domain.id, from });
    return { kind: 'copied', numbers };
  });
}

async function copyInto(
  sql: Sql,
  copying: Copying,
  { domainId, from }: { readonly domainId: number; readonly from: KnownCourse },
): Promise<CopyNumbers> {
  const { course, title, actor, now } = copying;
  const old = { domainId, courseId: from.id };
  await lockCourse(sql, old);
  const settings = { title, trustUsernames: from.trustUsernames };
  const to = await addCourse(sql, { domainId, course, ...settings }, now);
  const scope = { domainId, from: from.id, to };
  const told = { domainId, courseId: to, actor, object: course };
  await addAudit(sql, [{ ...told, deed: 'course-made', after: settings }], now);
  const items = await copyItems(sql, scope);
  const protectors = await copyProtectors(sql, scope, now);
  await copyLastNumbers(sql, scope);
  await copyMenus(sql, scope);
  const numbers = {
    items,
    protectors,
    settings: await copySettings(sql, scope),
    leftOut: await countPersonal(sql, old),
    links: copying.links ? await copyLinks(sql, scope, copying) : 0,
  };
  const after = { from: from.course, ...numbers };
  await addAudit(sql, [{ ...told, deed: 'course-copied', after }], now);
  return numbers;
}

/** Switched off and dated as the old ones are: what was not open there is not open here. */
async function copyLinks(sql: Sql, scope: CopyScope, { actor, now, newShortId }: Copying): Promise<number> {
  const { domainId, to: courseId } = scope;
  let made = 0;
  const links = await itemsToLink(sql, scope);
  for (const items of inParts(links, 1_000))
    made += await giveShortIds(sql, { domainId, courseId }, { items, actor, now, newShortId });
  await bindLinks(sql, scope, links);
  await keepPairs(sql, scope, now);
  return made;
}
