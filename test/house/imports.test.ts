import { describe, expect, test } from '@jest/globals';
import { type Source, sourcesIn, textOf } from './sources.ts';
import { type Import, importsOf, membersOf, nodesOf, packageOf, targetOf } from './syntax.ts';

/** architecture.md, The house: which folder may know which others. `app.ts` and its neighbours join everything. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  crypto: ['model'],
  lti: ['model', 'crypto'],
  storage: ['model', 'crypto'],
  web: ['model', 'crypto'],
  services: ['model', 'crypto', 'lti', 'storage'],
  routes: ['model', 'web', 'services'],
  cli: ['model', 'web', 'services'],
};

/** What a folder may import of another only as types. */
const mayImportTypes: Readonly<Record<string, readonly string[]>> = {
  routes: ['storage'],
  cli: ['storage'],
};

/** Edges that the table does not draw, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  'src/storage/migrating.ts -> migrations/names.ts': 'the names of the steps are what it compares',
  'src/storage/dataSource.ts -> migrations/index.ts': 'hands the steps to TypeORM',
  'src/cli/bench/benchPages.ts -> src/mounted.ts':
    'measures every page that there is, and only the application knows which',
  'src/cli/index.ts -> src/settings.ts':
    'is a process of its own, as main.ts is, and hands the settings down',
};

/** Packages and where alone they may be spoken to. */
const onlyIn: Readonly<Record<string, RegExp>> = {
  argon2: /^src\/crypto\//,
  nanoid: /^src\/crypto\//,
  'node:crypto': /^src\/crypto\//,
  'oauth-1.0a': /^src\/lti\/lti11\/sign\.ts$/,
  jose: /^src\/lti\/lti13\//,
  typeorm: /^(src\/storage|migrations)\//,
  mysql2: /^src\/storage\//,
  'better-sqlite3': /^src\/storage\//,
  'koa-body': /^src\/web\//,
  'koa-session': /^src\/web\//,
  'koa-helmet': /^src\/web\//,
  ejs: /^src\/web\//,
  pino: /^src\/web\//,
  'pino-pretty': /^src\/web\//,
  '@koa/router': /^src\/(routes\/|(app|allPages|domainPages|coursePages)\.ts$|cli\/bench\/baseServer\.ts$)/,
  commander: /^src\/cli\//,
};

const joiners = /^src\/(app|allPages|domainPages|coursePages|mounted|start|main|settings)\.ts$/;
const entrances = /^src\/(main|cli\/index)\.ts$/;

interface Read {
  readonly source: Source;
  readonly imports: readonly Import[];
  readonly members: readonly string[];
}

const house: readonly Read[] = ['src', 'migrations', 'demo'].flatMap((folder) =>
  sourcesIn(folder).map((source) => {
    const nodes = nodesOf(source);
    const asksClock = nodes.some(
      (node) =>
        node.type === 'NewExpression' &&
        (node.callee as { readonly value?: unknown }).value === 'Date' &&
        ((node.arguments as readonly unknown[] | undefined) ?? []).length === 0,
    );
    const members = [...membersOf(nodes), ...(asksClock ? ['new Date()'] : [])];
    return { source, imports: importsOf(nodes), members };
  }),
);
const ofSrc = house.filter(({ source }) => source.path.startsWith('src/'));

function folderOf(path: string): string | undefined {
  return /^src\/([a-z0-9]+)\//.exec(path)?.[1];
}

function routeFolderOf(path: string): string | undefined {
  return /^src\/routes\/([a-zA-Z0-9]+)\//.exec(path)?.[1];
}

/** Every edge between two of the project's own files. */
const edges = house.flatMap(({ source, imports }) =>
  imports.flatMap((one) => {
    const to = targetOf(source, one);
    return to === undefined ? [] : [{ from: source.path, to, typeOnly: one.typeOnly }];
  }),
);

function offences(isOffence: (edge: (typeof edges)[number]) => boolean): string[] {
  return edges.filter(isOffence).map(({ from, to }) => `${from} -> ${to}`);
}

describe('the house of architecture.md', () => {
  test('holds no folder that the import table does not know, else its imports would go unjudged', () => {
    const folders = new Set(ofSrc.map(({ source }) => folderOf(source.path)).filter((name) => name));
    expect([...folders].filter((name) => !(name !== undefined && name in mayImport))).toEqual([]);
    const loose = ofSrc.map(({ source }) => source.path).filter((path) => /^src\/[^/]+\.ts$/.test(path));
    expect(loose.filter((path) => !joiners.test(path))).toEqual([]);
  });

  test('lets imports go downwards only, so that a rule below never depends on a page above', () => {
    const wrong = edges.filter(({ from, to, typeOnly }) => {
      const own = folderOf(from);
      if (own === undefined) return false;
      const other = folderOf(to);
      if (other === own) return false;
      if (other !== undefined && mayImport[own]?.includes(other)) return false;
      return !(typeOnly && other !== undefined && mayImportTypes[own]?.includes(other));
    });
    const named = wrong.map(({ from, to }) => `${from} -> ${to}`);
    expect(named.filter((edge) => !(edge in exceptions))).toEqual([]);
    expect(Object.keys(exceptions).filter((edge) => !named.includes(edge))).toEqual([]);
  });

  test('lets no folder of routes import another one: what two want moves a floor down', () => {
    const between = offences(({ from, to }) => {
      const own = routeFolderOf(from);
      const other = routeFolderOf(to);
      return own !== undefined && other !== undefined && own !== other;
    });
    expect(between).toEqual([]);
  });

  test('keeps migrations free of src, because history must not change when the present does', () => {
    expect(
      offences(({ from, to }) => from.startsWith('migrations/') && !to.startsWith('migrations/')),
    ).toEqual([]);
  });

  test('lets the stand-in LMS know nothing of Tinygate but how a launch is signed', () => {
    const known = new Set(['src/lti/lti11/sign.ts', 'src/model/secret.ts']);
    expect(
      offences(({ from, to }) => from.startsWith('demo/') && to.startsWith('src/') && !known.has(to)),
    ).toEqual([]);
  });

  test('lets nothing import an entrance, which would start a server or end the process', () => {
    expect(offences(({ to }) => entrances.test(to))).toEqual([]);
  });

  test('speaks to each package from one place only', () => {
    const strays = house.flatMap(({ source, imports }) =>
      imports.flatMap((one) => {
        const name = packageOf(one);
        const place = name === undefined ? undefined : onlyIn[name];
        const isStray = place !== undefined && !place.test(source.path) && !source.path.startsWith('demo/');
        return isStray ? [`${source.path}: ${name}`] : [];
      }),
    );
    expect(strays).toEqual([]);
  });

  test('keeps the model pure: no files, no network, no processes', () => {
    const impure = /^node:(fs|net|http|https|child_process|cluster|os|worker_threads|dns|tls)/;
    const found = ofSrc
      .filter(({ source }) => source.path.startsWith('src/model/'))
      .flatMap(({ source, imports }) => imports.map(({ from }) => `${source.path}: ${from}`));
    expect(found.filter((line) => impure.test(line.split(': ')[1] ?? ''))).toEqual([]);
    expect(found.filter((line) => / [a-z@]/.test(line) && !/ node:/.test(line))).toEqual([]);
  });

  test('reads the environment, ends the process and asks the wall clock only at the entrances', () => {
    const reserved = new Set(['process.env', 'process.exit', 'process.argv', 'Date.now', 'new Date()']);
    const found = ofSrc
      .filter(({ source }) => !entrances.test(source.path))
      .flatMap(({ source, members }) =>
        members.filter((member) => reserved.has(member)).map((member) => `${source.path}: ${member}`),
      );
    expect(found).toEqual([]);
  });

  test('uses only packages that package.json pins for production', () => {
    const pinned = new Set(Object.keys(productionPackages()));
    const missing = house.flatMap(({ source, imports }) =>
      imports.flatMap((one) => {
        const name = packageOf(one);
        if (name === undefined || name.startsWith('node:') || pinned.has(name)) return [];
        // Types of packages that have none of their own are compiled away.
        return one.typeOnly ? [] : [`${source.path}: ${name}`];
      }),
    );
    expect(missing).toEqual([]);
    const used = new Set(house.flatMap(({ imports }) => imports.map(packageOf)));
    expect([...pinned].filter((name) => !used.has(name))).toEqual([]);
  });
});

function productionPackages(): Record<string, string> {
  return (JSON.parse(textOf('package.json')) as { dependencies: Record<string, string> }).dependencies;
}
