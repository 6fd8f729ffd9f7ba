import { describe, expect, test } from '@jest/globals';
import {
  largeFormBytes,
  largeFormsOneAtATime,
  mostLargeForms,
} from '../../../src/services/launch/largeForms.ts';

/** Work that ends when it is told to. */
function held(log: string[], name: string) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = async () => {
    log.push(`${name} begins`);
    await ended;
    log.push(`${name} ends`);
    return name;
  };
  return { work, end: () => end() };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('large forms (R13)', () => {
  test('are verified one at a time, in the order in which they came', async () => {
    const log: string[] = [];
    const oneAtATime = largeFormsOneAtATime();
    const [first, second] = [held(log, 'first'), held(log, 'second')];
    const answers = [first, second].map(({ work }) => oneAtATime(largeFormBytes + 1, work));
    await settled();
    expect(log).toEqual(['first begins']);
    second.end();
    first.end();
    expect(await Promise.all(answers)).toEqual(['first', 'second']);
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  test('hold nobody up whose form is of usual size', async () => {
    const oneAtATime = largeFormsOneAtATime();
    const large = held([], 'large');
    const answer = oneAtATime(512 * 1024, large.work);
    expect(await oneAtATime(largeFormBytes, async () => 'small')).toBe('small');
    large.end();
    await answer;
  });

  test('go on after one that failed', async () => {
    const oneAtATime = largeFormsOneAtATime();
    const failing = oneAtATime(largeFormBytes + 1, async () => {
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(await oneAtATime(largeFormBytes + 1, async () => 'next')).toBe('next');
  });

  test('do not pile up without end: whoever comes to a full queue may try again', async () => {
    const log: string[] = [];
    const oneAtATime = largeFormsOneAtATime();
    const first = held(log, 'first');
    const waiting = Array.from({ length: mostLargeForms }, () => oneAtATime(largeFormBytes + 1, first.work));
    expect(await oneAtATime(largeFormBytes + 1, held(log, 'late').work)).toBe('busy');
    expect(await oneAtATime(100, async () => 'small')).toBe('small');
    first.end();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['first']));
    expect(await oneAtATime(largeFormBytes + 1, async () => 'again')).toBe('again');
    expect(log).not.toContain('late begins');
  });
});
