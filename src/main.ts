import type { Cluster } from 'node:cluster';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { BadSettings, readSettings, type Settings } from './settings.ts';
import { makeLog, prettyLines } from './web/log.ts';
import { replacements } from './web/replacements.ts';

// The compiled file lies in dist/src/; views and package.json lie at the project's root.
const root = join(import.meta.dirname, '..', '..');
const drainMs = 25_000;

// Left to itself, V8 lets what is over fill three times the room of what is in use before it looks. The other half of
// this, --max-semi-space-size, it takes only from a process's beginning, as `npm start` says it.
setFlagsFromString('--heap-growing-percent=40');

// Where many launches were under way at a collection, V8 takes what they are made of for long-lived, and from then on
// makes it among what is old: half as much again of a launch's processor time would go into collecting it.
setFlagsFromString('--no-allocation-site-pretenuring');

function refuseToStart(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function settingsOrExit(): Settings {
  try {
    return readSettings({ env: process.env, root, terminal: process.stdout.isTTY === true });
  } catch (error) {
    if (error instanceof BadSettings) refuseToStart(error.message);
    throw error;
  }
}

const settings = settingsOrExit();
const pretty = settings.logFormat === 'pretty' ? await prettyLines({ colorize: true }) : undefined;
const log = makeLog({ level: settings.logLevel, pretty, now: Date.now });
const workers = settings.workers === 'auto' ? availableParallelism() : settings.workers;

/** One process that shares the port with others only hands signals on and replaces a worker that died. */
function superviseWorkers(cluster: Cluster): void {
  let ending = false;
  let everServed = false;
  const served = new Set<number>();
  const born = new Map<number, number>();
  const waitAfter = replacements(workers);
  const waiting = new Set<NodeJS.Timeout>();
  cluster.on('fork', ({ id }) => born.set(id, Date.now()));
  // Each takes its connections from the port itself. Those that a parent hands on stay open, and are never answered,
  // where their worker is killed before it has said that it has them.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  for (let count = 0; count < workers; count += 1) cluster.fork();
  cluster.on('listening', ({ id }) => {
    everServed = true;
    served.add(id);
  });
  cluster.on('exit', ({ id, process: { pid } }, code, signal) => {
    if (ending) return;
    // All workers would refuse to start for the same reason.
    if (!everServed) {
      ending = true;
      process.exitCode = 1;
      stopWorkers(cluster);
      return;
    }
    log.error('a worker died and is replaced', { pid, code, signal });
    const lived = Date.now() - (born.get(id) ?? 0);
    born.delete(id);
    const wait = waitAfter({ lived, served: served.delete(id) });
    const timer = setTimeout(() => {
      waiting.delete(timer);
      cluster.fork();
    }, wait);
    waiting.add(timer);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      ending = true;
      for (const timer of waiting) clearTimeout(timer);
      stopWorkers(cluster);
    });
  }
}

function stopWorkers(cluster: Cluster): void {
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
}

async function serve(): Promise<void> {
  // A process that only supervises others loads none of it.
  const loading = import('./start.ts');
  const starting = loading.then(({ startTinygate }) => startTinygate({ settings, root, log, now: Date.now }));
  let ending = false;
  // Heard from the first moment on: a stop that comes while the server starts is a stop, too.
  const end = () => {
    if (ending) return;
    ending = true;
    starting
      .then((running) => running.stop(drainMs))
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('unhandledRejection', (reason) => {
    log.error('a fault that nobody handled', {
      fault: reason instanceof Error ? reason.name : typeof reason,
    });
  });
  try {
    await starting;
  } catch (error) {
    const { StartRefused } = await loading;
    if (error instanceof StartRefused) refuseToStart(error.message);
    throw error;
  }
}

// One process alone is spared what Node loads to start others.
const cluster = workers > 1 ? (await import('node:cluster')).default : undefined;
if (cluster?.isPrimary) superviseWorkers(cluster);
else await serve();
