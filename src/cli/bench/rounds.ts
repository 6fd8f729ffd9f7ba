import { type Cache, draws } from '../../services/bench/draws.ts';
import type { Prepared } from '../../services/bench/prepareDatabase.ts';
import { shortUrlPath, signedLaunch } from '../../services/bench/signedLaunches.ts';
import type { BenchOptions } from './benchmark.ts';
import { figuresOf, type Round, type VariantFigures } from './figures.ts';
import type { GeneratorOrder, PurgeOrder, Sent } from './orders.ts';
import { cpuUs } from './processFigures.ts';
import { openSession } from './sessions.ts';
import type { Subprocess } from './subprocess.ts';

/** A server that requests are sent to. */
export interface Measurable {
  readonly pid: number;
  readonly port: number;
}

export interface Stage {
  readonly generator: Subprocess<GeneratorOrder>;
  /** Sends what is in the way of others. */
  readonly flooder: Subprocess<GeneratorOrder>;
  readonly server: Measurable & { readonly origin: string };
  readonly bare: Measurable;
  readonly base: Measurable;
  readonly purger: Subprocess<PurgeOrder>;
  readonly databasePid: number | undefined;
  readonly prepared: Prepared;
  readonly cache: Cache;
  readonly options: BenchOptions;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly tell: (text: string) => void;
}

interface Variant {
  readonly on: 'server' | 'bare' | 'base';
  readonly set: 'launches' | 'purged' | 'flooded' | 'lone' | 'shortUrls' | 'sessions';
  readonly expected: string;
}

/** Neighbours are compared with each other. */
const variants = {
  bare: { on: 'bare', set: 'launches', expected: '303' },
  base: { on: 'base', set: 'launches', expected: '303' },
  launch: { on: 'server', set: 'launches', expected: '303' },
  launchWhilePurging: { on: 'server', set: 'purged', expected: '303' },
  launchUnderFlood: { on: 'server', set: 'flooded', expected: '303' },
  loneBase: { on: 'base', set: 'lone', expected: '303' },
  loneLaunch: { on: 'server', set: 'lone', expected: '303' },
  bareShortUrl: { on: 'bare', set: 'shortUrls', expected: '303' },
  shortUrl: { on: 'server', set: 'shortUrls', expected: '303 sign-in' },
  shortUrlWithSession: { on: 'server', set: 'sessions', expected: '303' },
} as const satisfies Readonly<Record<string, Variant>>;

export type VariantName = keyof typeof variants;

export type Measured = Readonly<Partial<Record<VariantName, VariantFigures>>>;

export const variantNames = Object.keys(variants) as VariantName[];
/** Those that nobody has to ask for. */
export const usualVariants = variantNames.filter((name) => name !== 'launchWhilePurging');
const mostLone = 500;
const mostSessions = 64;
/** Outdated nonces for each launch that is sent meanwhile: more than can be deleted in that time. */
const oldNoncesEach = 20;

/** Code is compiled and connections are made in a round before the first, which does not count. */
export async function measure(stage: Stage): Promise<Measured> {
  const { options, tell } = stage;
  const names = options.variants.filter((name) => name !== 'launchUnderFlood' || options.flood > 0);
  await askSessions(stage);
  const found: Partial<Record<VariantName, Round[]>> = {};
  for (let round = 0; round <= options.rounds; round += 1) {
    tell(
      round === 0 ? `${stage.cache}: warming up\n` : `${stage.cache}: round ${round} of ${options.rounds}\n`,
    );
    await makeSets(stage, round);
    // No variant always comes first, or after the same one.
    const turn = round % names.length;
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      const send = () => sendOnce(stage, variants[name]);
      const result = await (meanwhile[name]?.(stage, send) ?? send());
      if (round > 0) found[name] = [...(found[name] ?? []), result];
    }
  }
  const figures = names.map((name) => {
    const { set, expected } = variants[name];
    const connections = connectionsOf(options, set);
    return [name, figuresOf(found[name] ?? [], { connections, expected })] as const;
  });
  return Object.fromEntries(figures);
}

function connectionsOf({ concurrency }: BenchOptions, set: Variant['set']): number {
  return set === 'lone' ? 1 : concurrency;
}

/** Bodies are signed before the clock starts, right before they are sent: a signature is good for five minutes. */
async function makeSets(
  { generator, server, prepared, cache, options, clock }: Stage,
  round: number,
): Promise<void> {
  const { warmUp } = options;
  const { layout } = prepared;
  const shared = {
    do: 'sign',
    layout,
    cache,
    origin: server.origin,
    secret: prepared.secret.reveal(),
    timestamp: Math.floor(clock() / 1000),
  } as const;
  const launches = round === 0 ? warmUp : options.launches;
  await generator.tell({ ...shared, set: 'launches', seed: 3 * round + 1, count: launches });
  await generator.tell({ ...shared, set: 'lone', seed: 3 * round + 2, count: Math.min(launches, mostLone) });
  if (options.variants.includes('launchWhilePurging'))
    await generator.tell({ ...shared, set: 'purged', seed: 3 * round + 1, count: launches });
  if (options.flood > 0)
    await generator.tell({ ...shared, set: 'flooded', seed: -10 - round, count: launches });
  const count = round === 0 ? warmUp : options.shortUrls;
  const requests = draws(layout, { cache, seed: 3 * round + 3, count }).map((draw) => ({
    path: shortUrlPath(draw),
  }));
  await generator.tell({ do: 'ask', set: 'shortUrls', origin: server.origin, requests });
}

/** Visitors with a session, each of whom asks for the link that they launched. */
async function askSessions({ generator, server, prepared, cache, options, clock }: Stage): Promise<void> {
  const { layout, secret } = prepared;
  const visitors: { path: string; cookie: string }[] = [];
  const timestamp = Math.floor(clock() / 1000);
  const count = Math.min(options.shortUrls, mostSessions);
  for (const draw of draws(layout, { cache, seed: -1, count })) {
    const launch = signedLaunch(draw, { origin: server.origin, secret, timestamp });
    visitors.push({ path: shortUrlPath(draw), cookie: await openSession(server, launch) });
  }
  const requests = Array.from(
    { length: options.shortUrls },
    (_, at) => visitors[at % visitors.length],
  ).flatMap((visitor) => (visitor ? [visitor] : []));
  await generator.tell({ do: 'ask', set: 'sessions', origin: server.origin, requests });
}

/** Another process deletes outdated nonces all the time, as one of several workers or nodes does. */
async function whilePurging({ purger, clock, options }: Stage, send: () => Promise<Round>): Promise<Round> {
  await purger.tell({ do: 'fill', rows: oldNoncesEach * options.launches, now: clock() });
  await purger.tell({ do: 'purge', now: clock() });
  const round = await send();
  return { ...round, purged: await purger.tell<number>({ do: 'stop' }) };
}

async function sendOnce(stage: Stage, { on, set }: Variant): Promise<Round> {
  const { generator, databasePid, options } = stage;
  const { pid, port } = stage[on];
  const before = [cpuUs(pid), cpuUs(databasePid)] as const;
  const connections = connectionsOf(options, set);
  const sent = await generator.tell<Sent>({ do: 'send', set, port, connections });
  const requests = Object.values(sent.answers).reduce((sum, times) => sum + times, 0);
  const each = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? null : Math.round((to - from) / requests);
  return {
    ...sent,
    serverCpuUs: each(before[0], cpuUs(pid)),
    databaseCpuUs: each(before[1], cpuUs(databasePid)),
  };
}

/** Others send forged half megabytes all the time. */
async function whileFlooded(stage: Stage, send: () => Promise<Round>): Promise<Round> {
  const { flooder, server, prepared, options, clock } = stage;
  const { origin, port } = server;
  const timestamp = Math.floor(clock() / 1000);
  const { layout } = prepared;
  await flooder.tell({ do: 'flood', layout, origin, port, connections: options.flood, timestamp });
  const round = await send();
  const { answers } = await flooder.tell<Sent>({ do: 'still' });
  return { ...round, flood: answers };
}

/** What goes on while a variant is measured. */
const meanwhile: Partial<Record<VariantName, typeof whileFlooded>> = {
  launchWhilePurging: whilePurging,
  launchUnderFlood: whileFlooded,
};
