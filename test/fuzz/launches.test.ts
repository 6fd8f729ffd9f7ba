import { expect, test } from '@jest/globals';
import { engines } from '../databases.ts';
import { run } from './run.ts';

/** `FUZZ_SEED` and `FUZZ_FROM` make a single mutant again that a longer run has found. */
const seed = Number(process.env.FUZZ_SEED ?? 5849);
const from = Number(process.env.FUZZ_FROM ?? 0);

test('no mutated launch is let in, or turned away, against the book', async () => {
  const count = Number(process.env.FUZZ_COUNT ?? 1_200);
  const { faults, letIn, answers } = await run({
    engine: 'sqlite',
    seed,
    from,
    count,
    slice: 600,
    sockets: false,
  });
  expect(faults).toEqual([]);
  // Where nobody is let in, or nobody refused, nothing was tried.
  expect([letIn > count / 20, (answers['401'] ?? 0) > count / 20]).toEqual([true, true]);
}, 120_000);

test.each(engines)(
  'nor when it comes over real sockets, with %s',
  async (engine) => {
    const { faults, letIn } = await run({ engine, seed: seed + 1, count: 150, slice: 150, sockets: true });
    expect([faults, letIn > 0]).toEqual([[], true]);
  },
  60_000,
);
