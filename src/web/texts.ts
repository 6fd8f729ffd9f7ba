import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';

export type TextValues = Readonly<Record<string, string | number>>;

/**
 * The text of a key, with its values. It is plain text: the view escapes it like everything else.
 * @throws Error for a key that the language file does not have, or a value that its text needs and does not get.
 */
export type Translate = (key: string, values?: TextValues) => string;

export interface Texts {
  readonly lang: string;
  readonly t: Translate;
  readonly keys: readonly string[];
}

/**
 * Reads `folder/LANG.json` and every `folder/LANG/*.json`: keys (flat `signIn.title`, or nested) and texts in ICU MessageFormat, each compiled once, when
 * it is first needed: a start would wait for all of them, and for what Intl loads with the first.
 */
export function loadTexts(folder: string, lang = 'en'): Texts {
  const sources = new Map<string, string>();
  for (const file of filesOf(folder, lang)) {
    for (const [key, source] of flatten(JSON.parse(readFileSync(file, 'utf8')), '')) {
      if (sources.has(key)) throw new Error(`${key} stands twice in the language ${lang}`);
      sources.set(key, source);
    }
  }
  const messages = new Map<string, IntlMessageFormat>();
  return {
    lang,
    keys: [...sources.keys()],
    t(key, values = {}) {
      const source = sources.get(key);
      if (source === undefined) throw new Error(`no text for ${key} in ${lang}.json`);
      const message = messages.get(key) ?? compile(key, source, lang);
      messages.set(key, message);
      return String(message.format({ ...values }));
    },
  };
}

/** A language's own file, and those of its folder, where pages have theirs. */
function filesOf(folder: string, lang: string): string[] {
  const more = join(folder, lang);
  const names = existsSync(more) ? readdirSync(more).filter((name) => name.endsWith('.json')) : [];
  return [join(folder, `${lang}.json`), ...names.sort().map((name) => join(more, name))];
}

/** The languages that there are, the one of last resort first. */
export interface Languages {
  readonly names: readonly string[];
  /** The first language for a name that is none of them, and for undefined. */
  of(name: string | undefined): Texts;
}

/**
 * Every `LANG.json` of the folder; a language is added by adding its file. A text that one of them lacks is shown as the
 * first language has it: a page in two languages helps more than none.
 */
export function loadLanguages(folder: string, first = 'en'): Languages {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const names = files.map((name) => name.slice(0, -'.json'.length)).filter((name) => name !== first);
  const resort = loadTexts(folder, first);
  const all = new Map([[first, resort]]);
  for (const name of names.sort()) all.set(name, completed(loadTexts(folder, name), resort));
  return { names: [...all.keys()], of: (name) => (name === undefined ? resort : (all.get(name) ?? resort)) };
}

function completed(texts: Texts, resort: Texts): Texts {
  const own = new Set(texts.keys);
  return { ...texts, t: (key, values) => (own.has(key) ? texts : resort).t(key, values) };
}

/** Angle brackets in a text are letters, never markup. */
function compile(key: string, source: string, lang: string): IntlMessageFormat {
  try {
    return new IntlMessageFormat(source, lang, undefined, { ignoreTag: true });
  } catch (cause) {
    throw new Error(`the text of ${key} in ${lang}.json is no ICU message`, { cause });
  }
}

function flatten(node: unknown, path: string): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node !== 'object' || node === null || Array.isArray(node)) {
    throw new Error(`the language file holds something that is no text at ${path === '' ? 'its top' : path}`);
  }
  return Object.entries(node).flatMap(([name, inner]) =>
    flatten(inner, path === '' ? name : `${path}.${name}`),
  );
}
