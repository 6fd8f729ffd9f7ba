import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type FilePath, quoted } from './faults.ts';

/** As many repetitions of a part by `*alias` as a person would write. */
const mostAliases = 100;
/** How many values the file may be when every alias is written out. */
const mostValues = 1_000_000;

export interface TreeFault {
  readonly path: FilePath;
  readonly at: number;
  readonly message: string;
}

interface Entry {
  readonly keyAt: number;
  readonly valueAt: number;
  readonly source: string | undefined;
}

/** Plain values, and beside them where each stands. */
export interface Tree {
  readonly value: unknown;
  readonly startsAt: number;
  readonly faults: readonly TreeFault[];
  readonly entries: WeakMap<object, ReadonlyMap<string | number, Entry>>;
}

export function readTree(root: ParsedNode): Tree {
  const reader = new TreeReader();
  const value = reader.read(root, []);
  return { value, startsAt: root.range[0], faults: reader.faults, entries: reader.entries };
}

/** Offset of what stands at the path, or of the nearest thing around it. */
export function locate(tree: Tree, path: FilePath, side: 'key' | 'value'): number {
  let value = tree.value;
  let at = tree.startsAt;
  for (const [position, step] of path.entries()) {
    const entry = isObject(value) ? tree.entries.get(value)?.get(step) : undefined;
    if (entry === undefined) return at;
    at = side === 'key' && position === path.length - 1 ? entry.keyAt : entry.valueAt;
    value = childOf(value, step);
  }
  return at;
}

export function entryAt(tree: Tree, path: FilePath): Entry | undefined {
  let value = tree.value;
  for (const step of path.slice(0, -1)) value = childOf(value, step);
  const last = path.at(-1);
  return isObject(value) && last !== undefined ? tree.entries.get(value)?.get(last) : undefined;
}

export function childOf(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
  return isObject(value) && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

class TreeReader {
  readonly faults: TreeFault[] = [];
  readonly entries = new WeakMap<object, Map<string | number, Entry>>();
  readonly #anchors = new Map<string, { value: unknown; weight: number; done: boolean }>();
  #aliases = 0;
  #weight = 0;

  read(node: ParsedNode | null, path: FilePath): unknown {
    this.#weight++;
    if (node === null) return null;
    if (isAlias(node)) return this.#alias(node, path);
    if (node.tag !== undefined) {
      this.#fault(path, node, 'tags (words with !) are not allowed; if it is text, write it in quotes');
    }
    const before = this.#weight;
    const anchor =
      node.anchor === undefined ? undefined : { value: undefined as unknown, weight: 0, done: false };
    if (anchor !== undefined && node.anchor !== undefined) this.#anchors.set(node.anchor, anchor);
    const value = this.#value(node, path);
    if (anchor !== undefined) {
      anchor.value = value;
      anchor.weight = this.#weight - before;
      anchor.done = true;
    }
    return value;
  }

  #value(node: Exclude<ParsedNode, Alias.Parsed>, path: FilePath): unknown {
    if (isMap(node)) return this.#map(node, path);
    if (isSeq(node)) return this.#list(node, path);
    if (typeof node.value === 'string') this.#checkText(node.value, path, node);
    return node.value;
  }

  #map(node: YAMLMap.Parsed, path: FilePath): unknown {
    const value: Record<string, unknown> = Object.create(null);
    const entries = new Map<string | number, Entry>();
    this.entries.set(value, entries);
    for (const pair of node.items) {
      const key = this.#key(pair.key, path);
      const child = this.read(pair.value, [...path, key]);
      if (entries.has(key)) {
        this.#fault([...path, key], pair.key, 'this key stands here a second time');
        continue;
      }
      const keyAt = startOf(pair.key, node.range[0]);
      entries.set(key, { keyAt, valueAt: startOf(pair.value, keyAt), source: sourceOf(pair.value) });
      value[key] = child;
    }
    return value;
  }

  #list(node: YAMLSeq.Parsed, path: FilePath): unknown {
    const value: unknown[] = [];
    const entries = new Map<string | number, Entry>();
    this.entries.set(value, entries);
    for (const [position, item] of node.items.entries()) {
      // `[a: b]` is a map of one pair in YAML; the parser has already made it one.
      const child = item as ParsedNode;
      const at = startOf(child, node.range[0]);
      entries.set(position, { keyAt: at, valueAt: at, source: sourceOf(child) });
      value.push(this.read(child, [...path, position]));
    }
    return value;
  }

  /** A key that is not text is a fault; what it was written as stands in for it, so that reading goes on. */
  #key(node: ParsedNode, path: FilePath): string {
    if (isScalar(node) && typeof node.value === 'string') {
      if (node.tag !== undefined) this.#fault(path, node, 'tags (words with !) are not allowed in keys');
      this.#checkText(node.value, path, node);
      return node.value;
    }
    const source = isScalar(node) ? (node.source ?? '') : '';
    // A shared word in place of the key `key` must not be repeated.
    if (source === '' || path.at(-1) === 'protect') {
      this.#fault([...path, ''], node, 'a key must be a text');
      return '';
    }
    const message = `the key ${quoted(source)} is not read as text; write it in quotes: "${source}"`;
    this.#fault([...path, source], node, message);
    return source;
  }

  #alias(node: Alias.Parsed, path: FilePath): unknown {
    this.#aliases++;
    const target = this.#anchors.get(node.source);
    const fault = (message: string): undefined => this.#fault(path, node, message);
    // The alias is not named: a password that begins with * and lacks quotes is read as one.
    if (target === undefined)
      return fault('nothing of this name was marked before; if it is text, write it in quotes');
    if (!target.done) return fault('a part of the file cannot contain itself');
    if (this.#aliases === mostAliases + 1) fault(`more than ${mostAliases} aliases in one file`);
    if (this.#aliases > mostAliases) return undefined;
    this.#weight += target.weight;
    if (this.#weight > mostValues) return fault('the aliases of this file unfold to too much');
    return target.value;
  }

  #checkText(text: string, path: FilePath, node: ParsedNode): void {
    if (/[\0\p{Surrogate}]/u.test(text)) {
      this.#fault(path, node, 'this text holds a character that cannot be stored (NUL or half a character)');
    }
  }

  #fault(path: FilePath, node: ParsedNode | null, message: string): undefined {
    this.faults.push({ path, message, at: startOf(node, 0) });
  }
}

function startOf(node: ParsedNode | null, otherwise: number): number {
  return node?.range?.[0] ?? otherwise;
}

function sourceOf(node: ParsedNode | null): string | undefined {
  if (node === null) return '';
  return isScalar(node) && typeof node.value !== 'string' ? (node.source ?? '') : undefined;
}
