import type { Context } from 'koa';
import { type ProtectorState, protectorState } from '../../model/protectorState.ts';
import type { SecretRules } from '../../model/secretRules.ts';
import type { OwnCounts } from '../../services/journal/ownCounts.ts';
import type { OriginState } from '../../services/origins/originState.ts';
import type { ChangedProtector, ProtectorChange } from '../../services/protectors/changeProtector.ts';
import type { ChangedSecret, SecretChange } from '../../services/protectors/changeSecret.ts';
import type { MadeProtector, ProtectorMaking } from '../../services/protectors/makeProtector.ts';
import type { OriginDeed, OriginResult } from '../../services/protectors/origins.ts';
import type { Coordinator } from '../../services/protectors/owner.ts';
import type { ProtectorList, ReadProtector } from '../../services/protectors/readProtectors.ts';
import type { RemovedProtector, WhereUsed } from '../../services/protectors/removeProtector.ts';
import type { RecommendedLauncher } from '../../storage/launcherStore.ts';
import type { KnownProtector, ProtectorQuestion } from '../../storage/protectorStore.ts';
import type { UseQuestion } from '../../storage/protectorUseStore.ts';
import type { TimeText } from '../../web/time.ts';
import { timeText } from '../../web/time.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath, domainLine, domainPath } from '../deskLines.ts';
import type { DeskLine } from '../deskPages.ts';
import type { Neighbour } from '../pages.ts';
import { protectorPath } from '../protectorTabs.ts';
import { say } from '../site.ts';
import type { StateTag } from './pages.ts';

/** The deeds that these pages call. */
export interface ProtectorRoutes {
  readonly list: (by: Coordinator, question: ProtectorQuestion) => Promise<ProtectorList>;
  readonly listOfDomain: (by: Coordinator, question: ProtectorQuestion) => Promise<ProtectorList>;
  readonly read: (by: Coordinator, number: number) => Promise<ReadProtector | undefined>;
  readonly counts: (by: Coordinator, number: number) => Promise<OwnCounts | undefined>;
  readonly rules: (by: Coordinator) => Promise<SecretRules>;
  readonly recommended: (by: Coordinator) => Promise<readonly RecommendedLauncher[]>;
  readonly make: (making: ProtectorMaking) => Promise<MadeProtector>;
  readonly change: (change: ProtectorChange) => Promise<ChangedProtector>;
  readonly changeSecret: (change: SecretChange) => Promise<ChangedSecret>;
  readonly endOldSecret: (by: Coordinator, number: number) => Promise<boolean>;
  readonly readOrigins: (by: Coordinator, number: number) => Promise<OriginState | undefined>;
  readonly changeOrigins: (change: {
    readonly by: Coordinator;
    readonly number: number;
    readonly deed: OriginDeed;
  }) => Promise<OriginResult>;
  readonly used: (
    by: Coordinator,
    asked: { readonly number: number; readonly settings: UseQuestion; readonly links: UseQuestion },
  ) => Promise<WhereUsed | undefined>;
  readonly remove: (removing: {
    readonly by: Coordinator;
    readonly number: number;
    readonly typedName: string;
  }) => Promise<RemovedProtector>;
}

/** A page of a domain's protectors, or of a course's: the same pages for both. */
export interface Here {
  readonly desk: Desk;
  readonly at: Coordinator;
  readonly deeds: ProtectorRoutes;
}

export function listPath(at: Coordinator): string {
  return 'course' in at ? coursePath(at, 'protectors') : domainPath(at, 'protectors');
}

/** The line above these pages; `below`: what lies between the list and this page. */
export function lineOf(ctx: Context, { desk, at }: Here, below?: readonly Neighbour[]): DeskLine {
  const { t } = say(ctx, desk.site);
  const list = { title: t('protectors.title'), path: listPath(at) };
  const crumbs = below === undefined ? [] : [list, ...below];
  return 'course' in at
    ? courseLine(ctx, desk, { at, section: 'protectors', crumbs })
    : domainLine(ctx, desk, { at, section: 'protectors', crumbs });
}

/** The protector's own page, as a crumb of what lies below it. */
export function crumbOf(at: Coordinator, { number, name }: KnownProtector): Neighbour {
  return { title: `${number} · ${name}`, path: protectorPath(at, number) };
}

/** @throws HttpProblem 404 for what is no number of a protector */
export function numberOf(ctx: Context): number {
  const { number = '' } = ctx.params as { number?: string };
  if (!/^[1-9]\d{0,9}$/.test(number)) throw notHere();
  return Number(number);
}

/** The protector that the address names. @throws HttpProblem 404 where the domain or course has none of that number */
export async function readHere(ctx: Context, { at, deeds }: Here): Promise<ReadProtector> {
  const found = await deeds.read(at, numberOf(ctx));
  if (!found) throw notHere();
  return found;
}

export function timeHere(ctx: Context, { desk, at }: Here): (at: number | undefined) => TimeText | undefined {
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang: say(ctx, desk.site).lang };
  return (moment) => (moment === undefined ? undefined : timeText(moment, setting));
}

const tones: Readonly<Record<ProtectorState, StateTag['tone']>> = {
  'no-secret': 'bad',
  off: 'plain',
  'not-yet': 'warn',
  over: 'warn',
  on: 'good',
};

export function stateTag(ctx: Context, { desk }: Here, protector: KnownProtector): StateTag {
  const state = protectorState(protector, desk.site.now());
  return { text: say(ctx, desk.site).t(`protectorState.${state}`), tone: tones[state] };
}
