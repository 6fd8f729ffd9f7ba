import type { Context } from 'koa';
import type { CourseCoordinator, DomainCoordinator } from '../services/rights/coordinators.ts';
import type { Desk } from './desk.ts';
import { coursePath, domainPath } from './deskLines.ts';
import { say } from './site.ts';

/** The tabs of one link protector's page, each an address of its own. */
const tabs = {
  '': 'protectorTabs.settings',
  setup: 'protectorTabs.setup',
  launches: 'protectorTabs.launches',
  origins: 'protectorTabs.origins',
  used: 'protectorTabs.used',
  test: 'protectorTabs.test',
} as const;

export type ProtectorTab = keyof typeof tabs;

export interface Tab {
  readonly text: string;
  readonly path: string;
  readonly current: boolean;
}

/** A protector of the course where `at` has one, else of the domain. `layout/tabs` shows them. */
export function protectorTabs(
  ctx: Context,
  desk: Desk,
  {
    at,
    number,
    current,
  }: { at: DomainCoordinator | CourseCoordinator; number: number; current: ProtectorTab },
): readonly Tab[] {
  const { t } = say(ctx, desk.site);
  return Object.entries(tabs).map(([name, key]) => ({
    text: t(key),
    path: protectorPath(at, number, name),
    current: name === current,
  }));
}

/** The address of a protector's page, or of what lies below it. */
export function protectorPath(
  at: DomainCoordinator | CourseCoordinator,
  number: number,
  ...rest: readonly string[]
): string {
  const words = ['protectors', String(number), ...rest.filter((word) => word !== '')];
  return 'course' in at ? coursePath(at, ...words) : domainPath(at, ...words);
}

/** The journal of one protector's launches. */
export function protectorJournal(at: DomainCoordinator | CourseCoordinator, number: number): string {
  const isCourse = 'course' in at;
  const journal = isCourse ? coursePath(at, 'journal') : domainPath(at, 'journal');
  return `${journal}?protector=${isCourse ? 'course' : 'domain'}%3A${number}`;
}
