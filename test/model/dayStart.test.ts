import { describe, expect, test } from '@jest/globals';
import { dayNumber, dayOfNumber, dayStart } from '../../src/model/dayStart.ts';
import { dayIn } from '../../src/model/days.ts';

describe('the beginning of a day', () => {
  test.each([
    ['UTC', '2026-03-08', '2026-03-08T00:00:00.000Z'],
    ['America/Detroit', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['America/Detroit', '2026-03-09', '2026-03-09T04:00:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01', '2025-12-31T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z'],
    // Clocks go forward at midnight: the day begins at one.
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z'],
  ])('in %s on %s', (zone, day, iso) => {
    const at = dayStart(zone, day);
    expect(new Date(at).toISOString()).toBe(iso);
    expect([dayIn(zone, at), dayIn(zone, at - 1) < day]).toEqual([day, true]);
  });

  test('is none where the day is none', () => {
    expect(() => dayStart('UTC', '2026-02-30')).toThrow(RangeError);
  });

  test('days are numbered without gaps', () => {
    expect(dayNumber('1970-01-02')).toBe(1);
    expect(dayOfNumber(dayNumber('2026-02-28') + 1)).toBe('2026-03-01');
  });
});
