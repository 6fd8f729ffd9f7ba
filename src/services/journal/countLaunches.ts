import { dayNumber } from '../../model/dayStart.ts';
import { dayIn } from '../../model/days.ts';
import { usualJournalDays } from '../../model/journalKeeping.ts';
import { type Door, pause, type Sql } from '../../storage/door.ts';
import {
  addLaunchDays,
  type CountedLaunch,
  countingState,
  forgetLaunchDays,
  keepCountingState,
  launchesAfter,
  newestLaunch,
} from '../../storage/launchDayStore.ts';
import { takeLease } from '../../storage/leaseStore.ts';
import type { LaunchDayRow } from '../../storage/schema/rows.ts';
import { restAfter } from '../purging/purge.ts';

export interface CountParts {
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** For people: which process does it. */
  readonly holder: string;
  /** Asked before each batch. */
  readonly goOn?: () => boolean;
  /** Left out: as purging rests. */
  readonly rest?: (tookMs: number) => Promise<void>;
  /** Rows at once; left out: so few that nobody who launches meanwhile waits for them. */
  readonly batch?: number;
  /** Milliseconds instead of `settleMs`. */
  readonly settled?: number;
}

const usualBatch = 500;

/**
 * A row is counted by its id, and a transaction that is under way may hold one that is lower than others seen already.
 * Whatever had its id when the mark was set has been committed or has failed after so long: no transaction waits longer.
 */
export const settleMs = 60_000;

/**
 * Counts what has come to the journal since, by day of the domain's time zone, unless another process does. Each batch and
 * how far it went are one transaction: after a crash, a restart or a restore nothing is counted twice or left out.
 */
export async function countLaunches(door: Door, parts: CountParts): Promise<'counted' | 'taken'> {
  const { clock, holder, goOn = () => true, settled = settleMs, batch = usualBatch } = parts;
  const rest = parts.rest ?? ((tookMs: number) => pause(restAfter(tookMs)));
  const answer = await takeLease(door, 'count', holder);
  if (answer.kind === 'taken') return 'taken';
  const { lease } = answer;
  const inTurn = async (work: (sql: Sql) => Promise<boolean>) => {
    for (let more: boolean | undefined = true; more === true && goOn(); ) {
      const began = clock();
      more = await lease.during(work);
      if (more) await rest(clock() - began);
    }
  };
  try {
    const zones = await zonesOf(door);
    await inTurn((sql) => countBatch(sql, { zones, batch, settledBefore: lease.since - settled }));
    await inTurn(async (sql) => {
      await setMark(sql, lease.since);
      return false;
    });
    const oldest = dayNumber(dayIn('UTC', lease.since)) - usualJournalDays;
    await inTurn((sql) => forgetLaunchDays(sql, oldest));
  } finally {
    await lease.leave().catch(() => undefined);
  }
  return 'counted';
}

async function zonesOf(door: Door): Promise<ReadonlyMap<number, string>> {
  const text = 'SELECT id, time_zone FROM domains';
  const rows = await door.read((sql) => sql.rows<{ id: number; time_zone: string }>(text));
  return new Map(rows.map(({ id, time_zone }) => [id, time_zone]));
}

/** False: all that may be counted is. */
async function countBatch(
  sql: Sql,
  plan: {
    readonly zones: ReadonlyMap<number, string>;
    readonly batch: number;
    readonly settledBefore: number;
  },
): Promise<boolean> {
  const { zones, batch, settledBefore } = plan;
  const state = await countingState(sql);
  if (state.marked_at > settledBefore || state.mark_id <= state.counted_id) return false;
  const rows = await launchesAfter(sql, { after: state.counted_id, upTo: state.mark_id, most: batch });
  const counted_id = rows.length < batch ? state.mark_id : (rows.at(-1)?.id ?? state.mark_id);
  const ofDomains = rows.flatMap((row) =>
    row.domain_id === null || isOfTest(row) ? [] : [{ ...row, domain_id: row.domain_id }],
  );
  await addLaunchDays(sql, launchDays(ofDomains, zones));
  await keepCountingState(sql, { ...state, counted_id });
  return counted_id < state.mark_id;
}

/** What coordinators try out themselves is no visit. */
export function isOfTest({ notes }: Pick<CountedLaunch, 'notes'>): boolean {
  return notes.split(' ').includes('test-launch');
}

/** How far the next turn will count. Ids begin anew where a journal was restored empty: then from what is there. */
async function setMark(sql: Sql, now: number): Promise<void> {
  const state = await countingState(sql);
  if (state.mark_id > state.counted_id) return;
  const newest = await newestLaunch(sql);
  const counted_id = newest === 0 ? state.counted_id : Math.min(state.counted_id, newest);
  await keepCountingState(sql, { counted_id, mark_id: Math.max(newest, counted_id), marked_at: now });
}

/** What journal rows add up to. Those of a domain that has gone are nobody's. */
export function launchDays(
  rows: readonly CountedLaunch[],
  zones: ReadonlyMap<number, string>,
): readonly LaunchDayRow[] {
  const days = new Map<string, LaunchDayRow>();
  for (const row of rows) {
    const zone = zones.get(row.domain_id);
    if (zone === undefined) continue;
    const day = dayNumber(dayIn(zone, row.at));
    for (const [course_id, protector_id, link_id] of subjectsOf(row)) {
      const key = [row.domain_id, course_id, protector_id, link_id, day, row.code].join(' ');
      const known = days.get(key);
      days.set(key, {
        domain_id: row.domain_id,
        course_id,
        protector_id,
        link_id,
        day,
        code: row.code,
        times: (known?.times ?? 0) + row.times,
        last_at: Math.max(known?.last_at ?? 0, row.at),
        clock_least: leastOf(known?.clock_least ?? null, row.clock_difference),
      });
    }
  }
  return [...days.values()];
}

/** Domain, course, protector, protector in the course, link: as far as the row names them. */
function subjectsOf({ course_id, protector_id, link_id }: CountedLaunch): [number, number, number][] {
  const subjects: [number, number, number][] = [[0, 0, 0]];
  if (protector_id !== null) subjects.push([0, protector_id, 0]);
  if (course_id === null) return subjects;
  subjects.push([course_id, 0, 0]);
  if (protector_id !== null) subjects.push([course_id, protector_id, 0]);
  if (link_id !== null) subjects.push([course_id, 0, link_id]);
  return subjects;
}

export function leastOf(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
