import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { BadSettings, describeSettings, readSettings } from '../settings.ts';
import { run } from './run.ts';
import type { ReadSettings } from './world.ts';

/** The nearest folder upwards with a package.json: this file lies in `src/cli` or, compiled, in `dist/src/cli`. */
function projectRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

const source = { env: process.env, root: projectRoot(), terminal: process.stdout.isTTY === true };

function settings(): ReadSettings {
  try {
    return { ok: true, settings: readSettings(source) };
  } catch (error) {
    if (error instanceof BadSettings) return { ok: false, faults: error.faults };
    throw error;
  }
}

// A reader that has seen enough (`| head`) is no fault of the command.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  settings,
  settingsTable: () => describeSettings(source),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  clock: Date.now,
  cores: availableParallelism(),
  root: source.root,
  progressBar: process.stderr.isTTY === true,
});
