import type { Context } from 'koa';
import type { Choice, ChoiceAsked, Choosing } from '../../services/inspector/chooseParameter.ts';
import type { Onlooker, RecentLaunches } from '../../services/inspector/recentLaunches.ts';
import type { OwnCounts } from '../../services/journal/ownCounts.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath, domainLine, domainPath } from '../deskLines.ts';
import type { DeskLine } from '../deskPages.ts';
import { protectorPath } from '../protectorTabs.ts';
import { say } from '../site.ts';

/** The deeds that these pages call. */
export interface InspectorRoutes {
  readonly recent: (by: Onlooker, number: number | undefined) => Promise<RecentLaunches | undefined>;
  /** Of a protector, by day. */
  readonly counts: (by: Onlooker, number: number) => Promise<OwnCounts | undefined>;
  readonly explain: (by: Onlooker, on: boolean) => Promise<void>;
  readonly choice: (asked: ChoiceAsked) => Promise<Choice | undefined>;
  readonly choose: (choosing: Choosing) => Promise<'chosen' | 'meanwhile' | 'gone'>;
}

export interface Here {
  readonly desk: Desk;
  readonly at: Onlooker;
  readonly deeds: InspectorRoutes;
}

/** The protector's number in the address; undefined on the page of a whole course. */
export function numberIn(ctx: Context): number | undefined {
  const { number } = ctx.params as { number?: string };
  if (number === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(number)) throw notHere();
  return Number(number);
}

/** Where the recent launches of a protector, or of a whole course, are shown. */
export function launchesPath(at: Onlooker, number: number | undefined): string {
  if (number !== undefined) return protectorPath(at, number, 'launches');
  return 'course' in at ? coursePath(at, 'inspector') : domainPath(at, 'protectors');
}

interface Lined {
  readonly number: number | undefined;
  readonly name: string | undefined;
  /** Whether the page lies below that of recent launches. */
  readonly below: boolean;
}

export function lineOf(ctx: Context, { desk, at }: Here, { number, name, below }: Lined): DeskLine {
  const { t } = say(ctx, desk.site);
  const list = 'course' in at ? coursePath(at, 'protectors') : domainPath(at, 'protectors');
  const crumbs = [{ title: t('desk.protectors'), path: list }];
  if (number !== undefined && name !== undefined)
    crumbs.push({ title: name, path: protectorPath(at, number) });
  if (below) crumbs.push({ title: t('inspector.title'), path: launchesPath(at, number) });
  return 'course' in at
    ? courseLine(ctx, desk, { at, section: 'protectors', crumbs })
    : domainLine(ctx, desk, { at, section: 'protectors', crumbs });
}
