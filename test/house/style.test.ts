import { describe, expect, test } from '@jest/globals';
import { verifiers } from '../../src/lti/verifiers.ts';
import { launchCodes, refusalCodes, toleratedVariants } from '../../src/model/launchCode.ts';
import { sourcesIn, textOf } from './sources.ts';
import { type Node, nodesOf } from './syntax.ts';

/** Files that may be longer than 200 lines, with the reason. */
const longFiles: Readonly<Record<string, string>> = {
  'src/app.ts': 'one room on purpose: everything is joined here, in the order in which a request meets it',
  'src/settings.ts': 'one table of all settings, with what it takes to read a line of it',
  'src/storage/schema/rows.ts': 'the shape of every table, one after the other; it holds no code',
};

const sources = sourcesIn('src');
const tests = sourcesIn('test');
const all = [...sources, ...tests, ...sourcesIn('migrations'), ...sourcesIn('demo')];
const trees = all.map((source) => ({ path: source.path, nodes: nodesOf(source) }));

function where(isOffence: (node: Node, path: string) => boolean): string[] {
  return trees
    .filter(({ path, nodes }) => nodes.some((node) => isOffence(node, path)))
    .map(({ path }) => path);
}

describe('style', () => {
  test('no file of src is longer than 200 lines without a reason given here', () => {
    const long = sources.filter(({ text }) => text.split('\n').length - 1 > 200).map(({ path }) => path);
    expect(long.sort()).toEqual(Object.keys(longFiles).sort());
  });

  test('no file promises to be finished later', () => {
    const marks = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);
    const texts = [...all, ...sourcesIn('views', '.ejs')];
    expect(texts.filter(({ text }) => marks.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('no address is judged by URL.canParse, which forgets letters beyond ASCII in Node.js 20', () => {
    const judging = sources.filter(
      ({ path, text }) => path !== 'src/model/urlFrom.ts' && text.includes('canParse'),
    );
    expect(judging.map(({ path }) => path)).toEqual([]);
  });

  test('no test is left out or runs alone', () => {
    const words = new Set(['only', 'skip', 'todo', 'failing', 'fixme']);
    const runners = new Set(['test', 'it', 'describe']);
    const found = where((node) => {
      if (node.type !== 'MemberExpression') return false;
      const { object, property } = node as unknown as { readonly object: Node; readonly property: Node };
      return runners.has(String(object.value)) && words.has(String(property.value));
    });
    expect(found).toEqual([]);
    const short = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe']);
    expect(where(({ type, value }) => type === 'Identifier' && short.has(String(value)))).toEqual([]);
  });

  test('no type is `any`, and nothing is waved through with `!`', () => {
    expect(where(({ type, kind }) => type === 'TsKeywordType' && kind === 'any')).toEqual([]);
    expect(where(({ type }) => type === 'TsNonNullExpression')).toEqual([]);
    const waved = /@ts-(?:ignore|expect-error|nocheck)|biome-ignore|eslint-disable/;
    const self = 'test/house/style.test.ts';
    expect(all.filter(({ path, text }) => path !== self && waved.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  test('no enums, decorators, parameter properties or default exports', () => {
    const forbidden = new Set(['TsEnumDeclaration', 'Decorator', 'TsParameterProperty']);
    expect(where(({ type }) => forbidden.has(type))).toEqual([]);
    const byJest = /^test\/global(Setup|Teardown)\.ts$/;
    const exporting = where(
      ({ type }, path) => /^ExportDefault/.test(type) && !byJest.test(path) && path.startsWith('src/'),
    );
    expect(exporting).toEqual([]);
  });

  test('no file hides under a name that says nothing', () => {
    const nothing = /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\.ts|\/)/i;
    expect(sources.map(({ path }) => path).filter((path) => nothing.test(path))).toEqual([]);
  });

  test('import.meta stands only at the entrances, since tests run as CommonJS', () => {
    const found = where(({ type, kind }) => type === 'MetaProperty' && kind === 'import.meta');
    expect(found.filter((path) => !/^(src\/(main|cli\/index)|demo\/main)\.ts$/.test(path))).toEqual([]);
  });

  test.each(['crypto', 'lti', 'model', 'routes', 'services', 'storage', 'web'])(
    'the folder %s says at its door what lives there, in a few lines',
    (folder) => {
      const lines = textOf(`src/${folder}/README.md`).trim().split('\n');
      expect([folder, lines.length >= 3, lines.length <= 16]).toEqual([folder, true, true]);
    },
  );

  test('the map and the record of decisions stand in src', () => {
    expect(textOf('src/README.md')).toContain('openLaunch.ts');
    expect(textOf('src/DECISIONS.md')).toContain('## ');
  });
});

describe('what outsiders rely on', () => {
  test('is the closed list of launch codes of contract.md; adding one needs a line there', () => {
    expect([...launchCodes].sort()).toEqual(
      [
        ...['opened', 'login-required', 'repeated-click', 'relaunch-asked', 'not-a-form', 'too-large'],
        ...['unreadable', 'unsigned', 'incomplete', 'repeated-parameter', 'unsupported-method'],
        ...['unknown-link', 'unknown-key', 'protector-closed', 'bad-signature'],
        ...['stale', 'future', 'replayed', 'wrong-message', 'incomplete-message'],
        ...['wrong-protector', 'link-closed', 'item-gone', 'wrong-context', 'origin-refused'],
        ...['stopped', 'not-in-course'],
      ].sort(),
    );
    expect(launchCodes.filter((code) => !(refusalCodes as readonly string[]).includes(code))).toEqual([
      'opened',
      'login-required',
      'repeated-click',
      'relaunch-asked',
    ]);
  });

  test('are codes, variants and outcomes that fit their columns', () => {
    expect(launchCodes.filter((code) => code.length > 24)).toEqual([]);
    expect([...toleratedVariants].join(' ').length).toBeLessThanOrEqual(100);
  });

  test('is one verifier for each version of the protocol, each recognising its own launches', () => {
    expect(verifiers.map(({ version }) => version)).toEqual(['1.1']);
    expect(new Set(verifiers.map(({ version }) => version)).size).toBe(verifiers.length);
  });
});
