import { describe, expect, test } from '@jest/globals';
import { activeOn, dayIn, isDay, isTimeZone } from '../../src/model/days.ts';

describe('the day in a time zone', () => {
  test.each([
    ['UTC', '2026-09-01T00:00:00Z', '2026-09-01'],
    ['UTC', '2026-08-31T23:59:59.999Z', '2026-08-31'],
    ['America/Detroit', '2026-09-01T03:59:59Z', '2026-08-31'],
    ['America/Detroit', '2026-09-01T04:00:00Z', '2026-09-01'],
    ['America/Detroit', '2026-01-15T04:59:59Z', '2026-01-14'],
    ['Asia/Jerusalem', '2026-09-01T21:00:00Z', '2026-09-02'],
    ['Asia/Kathmandu', '2026-09-01T18:15:00Z', '2026-09-02'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
    ['Pacific/Pago_Pago', '2027-01-01T10:59:59Z', '2026-12-31'],
    ['Europe/Berlin', '2028-02-28T23:00:00Z', '2028-02-29'],
  ])('a role begins and ends at midnight in %s: %s is %s', (zone, instant, day) => {
    expect(dayIn(zone, Date.parse(instant))).toBe(day);
  });

  test('refuses a zone that nobody knows rather than judging by another', () => {
    expect(() => dayIn('Mars/Olympus', 0)).toThrow(RangeError);
  });

  test.each(['UTC', 'America/Detroit', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
    'a domain may be in %s',
    (zone) => {
      expect(isTimeZone(zone)).toBe(true);
    },
  );

  test.each([
    '',
    ' UTC',
    'UTC ',
    'Mars/Olympus',
    '+02:00',
    '-05:00',
    'America/',
    '/UTC',
    '../etc',
    'local',
    'U\0TC',
  ])('a domain cannot be in %j', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });
});

describe('a day', () => {
  test.each(['2026-01-31', '2026-04-30', '2028-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])(
    '%s is one',
    (day) => {
      expect(isDay(day)).toBe(true);
    },
  );

  test.each([
    ...['', '2026-02-29', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-1-5'],
    ...['2026-01-05T00:00', ' 2026-01-05', '2026-01-05\n', '26-01-05', '2026/01/05', '٢٠٢٦-01-05'],
  ])('%j is none', (text) => {
    expect(isDay(text)).toBe(false);
  });
});

describe('a role counts', () => {
  test.each([
    [null, null, true],
    ['2026-09-15', '2026-09-15', true],
    ['2026-09-15', null, true],
    [null, '2026-09-15', true],
    ['2026-09-01', '2026-09-30', true],
    ['2026-09-16', null, false],
    [null, '2026-09-14', false],
    ['2026-09-20', '2026-09-10', false],
    ['2025-12-31', '2026-01-01', false],
  ])('from %s to %s on 2026-09-15: %s', (starts, ends, active) => {
    expect(activeOn({ starts, ends }, '2026-09-15')).toBe(active);
  });

  test.each([
    ['2026-9-1', null, '2026-09-15'],
    [null, '15.09.2026', '2026-09-15'],
    ['', null, '2026-09-15'],
    [null, null, 'today'],
  ])('not by a guess: from %j to %j on %j is a fault', (starts, ends, day) => {
    expect(() => activeOn({ starts, ends }, day)).toThrow(RangeError);
  });
});
