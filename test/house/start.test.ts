import { expect, test } from '@jest/globals';
import { type Source, sourcesIn } from './sources.ts';
import { type Import, importsOf, nodesOf, packageOf, targetOf } from './syntax.ts';

/**
 * What a server loads before it listens. Each takes a part of every start; one more needs a line here, and a reason why
 * launches cannot do without. The driver of a database comes with the database that is asked for.
 */
const beforeListening = ['@koa/router', 'ejs', 'intl-messageformat', 'koa', 'koa-helmet', 'pino'];

/** Late imports that a start waits for all the same. */
const waitedFor = [
  'src/main.ts -> src/start.ts',
  'src/start.ts -> src/app.ts',
  'src/storage/loadDoor.ts -> src/storage/mysqlDoor.ts',
];

const sources = new Map(
  ['src', 'migrations'].flatMap((folder) => sourcesIn(folder)).map((source) => [source.path, source]),
);

/** Every file that comes with `path`, and the packages that they name. */
function loadedWith(path: string, waits: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const isLoaded = (source: Source, one: Import) =>
    !one.typeOnly && (!one.late || waits.includes(`${source.path} -> ${targetOf(source, one)}`));
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    const source = sources.get(file);
    if (source === undefined || files.has(file)) return;
    files.add(file);
    for (const one of importsOf(nodesOf(source)).filter((each) => isLoaded(source, each))) {
      const name = packageOf(one);
      if (name !== undefined && !name.startsWith('node:')) packages.add(name);
      const to = targetOf(source, one);
      if (to !== undefined) visit(to);
    }
  };
  visit(path);
  return { files, packages };
}

test('a start waits for no library that launches do without, so that a restart under load is short', () => {
  const { files, packages } = loadedWith('src/main.ts', waitedFor);
  expect([...files]).toEqual(expect.arrayContaining(['src/app.ts', 'src/services/launch/openLaunch.ts']));
  expect([...packages].sort()).toEqual(beforeListening);
});

test('a start waits for no page but those that every launch passes: the others are loaded behind it', () => {
  const { files } = loadedWith('src/main.ts', waitedFor);
  const folders = [...files].map((file) => /^src\/routes\/(\w+)\//.exec(file)?.[1]);
  expect([...new Set(folders)].filter((name) => name !== undefined).sort()).toEqual([
    'health',
    'launch',
    'tiny',
  ]);
});

test('a process that only supervises workers does not load what they serve', () => {
  const { files } = loadedWith('src/main.ts', []);
  expect(files.has('src/settings.ts')).toBe(true);
  expect([...files].filter((file) => /^src\/(app|start|routes|services)\b/.test(file))).toEqual([]);
});
