import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ejs from 'ejs';
import type { Translate } from './texts.ts';

export interface ViewOptions {
  /** The folder of the templates; `include('/layout/page')` counts from there, other includes from the view itself. */
  readonly root: string;
  /** Given to every view beside its model. */
  readonly shared: Speech & { readonly asset: (name: string) => string };
}

/** The language of a page, and its words. */
export interface Speech {
  readonly t: Translate;
  readonly lang: string;
}

export interface Views<Models> {
  /** Compiles what was not needed yet. @throws Error where one of the declared views, which are to be rendered, is missing. */
  compileAll(declared: readonly (keyof Models & string)[]): void;
  /**
   * In the shared language where none is given.
   * @throws Error where the model lacks something that the view prints: a page with holes helps nobody.
   */
  render<Name extends keyof Models & string>(view: Name, model: Models[Name], speech?: Speech): string;
}

type Include = (name: string, more?: object) => string;

/**
 * Views are plain: they print escaped text and include each other. Each template is compiled once, when it is first
 * needed: a start would wait for all of them, and a launch needs none. A rendering throws an Error for `<%-` with anything
 * but `include(...)` or a value named `sanitisedHtml`, which `compileAll` finds ahead.
 */
export function loadViews<Models extends { readonly [Name in keyof Models]: object }>(
  options: ViewOptions,
): Views<Models> {
  let listed: ReadonlySet<string> | undefined;
  const names = () => {
    listed ??= new Set(templateNames(options.root));
    return listed;
  };
  const compiled = new Map<string, ejs.TemplateFunction>();
  const templateOf = (name: string): ejs.TemplateFunction => {
    const known = compiled.get(name);
    if (known) return known;
    if (!names().has(name)) throw new Error(`there is no view ${name}`);
    const made = compile(name, readFileSync(join(options.root, `${name}.ejs`), 'utf8'));
    compiled.set(name, made);
    return made;
  };
  const run = (name: string, model: object): string => {
    const template = templateOf(name);
    const include: Include = (other, more = {}) => run(resolve(other, name), { ...model, ...more });
    try {
      // Names of the model come before the function that EJS brings; ours reads nothing from disk.
      return template({ include, ...model });
    } catch (cause) {
      if (cause instanceof ViewFault) throw cause;
      throw new ViewFault(`the view ${name}: ${cause instanceof Error ? cause.message : 'fault'}`, { cause });
    }
  };
  return {
    compileAll(declared) {
      for (const name of declared) {
        if (!names().has(name)) throw new Error(`the view ${name} is declared but not there`);
      }
      for (const name of names()) templateOf(name);
    },
    render: (view, model, { t, lang } = options.shared) =>
      run(view, { t, lang, asset: options.shared.asset, ...model }),
  };
}

class ViewFault extends Error {
  override readonly name = 'ViewFault';
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(value: unknown): string {
  if (value === undefined || value === null) throw new TypeError('a value that is printed is missing');
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function compile(name: string, source: string): ejs.TemplateFunction {
  for (const [whole, expression = ''] of source.matchAll(/<%-([\s\S]*?)%>/g)) {
    const harmless = /^\s*(?:include\(|(?:\w+\.)*sanitisedHtml\s*-?\s*$)/.test(expression);
    if (!harmless) throw new Error(`the view ${name} prints without escaping: ${whole}`);
  }
  return ejs.compile(source, { escape: escapeHtml, compileDebug: false, filename: `${name}.ejs` });
}

function templateNames(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ejs'))
    .map((path) => path.slice(0, -'.ejs'.length));
}

function resolve(other: string, from: string): string {
  const name = other.replace(/\.ejs$/, '');
  return name.startsWith('/') ? name.slice(1) : posix.join(posix.dirname(from), name);
}
