import type { Engine } from '../../databases.ts';
import { type Build, prepare, type Served } from '../served.ts';
import { settle } from './ledger.ts';
import { makePlace, type Place } from './places.ts';
import { recovered, startWorkers, type Workers } from './servers.ts';
import { type SteadyLoad, steadyLoad } from './steadyLoad.ts';

/** A database of its own, a server, and students who launch. */
export interface Stage {
  readonly place: Place;
  readonly served: Served;
  readonly server: Workers;
  readonly load: SteadyLoad;
  /**
   * Waits until all is as before, lets more launch, and holds what they were told against the database.
   * @param since when the recovery could begin, by performance.now()
   */
  settle(fault: string, since: number, more?: { readonly mayRefuse: boolean }): Promise<void>;
  remove(): Promise<void>;
}

export interface StageParts {
  readonly engine: Engine;
  readonly build: Build;
  readonly workers?: number;
  /** A disk for the database. */
  readonly disk?: string;
  /** The address that the server is given for its database. */
  readonly through?: (url: string) => Promise<string>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The LMS's clock. */
  readonly clock?: () => number;
}

export async function openStage(parts: StageParts): Promise<Stage> {
  const { engine, build, workers = 1, disk, through, environment = {}, clock = Date.now } = parts;
  const place = await makePlace(engine, disk);
  const served = await prepare(place);
  const databaseUrl = (await through?.(place.url)) ?? place.url;
  const { folder } = place;
  const server = await startWorkers({ build, databaseUrl, folder, workers, more: environment });
  const load = steadyLoad({ served, port: server.port, everyMs: 20, mostUnderWay: 60, clock });
  await load.more(100);
  return {
    place,
    served,
    server,
    load,
    async settle(fault, since, more) {
      await recovered(server, served);
      const recoveryMs = Math.round(performance.now() - since);
      await load.more(100);
      const figures = await settle(served, load, more);
      process.stdout.write(`${JSON.stringify({ engine, fault, ...figures, recoveryMs })}\n`);
    },
    async remove() {
      await load.stop();
      await server.end();
      await served.close();
      place.remove();
    },
  };
}
