import { join } from 'node:path';
import { Secret } from '../../model/secret.ts';
import type { Cache } from '../../services/bench/draws.ts';
import { type Prepared, prepareDatabase } from '../../services/bench/prepareDatabase.ts';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';
import type { BenchLayout } from '../../storage/bench/layout.ts';
import { progressOn } from '../progress.ts';
import type { World } from '../world.ts';
import { ratio, type Spread } from './figures.ts';
import type { BaseOpened, BaseOrder, GeneratorOrder, PurgeOrder } from './orders.ts';
import { startServer } from './ownServer.ts';
import { databasePid, type MemoryMiB, memoryOf } from './processFigures.ts';
import { type Measurable, type Measured, measure, type VariantName } from './rounds.ts';
import { type Subprocess, startSubprocess } from './subprocess.ts';
import { inWorkshop, type Workshop } from './workshop.ts';

export interface BenchOptions {
  /** For each round; as many for each short URL variant. */
  readonly launches: number;
  readonly shortUrls: number;
  /** Requests of each kind before the first round that counts, in which code is compiled and connections are made. */
  readonly warmUp: number;
  readonly rounds: number;
  readonly concurrency: number;
  /** Connections that send forged launches meanwhile; 0: none. */
  readonly flood: number;
  readonly caches: readonly Cache[];
  readonly variants: readonly VariantName[];
  /** Undefined: a SQLite file that is thrown away. */
  readonly databaseUrl: Secret | undefined;
  readonly logLevel: string;
  readonly profileFolder: string | undefined;
}

export interface BenchRun {
  readonly cache: Cache;
  readonly start: { readonly listeningMs: number; readonly readyMs: number };
  readonly memory: { readonly before: MemoryMiB; readonly after: MemoryMiB };
  readonly variants: Measured;
  readonly ratios: Readonly<Record<string, Spread | null>>;
}

export interface BenchResult {
  readonly node: string;
  readonly cores: number;
  readonly database: string;
  readonly data: BenchLayout;
  readonly options: Pick<
    BenchOptions,
    'launches' | 'shortUrls' | 'warmUp' | 'rounds' | 'concurrency' | 'flood' | 'logLevel'
  >;
  readonly runs: readonly BenchRun[];
}

/** @throws OperatorRefusal for a database that is not for this, and for Ctrl-C */
export function runBenchmark(world: World, options: BenchOptions): Promise<BenchResult> {
  return inWorkshop(async (shop) => {
    const databaseUrl = options.databaseUrl ?? new Secret(`sqlite:${shop.folder}/bench.sqlite`);
    const prepared = await prepareIn(shop, world, { databaseUrl, layout: undefined });
    const runs: BenchRun[] = [];
    for (const cache of options.caches)
      runs.push(await runOnce(shop, world, { options, databaseUrl, prepared, cache }));
    const { launches, shortUrls, warmUp, rounds, concurrency, flood, logLevel } = options;
    return {
      node: process.version,
      cores: world.cores,
      database: prepared.database.name,
      data: prepared.layout,
      options: { launches, shortUrls, warmUp, rounds, concurrency, flood, logLevel },
      runs,
    };
  });
}

/** @throws OperatorRefusal for a database that is not for this, and for Ctrl-C, after which it can be run again */
export function makeBenchData(world: World, databaseUrl: Secret, layout: BenchLayout): Promise<Prepared> {
  return inWorkshop((shop) => prepareIn(shop, world, { databaseUrl, layout }));
}

function prepareIn(
  { folder, interrupted }: Workshop,
  { clock, cores, err, progressBar }: World,
  wanted: { readonly databaseUrl: Secret; readonly layout: BenchLayout | undefined },
): Promise<Prepared> {
  const progress = progressOn(err, progressBar);
  return prepareDatabase({ ...wanted, folder, clock, cores, progress, goOn: () => !interrupted() });
}

async function runOnce(
  shop: Workshop,
  world: World,
  what: {
    readonly options: BenchOptions;
    readonly databaseUrl: Secret;
    readonly prepared: Prepared;
    readonly cache: Cache;
  },
): Promise<BenchRun> {
  const { options, databaseUrl, prepared, cache } = what;
  const compiled = (name: string) => join(world.root, 'dist/src', name);
  const keep = <Started extends { end(): void }>(started: Started): Started => {
    shop.started.add(started);
    if (shop.interrupted()) throw new OperatorRefusal('Interrupted.');
    return started;
  };
  const subprocess = <Order extends object>(name: string) =>
    keep(startSubprocess<Order>(compiled(`cli/bench/${name}.js`)));
  const generator = subprocess<GeneratorOrder>('loadGenerator');
  const flooder = subprocess<GeneratorOrder>('loadGenerator');
  const bare = subprocess<BaseOrder>('baseServer');
  const base = subprocess<BaseOrder>('baseServer');
  const purger = subprocess<PurgeOrder>('purger');
  await purger.tell({ do: 'open', databaseUrl: databaseUrl.reveal() });
  const server = keep(await startServer(toStart(shop, compiled('main.js'), what)));
  const before = memoryOf(server.pid);
  const variants = await measure({
    generator,
    purger,
    flooder,
    server,
    bare: await opened(bare, { do: 'open' }),
    base: await opened(base, { do: 'open', databaseUrl: databaseUrl.reveal() }),
    databasePid: databasePid(prepared.database.pidFile),
    prepared,
    cache,
    options,
    clock: world.clock,
    tell: world.err,
  });
  const after = memoryOf(server.pid);
  await base.tell({ do: 'close' });
  await server.stop();
  for (const started of [generator, flooder, bare, base, purger]) started.end();
  const start = { listeningMs: Math.round(server.listeningMs), readyMs: Math.round(server.readyMs) };
  return { cache, start, memory: { before, after }, variants, ratios: ratiosOf(variants) };
}

async function opened(child: Subprocess<BaseOrder>, order: BaseOrder): Promise<Measurable> {
  const { port } = await child.tell<BaseOpened>(order);
  return { pid: child.pid, port };
}

function toStart(
  { folder }: Workshop,
  main: string,
  { options, databaseUrl, prepared }: { options: BenchOptions; databaseUrl: Secret; prepared: Prepared },
) {
  const settings = {
    DATABASE_URL: databaseUrl.reveal(),
    ROOT_KEY_FILE: prepared.keyPaths.rootKeyFile,
    SESSION_KEYS_FILE: prepared.keyPaths.sessionKeysFile,
    UPLOADS_DIR: prepared.uploadsDir,
    LOG_LEVEL: options.logLevel,
  };
  return { main, folder, settings, profileFolder: options.profileFolder };
}

function ratiosOf(of: Measured): Record<string, Spread | null> {
  const { launch, launchWhilePurging, launchUnderFlood } = of;
  return {
    launchToBase: ratio(of.launch, of.base, 'perSecond'),
    launchToBare: ratio(of.launch, of.bare, 'perSecond'),
    launchP99ToBase: ratio(of.launch, of.base, 'p99Ms'),
    loneP50ToBase: ratio(of.loneLaunch, of.loneBase, 'p50Ms'),
    shortUrlToBare: ratio(of.shortUrl, of.bareShortUrl, 'perSecond'),
    shortUrlWithSessionToBare: ratio(of.shortUrlWithSession, of.bareShortUrl, 'perSecond'),
    ...(launchUnderFlood && { floodedP99ToLaunch: ratio(launchUnderFlood, launch, 'p99Ms') }),
    ...(launchWhilePurging && { purgingP99ToLaunch: ratio(launchWhilePurging, launch, 'p99Ms') }),
  };
}
