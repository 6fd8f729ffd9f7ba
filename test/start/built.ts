import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.cwd();
const stamp = join(root, 'dist', '.built');
const lock = join(root, 'dist', '.building');

/** Compiles the project once per change, also where several test files ask at the same time. */
export async function build(): Promise<void> {
  buildNow();
}

/** As `build`, while nothing else in this process goes on. */
export function buildNow(): void {
  mkdirSync(join(root, 'dist'), { recursive: true });
  while (!isFresh()) {
    if (!takeLock()) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    try {
      if (isFresh()) return;
      const began = new Date();
      // Faults in types are another part's business; what is needed here is that the files are there.
      const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
        cwd: root,
        encoding: 'utf8',
      });
      if (mtimeOf(join(root, 'dist/src/main.js')) === 0) throw new Error(`nothing was built:\n${stdout}`);
      writeFileSync(stamp, began.toISOString());
    } finally {
      rmdirSync(lock);
    }
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    // Whoever held it this long was ended in the middle.
    if (Date.now() - mtimeOf(lock) > 120_000) rmdirSync(lock);
    return false;
  }
}

function isFresh(): boolean {
  return mtimeOf(stamp) > newestSource();
}

function newestSource(): number {
  const files = ['src', 'migrations', 'demo'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(root, folder, name)),
  );
  return Math.max(...[...files, join(root, 'tsconfig.build.json')].map(mtimeOf));
}

function mtimeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
