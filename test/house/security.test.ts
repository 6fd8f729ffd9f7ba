import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sourcesIn, textOf } from './sources.ts';

/** Chapter and section, and the requirements of it (OWASP ASVS 5.0.0) that concern a service like this one. */
const requirements: Readonly<Record<string, readonly number[]>> = {
  '1.2': [1, 4, 10],
  '1.3': [6],
  '1.5': [3],
  '2.1': [3],
  '2.2': [1, 2],
  '2.3': [1, 3, 4],
  '2.4': [1],
  '3.3': [1, 2, 3, 4, 5],
  '3.4': [1, 2, 3, 4, 5, 6, 7, 8],
  '3.5': [1, 2, 3, 5, 8],
  '3.7': [2, 3],
  '4.1': [1, 2, 3, 4],
  '6.1': [1, 3],
  '6.2': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  '6.3': [1, 2, 3, 4, 8],
  '6.4': [1, 3, 6],
  '6.8': [1, 2],
  '7.1': [1, 2, 3],
  '7.2': [1, 2, 3, 4],
  '7.3': [1, 2],
  '7.4': [1, 2, 3, 4, 5],
  '7.5': [2, 3],
  '7.6': [2],
  '8.1': [1, 2, 3, 4],
  '8.2': [1, 2, 3, 4],
  '8.3': [1, 2],
  '8.4': [1],
  '9.1': [1, 2, 3],
  '9.2': [1, 2, 3],
  '10.1': [2],
  '10.2': [2],
  '10.4': [7],
  '10.5': [1, 2, 3, 4],
  '11.1': [1, 2],
  '11.2': [2, 4],
  '11.3': [2, 3, 4],
  '11.4': [2],
  '11.5': [1],
  '12.1': [1],
  '12.2': [1],
  '12.3': [1, 2],
  '13.1': [2, 3],
  '13.2': [2, 4, 5, 6],
  '13.3': [1, 4],
  '13.4': [1, 2, 3, 4, 5, 6],
  '14.1': [1],
  '14.2': [1, 6, 7],
  '14.3': [1, 2],
  '15.1': [2, 3],
  '15.2': [2],
  '15.3': [1, 2, 3, 4, 5, 6, 7],
  '15.4': [2],
  '16.1': [1],
  '16.2': [1, 2, 3, 4, 5],
  '16.3': [1, 2, 3, 4],
  '16.4': [1, 2, 3],
  '16.5': [1, 2, 3, 4],
};

const paper = textOf('SECURITY.md');

/** Lines of tables whose first cell holds numbers of requirements. */
const lines = paper
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, numbers = '']) => /^\d+\.\d+\.\d+/.test(numbers))
  .map(([, numbers = '', state = '', where = '']) => ({ numbers: numbers.split(', '), state, where }));

describe('the security paper', () => {
  test('names no file that is not there, so that no promise leans on a test that is gone', () => {
    const named = paper.match(/\b(?:test|src|scripts)\/[\w./-]*\w/g) ?? [];
    expect(named.length).toBeGreaterThan(100);
    expect([...new Set(named)].filter((path) => !existsSync(join(process.cwd(), path)))).toEqual([]);
  });

  test('has one line for every requirement that we go by, and none for one that it made up', () => {
    const wanted = Object.entries(requirements).flatMap(([section, all]) =>
      all.map((one) => `${section}.${one}`),
    );
    expect(lines.flatMap(({ numbers }) => numbers).sort()).toEqual(wanted.sort());
  });

  test('says how each one stands, and where a test shows it, unless there is nothing to be tested', () => {
    const reasons = /^(?:-|this file|no such .*|no file is written)$/;
    const silent = lines.filter(
      ({ state, where }) => state === '' || !(where.includes('`test/') || reasons.test(where)),
    );
    expect(silent).toEqual([]);
    const unmet = lines.filter(({ where }) => where === '-');
    expect(unmet.filter(({ state }) => !state.includes('**not met'))).toEqual([]);
  });

  test('is right that a server asks no address of the network but its database', () => {
    const asking =
      /\bfetch\(|\bhttps?\.(?:get|request)\(|import \{[^}]*\b(?:get|request|connect|createConnection)\b[^}]*\} from 'node:/;
    const found = sourcesIn('src').filter(
      ({ path, text }) => !path.startsWith('src/cli/bench/') && asking.test(text),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});
