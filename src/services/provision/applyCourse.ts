import {
  addCourse,
  type CourseSettings,
  changeCourse,
  type KnownCourse,
} from '../../storage/courseSettingsStore.ts';
import { applyContents } from './applyContents.ts';
import { applyDeepLinks } from './applyDeepLinks.ts';
import type { Where } from './applyLedger.ts';
import { applyMenus } from './applyMenus.ts';
import type { InCourse, InDomain } from './applyParts.ts';
import { applyProtectors } from './applyProtectors.ts';
import type { ProvisionedCourse } from './applyResult.ts';
import { applyRoles } from './applyRoles.ts';
import { applyShortUrls } from './applyShortUrls.ts';
import type { CoursePlan } from './plan.ts';

/** One course of the file, with everything in it. `known` undefined: it is new. */
export async function applyCourse(
  at: InDomain,
  plan: CoursePlan,
  known: KnownCourse | undefined,
): Promise<ProvisionedCourse> {
  const domainId = at.domain.id;
  const settings: CourseSettings = {
    title: plan.title ?? known?.title ?? plan.id,
    trustUsernames: plan.trustLaunchUsernames ?? known?.trustUsernames ?? null,
  };
  const courseId = known?.id ?? (await addCourse(at.sql, { domainId, course: plan.id, ...settings }, at.now));
  const scope = { domainId, courseId };
  const where: Where = { domain: at.domain, course: { id: courseId, name: plan.id } };
  const subject = { what: 'course', name: plan.id, where: { domain: at.domain } } as const;
  const outcome = at.ledger.record(subject, known && fieldsOf(known), fieldsOf(settings));
  if (outcome === 'changed') await changeCourse(at.sql, scope, settings);

  const owner = { level: 'course', ...scope } as const;
  const protectors = await applyProtectors(at, { owner, where }, plan.protectors);
  const inCourse: Omit<InCourse, 'menus'> = {
    ...at,
    scope,
    where,
    coursePath: plan.path,
    courseProtectors: protectors.numbers,
  };
  const here: InCourse = { ...inCourse, menus: await applyMenus(inCourse, plan.menus) };
  await applyRoles(here, plan.roles);
  const items = await applyContents(here, plan.contents);
  await applyDeepLinks(here, plan, items);
  const shortUrls = await applyShortUrls(here, plan.shortUrls, items);
  return { id: plan.id, protectors: protectors.listed, shortUrls };
}

function fieldsOf({ title, trustUsernames }: CourseSettings) {
  return { title, trustLaunchUsernames: trustUsernames };
}
