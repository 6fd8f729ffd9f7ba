import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Coverage, startCoverage } from './coverage.ts';
import { deepLinkTarget, provisionTarget } from './fileTargets.ts';
import { guide, type Target } from './guided.ts';
import { launchTarget } from './launchTarget.ts';
import { isOut } from './maze.ts';

const maze: Target = {
  name: 'nobody comes out of the maze',
  files: /\/test\/fuzz\/maze\.ts$/,
  seeds: ['inside'],
  words: [...'mAzexyq'],
  check: (input) => {
    if (isOut(input)) throw new Error('out');
  },
};

let coverage: Coverage;
beforeAll(() => {
  coverage = startCoverage();
});
afterAll(() => coverage.stop());

test('inputs grow towards code that none has reached, and so find a fault that chance would not', async () => {
  await expect(guide(maze, { coverage, seed: 1, executions: 8_000 })).rejects.toThrow('comes out');
}, 60_000);

test.each([
  [launchTarget, 200],
  [deepLinkTarget, 400],
  [provisionTarget, 80],
] as const)(
  '$name, also far from what is usual',
  async (target, executions) => {
    const { corpus } = await guide(target, { coverage, seed: 5849, executions });
    expect(corpus.length).toBeGreaterThan(target.seeds.length);
  },
  60_000,
);
