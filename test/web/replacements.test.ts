import { expect, test } from '@jest/globals';
import { type Death, replacements } from '../../src/web/replacements.ts';

const served: Death = { lived: 60_000, served: true };
const quick: Death = { lived: 300, served: true };
const inVain: Death = { lived: 900, served: false };

const lives: readonly (readonly [string, readonly Death[], readonly number[]])[] = [
  ['that served for long is there again at once', [served, served, served], [0, 0, 0]],
  ['of two, both killed by one blow, is there again at once', [quick, quick], [0, 0]],
  [
    'that dies as soon as it serves comes back ever more slowly',
    Array<Death>(7).fill(quick),
    [0, 0, 4_000, 8_000, 16_000, 30_000, 30_000],
  ],
  ['that never came to serve waits from the first time on', [inVain, inVain], [1_000, 2_000]],
  [
    'that lived long is forgiven what was before',
    [inVain, inVain, inVain, served, quick],
    [1_000, 2_000, 4_000, 0, 0],
  ],
];
test.each(lives)('a worker %s', (_, deaths, waits) => {
  const wait = replacements(2);
  expect(deaths.map(wait)).toEqual(waits);
});
