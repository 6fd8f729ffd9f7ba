import type { Sent } from './orders.ts';

/** One variant in one round. CPU microseconds for each request; null where this machine does not tell. */
export interface Round extends Sent {
  readonly serverCpuUs: number | null;
  readonly databaseCpuUs: number | null;
  /** Outdated nonces that were deleted meanwhile. */
  readonly purged?: number;
  /** Answers to what was sent only to be in the way. */
  readonly flood?: Readonly<Record<string, number>>;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface VariantFigures {
  readonly connections: number;
  readonly requests: number;
  readonly perSecond: Spread | null;
  readonly p50Ms: Spread | null;
  readonly p99Ms: Spread | null;
  readonly serverCpuUs: Spread | null;
  readonly databaseCpuUs: Spread | null;
  /** Of all rounds. */
  readonly answers: Readonly<Record<string, number>>;
  /** How many of them were not what had to come. */
  readonly wrong: number;
  readonly rounds: readonly Round[];
}

export function figuresOf(
  rounds: readonly Round[],
  { connections, expected }: { readonly connections: number; readonly expected: string },
): VariantFigures {
  const answers: Record<string, number> = {};
  for (const round of rounds) {
    for (const [name, times] of Object.entries(round.answers)) answers[name] = (answers[name] ?? 0) + times;
  }
  const requests = Object.values(answers).reduce((sum, times) => sum + times, 0);
  return {
    connections,
    requests,
    perSecond: spreadOf(rounds.map(({ perSecond }) => perSecond)),
    p50Ms: spreadOf(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: spreadOf(rounds.map(({ p99Ms }) => p99Ms)),
    serverCpuUs: spreadOf(rounds.map(({ serverCpuUs }) => serverCpuUs)),
    databaseCpuUs: spreadOf(rounds.map(({ databaseCpuUs }) => databaseCpuUs)),
    answers,
    wrong: requests - (answers[expected] ?? 0),
    rounds,
  };
}

/** Figures of one variant as shares of another's, round by round, since both were measured one after the other. */
export function ratio(
  of: VariantFigures | undefined,
  to: VariantFigures | undefined,
  figure: 'perSecond' | 'p50Ms' | 'p99Ms',
): Spread | null {
  return spreadOf(
    (of?.rounds ?? []).map((round, at) => round[figure] / (to?.rounds[at]?.[figure] ?? Number.NaN)),
  );
}

/** Median, least and most of what is a number; null where nothing is. */
export function spreadOf(all: readonly (number | null)[]): Spread | null {
  const values = all.filter((value) => value !== null && Number.isFinite(value)).map(Number);
  values.sort((one, other) => one - other);
  const [min] = values;
  const max = values.at(-1);
  if (min === undefined || max === undefined) return null;
  const middle = (values.length - 1) / 2;
  const median = ((values[Math.floor(middle)] ?? min) + (values[Math.ceil(middle)] ?? max)) / 2;
  return { median: rounded(median), min: rounded(min), max: rounded(max) };
}

/** Three decimals are more than a measurement holds. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
