import { expect, test } from '@jest/globals';
import { lookLater } from '../../../src/services/tiny/lookLater.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const link = { domain: 'msu', shortId: 'AbCdEf' };

test('looking for what strangers asked for says what is there, and needs no database for what is no link', async () => {
  const asked: string[] = [];
  const look = lookLater(async ({ shortId }) => {
    asked.push(shortId);
    return shortId === 'AbCdEf';
  });
  const told: boolean[] = [];
  for (const shortId of ['AbCdEf', 'zzzzzz', 'short', "x' OR 1=1"])
    look({ ...link, shortId }, (isThere) => told.push(isThere));
  look({ ...link, domain: 'MSU!' }, (isThere) => told.push(isThere));
  await settled();
  expect([told.sort(), asked]).toEqual([
    [false, false, false, false, true],
    ['AbCdEf', 'zzzzzz'],
  ]);
});

test('a flood of strangers does not pile questions up, and a database that is away counts against nobody', async () => {
  const ends: ((error?: Error) => void)[] = [];
  const look = lookLater(
    () =>
      new Promise((resolve, reject) =>
        ends.push((error) => (error === undefined ? resolve(false) : reject(error))),
      ),
  );
  const told: boolean[] = [];
  for (let n = 0; n < 1000; n += 1) look(link, (isThere) => told.push(isThere));
  expect(ends).toHaveLength(256);
  for (const end of ends) end(new Error('away'));
  await settled();
  expect(told).toEqual([]);
  look(link, (isThere) => told.push(isThere));
  expect(ends).toHaveLength(257);
  ends.at(-1)?.();
  await settled();
  expect(told).toEqual([false]);
});
