import { parseSync } from '@swc/core';
import type { Source } from './sources.ts';

/** A node of the syntax tree; what else it has depends on its type. */
export type Node = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Import {
  /** As written: `../../model/ids.ts`, `node:fs`, `koa`. */
  readonly from: string;
  readonly typeOnly: boolean;
  /** `import()`: loaded when it is come to, not with the file. */
  readonly late: boolean;
}

/** Every node of a source, outermost first. Comments are none, so prose never counts. */
export function nodesOf({ text }: Source): readonly Node[] {
  const found: Node[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isNode(value)) found.push(value);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(parseSync(text, { syntax: 'typescript', target: 'es2022' }));
  return found;
}

function isNode(value: object): value is Node {
  return 'type' in value && typeof value.type === 'string';
}

/** All imports: static, re-exports, `import()`, `import('...')` in types, and `require()`. */
export function importsOf(nodes: readonly Node[]): readonly Import[] {
  return nodes.flatMap((node): Import[] => {
    if (node.type === 'ImportDeclaration')
      return [{ from: wordOf(node.source), typeOnly: bringsTypes(node), late: false }];
    if (node.type === 'ExportAllDeclaration')
      return [{ from: wordOf(node.source), typeOnly: false, late: false }];
    if (node.type === 'ExportNamedDeclaration' && node.source) {
      return [{ from: wordOf(node.source), typeOnly: node.typeOnly === true, late: false }];
    }
    if (node.type === 'TsImportType') return [{ from: wordOf(node.argument), typeOnly: true, late: false }];
    const callee = node.type === 'CallExpression' ? (node.callee as Node) : undefined;
    if (callee?.type === 'Import' || (callee?.type === 'Identifier' && callee.value === 'require')) {
      const [first] = node.arguments as readonly { readonly expression: Node }[];
      return [{ from: wordOf(first?.expression), typeOnly: false, late: callee.type === 'Import' }];
    }
    return [];
  });
}

function bringsTypes(node: Node): boolean {
  const names = node.specifiers as readonly Node[];
  return node.typeOnly === true || (names.length > 0 && names.every((name) => name.isTypeOnly === true));
}

function wordOf(node: unknown): string {
  const { type, value } = (node ?? {}) as { readonly type?: unknown; readonly value?: unknown };
  if (type !== 'StringLiteral') throw new Error('an import whose target is not a plain text');
  return String(value);
}

/** `process.env` and the like, as texts; only where both names are written out. */
export function membersOf(nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'MemberExpression') return [];
    const { object, property } = node as unknown as { readonly object: Node; readonly property: Node };
    const named = object.type === 'Identifier' && property.type === 'Identifier';
    return named ? [`${String(object.value)}.${String(property.value)}`] : [];
  });
}

/** Where a relative import leads, from the project's root; undefined for a package. */
export function targetOf({ path }: Source, { from }: Import): string | undefined {
  if (!from.startsWith('.')) return undefined;
  const parts = path.split('/').slice(0, -1);
  for (const part of from.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** `@koa/router/lib/x` is of `@koa/router`, `mysql2/promise` of `mysql2`; undefined for a relative import. */
export function packageOf({ from }: Import): string | undefined {
  if (from.startsWith('.')) return undefined;
  const [first = '', second = ''] = from.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
