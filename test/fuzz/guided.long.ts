import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Coverage, startCoverage } from './coverage.ts';
import { deepLinkTarget, provisionTarget } from './fileTargets.ts';
import { guide } from './guided.ts';
import { launchTarget } from './launchTarget.ts';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 32);
/** A tenth of it for provision files, each of which takes as long as many of the others. */
const executions = Number(process.env.FUZZ_GUIDED ?? 100_000);

let coverage: Coverage;
beforeAll(() => {
  coverage = startCoverage();
});
afterAll(() => coverage.stop());

test.each([
  [launchTarget, executions],
  [deepLinkTarget, executions],
  [provisionTarget, executions / 10],
] as const)(
  '$name, however far inputs grow',
  async (target, times) => {
    process.stderr.write(`${target.name}: FUZZ_SEED=${seed}, ${times} inputs\n`);
    const { corpus, characters } = await guide(target, { coverage, seed, executions: times });
    process.stdout.write(
      `${JSON.stringify({ target: target.name, seed, inputs: times, corpus: corpus.length, characters })}\n`,
    );
    expect(corpus.length).toBeGreaterThan(target.seeds.length);
  },
  12 * 3_600_000,
);
