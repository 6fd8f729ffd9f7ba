import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Guesses, guesses } from '../../src/web/guesses.ts';

let time: number;
let gate: Guesses;
beforeEach(() => {
  time = 1_700_000_000_000;
  gate = guesses(() => time);
});

describe('guesses', () => {
  test('of a thousand things take half an hour, and each wait is short', () => {
    let waited = 0;
    for (let n = 0; n < 1000; n += 1) {
      const wait = gate.waitSeconds('x', `${n}`);
      expect(wait).toBeLessThanOrEqual(10);
      time += wait * 1000;
      waited += wait;
      gate.missed('x', `${n}`);
    }
    expect(waited).toBeGreaterThan(1700);
  });

  test('of one thing count once, and those of another visitor for nobody else', () => {
    for (let n = 0; n < 1000; n += 1) expect(gate.missed('x', 'old link')).toBe(0);
    for (let n = 0; n < 99; n += 1) expect(gate.missed('x', `${n}`)).toBe(n === 98 ? 1 : 0);
    expect([gate.waitSeconds('x', 'new'), gate.waitSeconds('y', 'new')]).toEqual([1, 0]);
  });

  test('do not make a visitor wait for what was found before', () => {
    gate.found('x', 'exam');
    for (let n = 0; n < 100; n += 1) gate.missed('x', `${n}`);
    expect([gate.waitSeconds('x', 'exam'), gate.waitSeconds('x', 'other')]).toEqual([0, 1]);
    expect([gate.isNew('x', 'exam'), gate.isNew('x', '7'), gate.isNew('x', 'other')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('while one waits do not make the wait longer', () => {
    for (let n = 0; n < 100; n += 1) gate.missed('x', `${n}`);
    for (let n = 0; n < 500; n += 1) expect(gate.missed('x', `later ${n}`)).toBe(1);
  });
});
