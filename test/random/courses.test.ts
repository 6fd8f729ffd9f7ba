import { expect, test } from '@jest/globals';
import { campaign } from './campaign.ts';

const courses = Number(process.env.RANDOM_COURSES ?? 10);
/** A new one each time, named where something differs, so that a run can be made again. */
const seed = Number(process.env.RANDOM_SEED ?? Date.now() % 2 ** 31);

test(
  `random courses, settings, people and launches come out as product.md says (RANDOM_SEED=${seed})`,
  async () => {
    const { differences, compared } = await campaign(seed, courses);
    const [smallest] = [...differences].sort(
      (one, other) => JSON.stringify(one.course).length - JSON.stringify(other.course).length,
    );
    if (process.env.RANDOM_COURSES)
      process.stderr.write(`${courses} courses, ${compared} answers compared\n`);
    expect([smallest, differences.length]).toEqual([undefined, 0]);
    expect(compared).toBeGreaterThan(courses * 20);
  },
  Math.max(120_000, courses * 20_000),
);
