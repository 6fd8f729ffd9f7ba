import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Engine } from '../databases.ts';
import { hashOf } from '../hostile.ts';
import { forgetLaunches } from '../launches.ts';
import { openWorld, startOfTests } from '../world.ts';
import { newTally, runSlice, type Tally } from './campaign.ts';
import { toPort, withoutSockets } from './connecting.ts';
import { verifyOutside } from './outsideVerifier.ts';
import { setStage } from './stage.ts';

export interface Run {
  readonly engine: Engine;
  readonly seed: number;
  /** The first mutant; with the seed, what it takes to make a single one again. */
  readonly from?: number;
  readonly count: number;
  readonly slice: number;
  /** By real sockets, or straight into the parser of HTTP. */
  readonly sockets: boolean;
  /** Whether python3-oauthlib is asked about a tenth of what was let in. */
  readonly asksOutside?: boolean;
  readonly progress?: (line: string) => void;
}

export interface Summary {
  readonly engine: Engine;
  readonly sockets: boolean;
  readonly seed: number;
  readonly mutants: number;
  readonly requests: number;
  readonly races: number;
  readonly askedAgain: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly letIn: number;
  /** Disagreements with the book, faults of ours and of those who see further; each with the number of its mutant. */
  readonly faults: readonly string[];
  readonly verifiedOutside: number;
  /** Bytes in use after each slice, collected first. */
  readonly heap: readonly number[];
  /** For each kind of change: made, let in. */
  readonly changes: Readonly<Record<string, readonly [number, number]>>;
}

/** Further than any launch of an earlier slice could be accepted. */
const betweenSlices = 2 * 3_600_000;
const mostFaults = 20;

/** A stage of its own, and all mutants of the run sent to the real application on it. */
export async function run(options: Run): Promise<Summary> {
  const { engine, seed, from = 0, count, slice, sockets, progress = () => undefined } = options;
  const tally = newTally();
  const world = await openWorld(engine, hashOf, {
    write: (line) => {
      if (/"level":(?:50|60)/.test(line)) tally.faults.push(`the log says: ${line}`);
    },
  });
  const heap: number[] = [];
  let verifiedOutside = 0;
  let told = 0;
  try {
    const stage = await setStage(world);
    const nowOf = (index: number) => startOfTests + Math.floor(index / slice) * betweenSlices;
    const breed = { ...stage, seed, nowOf };
    const connect = sockets ? toPort(world.port) : withoutSockets(world.listener);
    const end = from + count;
    for (let at = from; at < end && tally.faults.length < mostFaults; at += slice - (at % slice)) {
      const to = Math.min(end, at + slice - (at % slice));
      await runSlice({ world, stage, breed, connect, wires: 32 }, { from: at, to }, tally);
      if (options.asksOutside) verifiedOutside += verifyOutside(tally);
      tally.proofs = [];
      await forgetLaunches(world.database.door);
      heap.push(heapInUse());
      const megabytes = Math.round((heap.at(-1) ?? 0) / 2 ** 20);
      for (; told < tally.faults.length; told += 1) progress(tally.faults[told] ?? '');
      progress(`${to - from} of ${count} mutants, ${tally.faults.length} faults, ${megabytes} MiB`);
    }
  } finally {
    await world.close();
  }
  return { ...counted(tally), engine, sockets, seed, mutants: count, verifiedOutside, heap };
}

function counted(
  tally: Tally,
): Pick<Summary, 'requests' | 'races' | 'askedAgain' | 'answers' | 'letIn' | 'faults' | 'changes'> {
  const { sent, races, askedAgain, answers, faults, changed, letIn } = tally;
  const ofIn = [...answers].filter(([name]) => name.startsWith('303')).map(([, times]) => times);
  return {
    requests: sent,
    races,
    askedAgain,
    answers: Object.fromEntries([...answers].sort()),
    letIn: ofIn.reduce((sum, times) => sum + times, 0),
    faults,
    changes: Object.fromEntries(
      [...changed].sort().map(([name, times]) => [name, [times, letIn.get(name) ?? 0]]),
    ),
  };
}

let collect: (() => void) | undefined;

function heapInUse(): number {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  return process.memoryUsage().heapUsed;
}

/**
 * By how many bytes memory has grown for good: the least that the last quarter came down to, over the least of the
 * second. In the first quarter all that is kept on purpose fills up; of the others, the least is what really stays.
 */
export function growth(heap: readonly number[]): number {
  const quarter = Math.floor(heap.length / 4);
  return Math.min(...heap.slice(-quarter)) - Math.min(...heap.slice(quarter, 2 * quarter));
}
