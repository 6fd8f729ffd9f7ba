import { columns } from '../printing.ts';
import type { BenchResult, BenchRun } from './benchmark.ts';
import type { Spread, VariantFigures } from './figures.ts';

/** The result for people: one table for each run. */
export function reportLines({ node, cores, database, data, options, runs }: BenchResult): string[] {
  return [
    `Node.js ${node}, ${cores} cores, ${database}; ${data.links} links, ${data.people} people, ${data.courses} courses, ${data.nonces} nonces`,
    `${options.rounds} rounds; medians, with the least and the most in parentheses; CPU and memory: of the process that answers`,
    ...runs.flatMap(runLines),
  ];
}

function runLines({ cache, start, memory, variants, ratios }: BenchRun): string[] {
  const { before, after } = memory;
  const head = ['', 'connections', 'a second', 'p50 ms', 'p99 ms', 'CPU µs', 'database µs', 'answers'];
  return [
    '',
    `Caches ${cache}: listening after ${start.listeningMs} ms, ready after ${start.readyMs} ms; ` +
      `${before.rssMiB} MiB before, ${after.rssMiB} MiB after, ${after.peakMiB} MiB at most`,
    ...columns([head, ...Object.entries(variants).map(([name, figures]) => variantRow(name, figures))]),
    '',
    ...columns(
      Object.entries(ratios).flatMap(([name, spread]) => (spread === null ? [] : [[name, shown(spread)]])),
    ),
  ];
}

function variantRow(name: string, figures: VariantFigures): string[] {
  const { connections, perSecond, p50Ms, p99Ms, serverCpuUs, databaseCpuUs, answers } = figures;
  const spreads = [perSecond, p50Ms, p99Ms, serverCpuUs, databaseCpuUs].map(shown);
  const counts = Object.entries(answers).map(([answer, times]) => `${answer}: ${times}`);
  const purged = figures.rounds.reduce((sum, round) => sum + (round.purged ?? 0), 0);
  if (purged > 0) counts.push(`${purged} nonces purged`);
  return [name, String(connections), ...spreads, counts.join(', ')];
}

/** A median with the least and the most in parentheses. */
export function shown(spread: Spread | null): string {
  if (spread === null) return '-';
  const text = (value: number) => (value >= 100 ? String(Math.round(value)) : value.toFixed(2));
  return `${text(spread.median)} (${text(spread.min)}-${text(spread.max)})`;
}
