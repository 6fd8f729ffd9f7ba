import { canonicalUsername } from '../../model/username.ts';
import type { FilePath } from './faults.ts';
import type { PlannedFile } from './pathFiles.ts';
import type { CoursePlan, ItemPlan, RolePlan, ShortUrlPlan } from './plan.ts';
import { planDeepLink, protectorName } from './planDeepLink.ts';
import { planProtector, planTime } from './planProtector.ts';
import type { FileCourse, FileItem, FileRole, FileShortUrls } from './schema.ts';

/** The files that items name, by the path that stands in the provision file. */
export type ItemFiles = ReadonlyMap<string, PlannedFile>;

export function planCourse(course: FileCourse, path: FilePath, files: ItemFiles): CoursePlan {
  const { roles = [], protectors = [], menus = [], contents = [] } = course;
  return {
    path,
    id: course.id,
    title: course.title?.normalize('NFC'),
    trustLaunchUsernames: course.trustLaunchUsernames,
    roles: roles.map((role, position) => planRole(role, [...path, 'roles', position])),
    protectors: protectors.map((each, position) => planProtector(each, [...path, 'protectors', position])),
    menus: menus.map(({ name, shows }) => ({ name: name.normalize('NFC'), shows })),
    deepLink: planDeepLink(course.deepLink, [...path, 'deepLink']),
    contents: planItems(contents, path, files),
    shortUrls: planShortUrls(course.shortUrls, [...path, 'shortUrls']),
  };
}

function planRole(role: FileRole, path: FilePath): RolePlan {
  const { username, section = '', starts, ends } = role;
  return { path, username: canonicalUsername(username) ?? username, role: role.role, section, starts, ends };
}

function planItems(items: readonly FileItem[], path: FilePath, files: ItemFiles): readonly ItemPlan[] {
  return items.map((item, position) => planItem(item, [...path, 'contents', position], files));
}

/** @throws Error for what the checks let nobody write; guessing could open what was meant to be shut */
function planItem(item: FileItem, path: FilePath, files: ItemFiles): ItemPlan {
  const deepLink = planDeepLink(item.deepLink, [...path, 'deepLink']);
  const about = (title: string) => ({ path, id: item.id, title: title.normalize('NFC'), deepLink });
  if (item.folder !== undefined) {
    return { ...about(item.folder), kind: 'folder', contents: planItems(item.contents ?? [], path, files) };
  }
  if (item.page !== undefined && item.body !== undefined) {
    return { ...about(item.page), kind: 'page', body: item.body };
  }
  if (item.web !== undefined && item.url !== undefined) {
    return { ...about(item.web), kind: 'web', url: item.url };
  }
  const file = files.get(item.path ?? '');
  const title = item.file ?? item.site;
  if (title === undefined || file === undefined)
    throw new Error('an item of no kind came through the checks');
  return { ...about(title), kind: item.file === undefined ? 'site' : 'file', file };
}

function planShortUrls(urls: FileShortUrls | undefined, path: FilePath): CoursePlan['shortUrls'] {
  if (urls === undefined || urls === 'all') return urls;
  return urls.map((entry, position): ShortUrlPlan => {
    const at = [...path, position];
    const {
      item,
      id,
      enabled,
      validFrom,
      validUntil,
      placeCheck,
      places = [],
    } = typeof entry === 'string' ? bare(entry) : entry;
    return {
      path: at,
      item,
      id,
      enabled,
      validFrom: planTime(validFrom),
      validUntil: planTime(validUntil),
      placeCheck,
      places: places.map(({ protector, context, resourceLink }, place) => ({
        path: [...at, 'places', place],
        protector: protectorName(protector),
        context,
        resourceLink,
      })),
    };
  });
}

function bare(item: string): Exclude<Exclude<FileShortUrls, 'all'>[number], string> {
  return { item };
}
