import { expect, test } from '@jest/globals';
import { importsOf, membersOf, nodesOf, packageOf, targetOf } from './syntax.ts';

const source = (text: string) => ({ path: 'src/routes/items/index.ts', text });
const imports = (text: string) => importsOf(nodesOf(source(text)));

test.each([
  ["import { a } from './a.ts'", './a.ts', false],
  ["import a, { type B } from 'koa'", 'koa', false],
  ["import * as a from 'node:fs'", 'node:fs', false],
  ["import './effects.ts'", './effects.ts', false],
  ["export { a } from './a.ts'", './a.ts', false],
  ["export * from './a.ts'", './a.ts', false],
  ["async () => import('typeorm')", 'typeorm', false],
  ["const a = require('ejs')", 'ejs', false],
  ["import { a, type B } from './a.ts'", './a.ts', false],
  ["import type { A } from './a.ts'", './a.ts', true],
  ["import { type A, type B } from './a.ts'", './a.ts', true],
  ["export type { A } from './a.ts'", './a.ts', true],
  ["type A = import('./a.ts').A", './a.ts', true],
])('the house sees through: %s', (text, from, typeOnly) => {
  expect(imports(text)).toEqual([{ from, typeOnly, late: text.startsWith('async () =>') }]);
});

test('the house takes neither prose nor texts for code', () => {
  expect(
    imports("// import 'a'\n/* import 'b' */ const c = \"import 'd'\"; const e = `require('f')`"),
  ).toEqual([]);
  expect(membersOf(nodesOf(source("// Date.now()\nconst a = 'process.env';")))).toEqual([]);
  expect(membersOf(nodesOf(source('const a = process.env.HOME ?? Date.now();')))).toEqual(
    expect.arrayContaining(['process.env', 'Date.now']),
  );
});

test('the house follows an import to its file or package', () => {
  const one = (from: string) => ({ from, typeOnly: false, late: false });
  expect(targetOf(source(''), one('../site.ts'))).toBe('src/routes/site.ts');
  expect(targetOf(source(''), one('./arrive.ts'))).toBe('src/routes/items/arrive.ts');
  expect(targetOf(source(''), one('koa'))).toBeUndefined();
  expect(
    ['@koa/router/x', 'mysql2/promise', 'node:fs', './a.ts'].map((from) => packageOf(one(from))),
  ).toEqual(['@koa/router', 'mysql2', 'node:fs', undefined]);
});

test('the house refuses to judge an import whose target is computed', () => {
  expect(() => imports('const a = "x"; import(a)')).toThrow('not a plain text');
});
