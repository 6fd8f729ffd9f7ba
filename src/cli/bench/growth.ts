import type { Secret } from '../../model/secret.ts';
import { type Steps, stepsOn } from '../../services/bench/growth.ts';
import { inFilledDatabase } from '../../services/database/openDatabase.ts';
import type { World } from '../world.ts';
import { type Spread, spreadOf } from './figures.ts';

export interface GrowthOptions {
  readonly small: Secret;
  readonly full: Secret;
  readonly times: number;
  readonly rounds: number;
}

type StepName = 'lookUp' | 'claim';

/** Medians of each round, in milliseconds, and what one is of the other. */
export interface GrowthOfStep {
  readonly smallP50Ms: Spread | null;
  readonly fullP50Ms: Spread | null;
  readonly growth: Spread | null;
}

export interface GrowthResult {
  readonly node: string;
  readonly cores: number;
  readonly database: string;
  readonly small: Steps['layout'];
  readonly full: Steps['layout'];
  readonly steps: Readonly<Record<StepName, GrowthOfStep>>;
}

/**
 * Measures the database's part of a launch on little and on much data, in turns, so that a slow minute hits both.
 * @throws OperatorRefusal for databases that were not made by bench
 */
export function measureGrowth(
  world: World,
  { small, full, times, rounds }: GrowthOptions,
): Promise<GrowthResult> {
  const tick = () => performance.now();
  return inFilledDatabase(small, (smallDoor) =>
    inFilledDatabase(full, async (fullDoor) => {
      const one = await stepsOn(smallDoor, world.clock, tick);
      const other = await stepsOn(fullDoor, world.clock, tick);
      const seen = { lookUp: [] as Pair[], claim: [] as Pair[] };
      // The first round opens connections and lets the code warm up; it does not count.
      for (let round = 0; round <= rounds; round += 1) {
        const lookUps = [await one.lookUp(round, times), await other.lookUp(round, times)] as const;
        const claims = [await one.claim(times), await other.claim(times)] as const;
        if (round === 0) continue;
        seen.lookUp.push(mediansOf(lookUps));
        seen.claim.push(mediansOf(claims));
      }
      return {
        node: process.version,
        cores: world.cores,
        database: one.database,
        small: one.layout,
        full: other.layout,
        steps: { lookUp: growthOf(seen.lookUp), claim: growthOf(seen.claim) },
      };
    }),
  );
}

interface Pair {
  readonly small: number;
  readonly full: number;
}

function mediansOf([small, full]: readonly [readonly number[], readonly number[]]): Pair {
  const middle = (values: readonly number[]) =>
    values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
  return { small: middle(small), full: middle(full) };
}

function growthOf(pairs: readonly Pair[]): GrowthOfStep {
  return {
    smallP50Ms: spreadOf(pairs.map(({ small }) => small)),
    fullP50Ms: spreadOf(pairs.map(({ full }) => full)),
    growth: spreadOf(pairs.map(({ small, full }) => full / small)),
  };
}
