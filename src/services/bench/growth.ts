import { sha256 } from '../../crypto/digest.ts';
import { randomReference, randomToken } from '../../crypto/randomTokens.ts';
import { benchDatabase, benchOwners, databaseProduct } from '../../storage/bench/benchDatabase.ts';
import { type BenchLayout, benchDomain, benchKey, shortIdOf } from '../../storage/bench/layout.ts';
import type { Door } from '../../storage/door.ts';
import { launchStore } from '../../storage/launchStore.ts';
import { launchTargetStore } from '../../storage/launchTargetStore.ts';
import { settingsVersion } from '../../storage/settingsVersion.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { draws } from './draws.ts';

/** What a launch asks of the database, each by itself: who the link and its protectors are, and that it is the first. */
export interface Steps {
  readonly layout: BenchLayout;
  readonly database: string;
  /** Reads a link that was not read before, out of all there are. @returns milliseconds, of each */
  readonly lookUp: (seed: number, times: number) => Promise<number[]>;
  /** Claims a nonce, with its journal row, durably. @returns milliseconds, of each */
  readonly claim: (times: number) => Promise<number[]>;
}

/**
 * The steps of a launch on a database made by bench, one after the other and never two at once.
 * @param clock epoch milliseconds
 * @param tick milliseconds of a clock that only goes forward
 * @throws OperatorRefusal for a database that was not made by bench
 */
export async function stepsOn(door: Door, clock: () => number, tick: () => number): Promise<Steps> {
  const found = await benchDatabase(door);
  if (found.kind !== 'made') {
    throw new OperatorRefusal('This database was not made by bench. Fill one by `bench data` first.');
  }
  const { layout } = found;
  const { protectorId, domainId } = await door.read(benchOwners);
  const launches = launchStore(door);

  async function timed(times: number, step: (at: number) => Promise<unknown>): Promise<number[]> {
    const taken: number[] = [];
    for (let at = 0; at < times; at += 1) {
      const start = tick();
      await step(at);
      taken.push(tick() - start);
    }
    return taken;
  }

  return {
    layout,
    database: (await door.read(databaseProduct)).name,
    async lookUp(seed, times) {
      const targets = launchTargetStore(door, settingsVersion(door));
      const drawn = draws(layout, { cache: 'cold', seed, count: times });
      return timed(times, async (at) => {
        const shortId = shortIdOf(drawn[at]?.link ?? 0);
        const asked = { domain: benchDomain, shortId, host: 'localhost', key: benchKey };
        const { link } = (await targets.find(asked)) ?? {};
        if (link === undefined) throw new OperatorRefusal(`The link ${shortId} is not there.`);
      });
    },
    claim: (times) =>
      timed(times, async () => {
        const at = clock();
        const nonce = { protectorId, timestamp: Math.floor(at / 1000), hash: sha256(randomToken()) };
        const journal = { at, reference: randomReference(), code: 'opened', domainId, protectorId } as const;
        const { kind } = await launches.record({ nonce, journal });
        if (kind !== 'recorded') throw new OperatorRefusal(`A new nonce was ${kind}.`);
      }),
  };
}
