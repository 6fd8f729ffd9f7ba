import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sweepUploads } from '../../../src/services/uploads/sweepUploads.ts';

const [shown, gone, whole] = ['aa'.repeat(32), 'ab'.repeat(32), 'ac'.repeat(32)];
const hours = (count: number) => Date.now() + count * 3_600_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tinygate-sweep-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content = name): void {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

const left = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.length > 2)
    .sort();
const inUse = async (hashes: readonly string[]) =>
  new Set(hashes.filter((hash) => hash === shown || hash === whole));

test('drafts that nobody writes any more go; contents and what is no draft stay', async () => {
  const stay = [`aa/${shown}`, `ab/${gone}`, 'notes.txt', 'ab/README.old', 'zz/x.new'];
  for (const name of [...stay, 'T0-ken_1.new', `aa/${shown}.T0-ken_1.new`, `ab/${gone}.x.new`]) put(name);
  await sweepUploads({ folder, inUse, now: hours(0) });
  expect(left()).toHaveLength(8);
  await sweepUploads({ folder, inUse, now: hours(2) });
  expect(left()).toEqual([...stay].sort());
});

test('a young draft of an old file stays: what is linked keeps the age of its content', async () => {
  put(`aa/${shown}.x.new`);
  const yesterday = new Date(hours(-24));
  utimesSync(join(folder, `aa/${shown}.x.new`), yesterday, yesterday);
  await sweepUploads({ folder, inUse, now: hours(0) });
  expect(left()).toEqual([`aa/${shown}.x.new`]);
});

test('what was put aside to be thrown away comes back where it is shown and not there', async () => {
  put(`aa/${shown}.x.old`, 'of shown');
  put(`ab/${gone}.x.old`);
  put(`ac/${whole}`, 'there');
  put(`ac/${whole}.x.old`, 'aside');
  await sweepUploads({ folder, inUse, now: hours(2) });
  expect(left()).toEqual([`aa/${shown}`, `ac/${whole}`]);
  expect(readFileSync(join(folder, `aa/${shown}`), 'utf8')).toBe('of shown');
  expect(readFileSync(join(folder, `ac/${whole}`), 'utf8')).toBe('there');
});

test('a folder that is not there yet is clean', async () => {
  await sweepUploads({ folder: join(folder, 'none'), inUse, now: hours(2) });
  expect(left()).toEqual([]);
});
