import { dayNumber, dayOfNumber } from '../../model/dayStart.ts';
import { dayIn } from '../../model/days.ts';
import type { LaunchCode } from '../../model/launchCode.ts';
import { type OutcomeGroup, outcomeGroupOf } from '../../model/outcomeGroup.ts';
import type { Door, Sql } from '../../storage/door.ts';
import {
  type CountedLaunch,
  clocksOfProtectors,
  countingState,
  type DayOfSubject,
  type LaunchSubject,
  lastGoodLaunch,
  launchDaysOf,
  newestLaunch,
  uncountedLaunches,
} from '../../storage/launchDayStore.ts';
import { isOfTest, leastOf } from './countLaunches.ts';

/** Launches of one day by what became of them; a row that stands for many refusals counts as many. */
export type DayCounts = Readonly<Record<OutcomeGroup, number>> & {
  /** `YYYY-MM-DD` in the domain's time zone. */
  readonly day: string;
  /** By how many seconds the LMS's clock is behind ours, by its quickest launch; undefined where none was signed well. */
  readonly clock: number | undefined;
  readonly codes: ReadonlyMap<LaunchCode, number>;
};

export interface LaunchCounts {
  /** One after the other, the last one today. */
  readonly days: readonly DayCounts[];
  /** The last launch that was let in or asked to sign in, epoch milliseconds. */
  readonly lastAt: number | undefined;
  /** A large journal is being counted for the first time: the numbers are too low until that is done. */
  readonly isBehind: boolean;
}

export interface CountsQuestion {
  readonly subject: LaunchSubject;
  /** Of the domain. */
  readonly zone: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How many days, with today. */
  readonly days: number;
}

/** More ids than that are not looked through for a page. */
const mostUncounted = 50_000;

/** How many launches of a domain, a course, a protector or a link became what, day by day, exact to the moment. */
export function launchCounts(door: Door, question: CountsQuestion): Promise<LaunchCounts> {
  const { subject, zone, now, days } = question;
  const today = dayNumber(dayIn(zone, now));
  const since = today - days + 1;
  return inStep(door, subject, async (sql, rest) => {
    const own = rest.rows.filter((row) => isOf(row, subject));
    const all = [...(await launchDaysOf(sql, subject, since)), ...own.map((row) => dayRow(row, zone))];
    const numbers = Array.from({ length: days }, (_, at) => since + at);
    const good = own.filter(({ code }) => code === 'opened' || code === 'login-required');
    const last = Math.max((await lastGoodLaunch(sql, subject)) ?? 0, ...good.map(({ at }) => at));
    return {
      days: numbers.map((number) => dayCounts(number, all)),
      lastAt: last === 0 ? undefined : last,
      isBehind: rest.isBehind,
    };
  });
}

/** By how many seconds the clocks of a domain's protectors are off, each on the last day that it sent a signed launch. */
export function protectorClocks(
  door: Door,
  { domainId, zone, now, days }: { domainId: number; zone: string; now: number; days: number },
): Promise<ReadonlyMap<number, number>> {
  const since = dayNumber(dayIn(zone, now)) - days + 1;
  return inStep(door, { domainId }, async (sql, rest) => {
    const counted = await clocksOfProtectors(sql, domainId, since);
    const fresh = rest.rows.flatMap((row) => {
      if (row.protector_id === null || row.clock_difference === null) return [];
      const { day } = dayRow(row, zone);
      return [{ protectorId: row.protector_id, day, least: row.clock_difference }];
    });
    const newest = new Map<number, { day: number; least: number }>();
    for (const { protectorId, day, least } of [...counted, ...fresh]) {
      const known = newest.get(protectorId);
      if (known !== undefined && known.day > day) continue;
      const both = known?.day === day ? Math.min(known.least, least) : least;
      newest.set(protectorId, { day, least: both });
    }
    return new Map([...newest].map(([protectorId, { least }]) => [protectorId, least]));
  });
}

interface Rest {
  readonly rows: readonly CountedLaunch[];
  readonly isBehind: boolean;
}

/** Reads what is counted and what is not counted yet as of one moment: again, where counting went on in between. */
function inStep<Result>(
  door: Door,
  subject: LaunchSubject,
  read: (sql: Sql, rest: Rest) => Promise<Result>,
): Promise<Result> {
  return door.read(async (sql) => {
    for (let attempt = 1; ; attempt += 1) {
      const { counted_id: counted } = await countingState(sql);
      const isBehind = (await newestLaunch(sql)) - counted > mostUncounted;
      const found = isBehind ? [] : await uncountedLaunches(sql, subject, counted);
      const rows = found.filter((row) => !isOfTest(row));
      const result = await read(sql, { rows, isBehind });
      const after = await countingState(sql);
      if (isBehind || attempt === 5 || after.counted_id === counted) return result;
    }
  });
}

function isOf(row: CountedLaunch, { protectorId, linkId }: LaunchSubject): boolean {
  if (protectorId !== undefined && row.protector_id !== protectorId) return false;
  return linkId === undefined || row.link_id === linkId;
}

function dayRow(row: CountedLaunch, zone: string): DayOfSubject {
  const { at, code, times, clock_difference: clock_least } = row;
  return { day: dayNumber(dayIn(zone, at)), code, times, last_at: at, clock_least };
}

function dayCounts(number: number, rows: readonly DayOfSubject[]): DayCounts {
  const counts = { opened: 0, asked: 0, refused: 0 };
  const codes = new Map<LaunchCode, number>();
  let clock: number | null = null;
  for (const { day, code, times, clock_least } of rows) {
    if (day !== number) continue;
    counts[outcomeGroupOf(code)] += times;
    codes.set(code, (codes.get(code) ?? 0) + times);
    clock = leastOf(clock, clock_least);
  }
  return { ...counts, day: dayOfNumber(number), clock: clock ?? undefined, codes };
}
