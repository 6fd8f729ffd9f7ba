import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import { loadLanguages, loadTexts } from '../../src/web/texts.ts';

const folder = 'views/texts';
const languages = loadLanguages(folder);
const others = languages.names.filter((name) => name !== 'en');

type Parts = ReturnType<IntlMessageFormat['getAst']>;

/** Names of the values that a text takes, and which forms of a plural it knows. */
function valuesOf(parts: Parts): { readonly names: string[]; readonly forms: string[][] } {
  const names: string[] = [];
  const forms: string[][] = [];
  const read = (list: Parts): void => {
    for (const part of list) {
      // 0 is plain text, 7 the number sign of a plural; all else names a value.
      if (part.type === 0 || part.type === 7) continue;
      names.push(part.value);
      if (!('options' in part)) continue;
      if (part.type === 6) forms.push(Object.keys(part.options));
      for (const { value } of Object.values(part.options)) read(value);
    }
  };
  read(parts);
  return { names: [...new Set(names)].sort(), forms };
}

type Tree = Record<string, Record<string, string>>;
const trees = new Map<string, Tree>();

/** All files of a language as one. */
function treeOf(name: string): Tree {
  const known = trees.get(name);
  if (known) return known;
  const more = readdirSync(`${folder}/${name}`).map((file) => `${folder}/${name}/${file}`);
  const parts = [`${folder}/${name}.json`, ...more].map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const tree: Tree = Object.assign({}, ...parts);
  trees.set(name, tree);
  return tree;
}

function partsOf(name: string, key: string): Parts {
  const [group = '', ...rest] = key.split('.');
  const source = treeOf(name)[group]?.[rest.join('.')];
  if (source === undefined) throw new Error(`${name}.json has no ${key}`);
  return new IntlMessageFormat(source, name, undefined, { ignoreTag: true }).getAst();
}

describe('the languages', () => {
  test('are the files of the folder, English and German among them, English first as the last resort', () => {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.replace('.json', ''));
    expect([...languages.names].sort()).toEqual(files.sort());
    expect(languages.names[0]).toBe('en');
    expect(languages.names).toContain('de');
    expect(languages.names.map((name) => Intl.getCanonicalLocales(name)[0])).toEqual(languages.names);
  });

  test.each(others)('say all of it, so that no page speaks two: %s', (name) => {
    expect(loadTexts(folder, name).keys).toEqual(loadTexts(folder).keys);
  });

  test.each(languages.names)('take the same values and know every plural of their own: %s', (name) => {
    const categories = new Intl.PluralRules(name).resolvedOptions().pluralCategories;
    for (const key of loadTexts(folder).keys) {
      const values = valuesOf(partsOf(name, key));
      expect([key, values.names]).toEqual([key, valuesOf(partsOf('en', key)).names]);
      for (const forms of values.forms)
        expect([key, forms]).toEqual([key, expect.arrayContaining(categories)]);
    }
  });

  test.each(others)('are translated: no sentence of several words is left in English: %s', (name) => {
    const { t } = languages.of(name);
    const same = loadTexts(folder).keys.filter((key) => {
      const given = Object.fromEntries(valuesOf(partsOf('en', key)).names.map((value) => [value, 2]));
      const english = languages.of('en').t(key, given);
      return english.split(' ').length > 2 && english === t(key, given);
    });
    expect(same).toEqual([]);
  });
});
