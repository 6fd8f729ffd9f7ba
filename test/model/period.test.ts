import { expect, test } from '@jest/globals';
import { isOpen } from '../../src/model/period.ts';

const now = 1_780_000_000_000;
const second = now / 1000;

test.each([
  ['switched on, no limits', { enabled: true }, true],
  ['switched off, no limits', { enabled: false }, false],
  [
    'switched off within its limits',
    { enabled: false, validFrom: second - 9, validUntil: second + 9 },
    false,
  ],
  ['limits left empty', { enabled: true, validFrom: null, validUntil: null }, true],
  ['from this second on', { enabled: true, validFrom: second }, true],
  ['from the next second on', { enabled: true, validFrom: second + 1 }, false],
  ['until the next second', { enabled: true, validUntil: second + 1 }, true],
  ['until this second', { enabled: true, validUntil: second }, false],
  ['within both limits', { enabled: true, validFrom: second - 9, validUntil: second + 9 }, true],
  ['ends before it begins', { enabled: true, validFrom: second - 1, validUntil: second - 9 }, false],
  ['from the year 1970 on', { enabled: true, validFrom: 0 }, true],
  ['until the year 1970', { enabled: true, validUntil: 0 }, false],
  ['a beginning that is no number', { enabled: true, validFrom: Number.NaN }, false],
  ['an end that is no number', { enabled: true, validUntil: Number.NaN }, false],
])('a link or protector is open exactly while it should be: %s', (_case, period, open) => {
  expect(isOpen(period, now)).toBe(open);
});

test('the last millisecond before the end still counts', () => {
  expect(isOpen({ enabled: true, validUntil: second }, now - 1)).toBe(true);
});
