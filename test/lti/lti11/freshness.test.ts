import { describe, expect, test } from '@jest/globals';
import { clockDifference, freshness } from '../../../src/lti/lti11/freshness.ts';

const now = 1_790_000_000_000;
const second = 1_790_000_000;

describe('freshness of a signed timestamp', () => {
  test.each([
    ['now', second, 300, 'fresh'],
    ['as old as allowed', second - 300, 300, 'fresh'],
    ['one second older', second - 301, 300, 'stale'],
    ['as far ahead as allowed', second + 60, 300, 'fresh'],
    ['one second further', second + 61, 300, 'future'],
    ['ahead, with a lifetime shorter than that', second + 60, 10, 'fresh'],
    ['too far ahead, however long the lifetime', second + 61, 3600, 'future'],
    ['oldest of the longest lifetime', second - 3600, 3600, 'fresh'],
    ['in milliseconds by mistake', second * 1000, 300, 'future'],
    ['the largest that is let through', 999_999_999_999_999, 300, 'future'],
    ['1970', 0, 300, 'stale'],
    ['no number', Number.NaN, 300, 'stale'],
    ['no lifetime', second, Number.NaN, 'stale'],
  ])('%s', (_, timestamp, lifetime, verdict) => {
    expect(freshness(timestamp, lifetime, now)).toBe(verdict);
    expect(freshness(timestamp, lifetime, now + 999)).toBe(verdict);
  });

  test('the difference that coordinators see is ours minus theirs', () => {
    expect(clockDifference(second - 7, now + 500)).toBe(7);
    expect(clockDifference(second + 7, now)).toBe(-7);
  });
});
