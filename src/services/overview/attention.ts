import { clockTrouble } from '../../model/clockTrouble.ts';
import { type LaunchCode, launchCodes } from '../../model/launchCode.ts';
import { outcomeGroupOf } from '../../model/outcomeGroup.ts';
import type { WatchedProtector } from '../../storage/overviewStore.ts';

/** Something that a coordinator should look at, the gravest first. */
export type Matter =
  /** Settings that nobody's launch of that protector opens any more. */
  | { readonly kind: 'gone'; readonly course: string; readonly settings: number }
  | { readonly kind: 'no-secret'; readonly protector: WatchedProtector }
  /** The LMS's clock is off: behind by so many seconds (below 0: ahead), and launches are refused from `limit` on. */
  | {
      readonly kind: 'clock';
      readonly protector: WatchedProtector;
      readonly seconds: number;
      readonly limit: number;
    }
  | { readonly kind: 'refused'; readonly code: LaunchCode; readonly times: number }
  | { readonly kind: 'old-secret'; readonly protector: WatchedProtector; readonly until: number }
  | { readonly kind: 'ending'; readonly protector: WatchedProtector; readonly until: number }
  | { readonly kind: 'alone' };

export interface AttentionFacts {
  readonly protectors: readonly WatchedProtector[];
  /** Seconds by which the LMS's clock was behind, by protector. */
  readonly clocks: ReadonlyMap<number, number>;
  /** Settings that name a protector that is gone, by course. */
  readonly gone: ReadonlyMap<string, number>;
  /** Launches of today. */
  readonly refused: ReadonlyMap<LaunchCode, number>;
  /** Undefined where it is too early to ask for a second one. */
  readonly coordinators: number | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

const soonMs = 14 * 24 * 3_600_000;

/** What needs attention, each with what there is to know for the one next step. */
export function attentionTo(facts: AttentionFacts): readonly Matter[] {
  const { protectors, clocks, gone, refused, coordinators, now } = facts;
  const open = protectors.filter(({ enabled, validUntil }) => enabled && (validUntil ?? now + 1) > now);
  return [
    ...[...gone].map(([course, settings]): Matter => ({ kind: 'gone', course, settings })),
    ...open
      .filter(({ hasSecret }) => !hasSecret)
      .map((protector): Matter => ({ kind: 'no-secret', protector })),
    ...open.flatMap((protector) => clockMatter(protector, clocks.get(protector.id))),
    ...launchCodes
      .filter((code) => outcomeGroupOf(code) === 'refused' && (refused.get(code) ?? 0) > 0)
      .map((code): Matter => ({ kind: 'refused', code, times: refused.get(code) ?? 0 }))
      .sort((one, other) => timesOf(other) - timesOf(one)),
    ...open.flatMap((protector): Matter[] => {
      const until = protector.previousUntil;
      return until !== undefined && until > now ? [{ kind: 'old-secret', protector, until }] : [];
    }),
    ...open.flatMap((protector): Matter[] => {
      const until = protector.validUntil;
      return until !== undefined && until - now < soonMs ? [{ kind: 'ending', protector, until }] : [];
    }),
    ...(coordinators === 1 ? [{ kind: 'alone' } as const] : []),
  ];
}

function timesOf(matter: Matter): number {
  return matter.kind === 'refused' ? matter.times : 0;
}

function clockMatter(protector: WatchedProtector, seconds: number | undefined): Matter[] {
  const trouble = clockTrouble(protector.nonceLifetime, seconds);
  return trouble ? [{ kind: 'clock', protector, ...trouble }] : [];
}
