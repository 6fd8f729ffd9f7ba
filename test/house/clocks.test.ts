import { expect, test } from '@jest/globals';
import { sourcesIn } from './sources.ts';
import { membersOf, type Node, nodesOf } from './syntax.ts';

/** Tests that look at a clock, with the reason. What measures on purpose ends in long.ts and is no part of every run. */
const looking: Readonly<Record<string, string>> = {
  'test/contract/door.test.ts': "asks whether the database tells this machine's time, give or take a minute",
};

const clocks = new Set(['performance.now', 'process.hrtime', 'process.cpuUsage']);

const isNow = (node: Node): boolean =>
  node.type === 'CallExpression' && membersOf([node.callee as Node]).includes('Date.now');

/** `Date.now() - began`, `began - Date.now()`, `Date.now() < end`; a moment so many days ago is none. */
function comparesTimes(node: Node): boolean {
  if (node.type !== 'BinaryExpression') return false;
  const { operator, left, right } = node as Node & { readonly left: Node; readonly right: Node };
  if (operator === '-') return isNow(right) || (isNow(left) && right.type === 'Identifier');
  return /^[<>]=?$/.test(String(operator)) && (isNow(left) || isNow(right));
}

test('no test is passed by how quick the machine is', () => {
  const offending = sourcesIn('test', '.test.ts').filter((source) => {
    const nodes = nodesOf(source);
    return membersOf(nodes).some((member) => clocks.has(member)) || nodes.some(comparesTimes);
  });
  expect(offending.map(({ path }) => path)).toEqual(Object.keys(looking));
});
