import { type Profiler, Session } from 'node:inspector';

/** For each script by its id: 1 for every character of it that ran. */
export type Ran = ReadonlyMap<string, Uint8Array>;

export interface Coverage {
  /** What ran since the last call, of the scripts whose address fits. */
  take(files: RegExp): Ran;
  stop(): void;
}

/**
 * Which of our own code runs, as V8 counts it (`Profiler.startPreciseCoverage`). Functions that ran before count as
 * wholes only, so it is to be started before anything else has happened.
 */
export function startCoverage(): Coverage {
  const session = new Session();
  session.connect();
  // Sessions within the process answer before they return.
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    take(files) {
      let scripts: readonly Profiler.ScriptCoverage[] = [];
      session.post('Profiler.takePreciseCoverage', (error, answer) => {
        if (error !== null) throw error;
        scripts = answer.result;
      });
      const ours = scripts.filter(({ url }) => files.test(url));
      return new Map(ours.map((script) => [script.scriptId, paint(script)]));
    },
    stop() {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}

/** Inner ranges follow the outer ones and say otherwise; what did not run is often told by them alone. */
function paint({ functions }: Profiler.ScriptCoverage): Uint8Array {
  const ranges = functions.flatMap((one) => one.ranges);
  const ran = new Uint8Array(Math.max(0, ...ranges.map(({ endOffset }) => endOffset)));
  for (const { startOffset, endOffset, count } of ranges) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return ran;
}

/** All that has ever run. */
export class Known {
  readonly #scripts = new Map<string, Uint8Array>();

  /** How many characters of it had never run before. */
  freshIn(ran: Ran): number {
    let fresh = 0;
    for (const [id, characters] of ran) {
      const known = this.#scripts.get(id);
      characters.forEach((did, at) => {
        if (did === 1 && known?.[at] !== 1) fresh += 1;
      });
    }
    return fresh;
  }

  add(ran: Ran): void {
    for (const [id, characters] of ran) {
      const known = this.#scripts.get(id) ?? new Uint8Array(0);
      const all = new Uint8Array(Math.max(known.length, characters.length));
      all.set(known);
      characters.forEach((did, at) => {
        if (did === 1) all[at] = 1;
      });
      this.#scripts.set(id, all);
    }
  }

  get size(): number {
    return [...this.#scripts.values()].reduce(
      (sum, all) => sum + all.reduce((some, did) => some + did, 0),
      0,
    );
  }
}
