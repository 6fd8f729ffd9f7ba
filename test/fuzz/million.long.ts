import { expect, test } from '@jest/globals';
import { engines } from '../databases.ts';
import { growth, type Run, run, type Summary } from './run.ts';

/** A new one each time, printed, so that a run can be made again. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 32);
const mutants = Number(process.env.FUZZ_COUNT ?? 1_000_000);
const overSockets = Number(process.env.FUZZ_SOCKETS ?? 12_000);

/** No promise, only so that a run that has stopped ends. */
const patience = 12 * 3_600_000;

async function told(options: Omit<Run, 'seed' | 'progress'>): Promise<Summary> {
  const [began, cpu] = [Date.now(), process.cpuUsage()];
  const say = (line: string) => process.stderr.write(`${options.engine}: ${line}\n`);
  say(`FUZZ_SEED=${seed}, ${options.count} mutants`);
  const summary = await run({ ...options, seed, progress: say });
  const seconds = Math.round((Date.now() - began) / 1000);
  const { user, system } = process.cpuUsage(cpu);
  const figures = {
    ...summary,
    seconds,
    cpuSeconds: Math.round((user + system) / 1e6),
    growth: growth(summary.heap),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  return summary;
}

test(
  'of a million mutated launches none is let in, or turned away, against the book, and memory stays',
  async () => {
    const slice = Math.max(500, Math.min(10_000, Math.floor(mutants / 20)));
    const { faults, heap } = await told({
      engine: 'sqlite',
      count: mutants,
      slice,
      sockets: false,
      asksOutside: true,
    });
    expect(faults).toEqual([]);
    // Sixteen bytes for each mutant of half the run, and some room for what the engine itself learns about the code.
    expect(growth(heap)).toBeLessThan(mutants * 8 + 4 * 2 ** 20);
  },
  patience,
);

test.each(engines)(
  'nor of those that come over real sockets, with %s',
  async (engine) => {
    const { faults } = await told({ engine, count: overSockets, slice: 2_000, sockets: true });
    expect(faults).toEqual([]);
  },
  patience,
);
