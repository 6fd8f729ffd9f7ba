import { describe, expect, test } from '@jest/globals';
import { batched } from '../../src/storage/batch.ts';
import { DatabaseAway } from '../../src/storage/dialect.ts';

/** A run that is answered by hand, so that the test decides what happens while it is under way. */
function byHand() {
  const runs: {
    inputs: readonly number[];
    answer(outputs: readonly number[]): void;
    fail(error: Error): void;
  }[] = [];
  const call = batched<number, number>(
    (inputs) =>
      new Promise((resolve, reject) => {
        runs.push({ inputs, answer: resolve, fail: reject });
      }),
    3,
  );
  return { runs, call };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a batch', () => {
  test('does not make a lone call wait for company', async () => {
    const { runs, call } = byHand();
    const answer = call(1);
    await settled();
    expect(runs.map(({ inputs }) => inputs)).toEqual([[1]]);
    runs[0]?.answer([10]);
    expect(await answer).toBe(10);
  });

  test('holds all that has arrived before anything else is waited for', async () => {
    const { runs, call } = byHand();
    const answers = [call(1), Promise.resolve().then(() => call(2))];
    await settled();
    expect(runs.map(({ inputs }) => inputs)).toEqual([[1, 2]]);
    runs[0]?.answer([10, 20]);
    expect(await Promise.all(answers)).toEqual([10, 20]);
  });

  test('joins whatever arrives while another one is under way, up to its most, in the order of arrival', async () => {
    const { runs, call } = byHand();
    const answers = [call(1)];
    await settled();
    answers.push(...[2, 3, 4, 5].map(call));
    await settled();
    expect(runs.map(({ inputs }) => inputs)).toEqual([[1]]);
    runs[0]?.answer([10]);
    await settled();
    expect(runs.map(({ inputs }) => inputs)).toEqual([[1], [2, 3, 4]]);
    answers.push(call(6));
    runs[1]?.answer([20, 30, 40]);
    await settled();
    expect(runs.map(({ inputs }) => inputs)).toEqual([[1], [2, 3, 4], [5, 6]]);
    runs[2]?.answer([50, 60]);
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50, 60]);
  });

  test('starts again at once after it has come to rest', async () => {
    const { runs, call } = byHand();
    const first = call(1);
    await settled();
    runs[0]?.answer([10]);
    await first;
    await settled();
    const second = call(2);
    await settled();
    expect(runs).toHaveLength(2);
    runs[1]?.answer([20]);
    expect(await second).toBe(20);
  });

  test('loses no call that comes at the very moment at which another one ends', async () => {
    const { runs, call } = byHand();
    const second = call(1).then(() => call(2));
    await settled();
    runs[0]?.answer([10]);
    await settled();
    runs[1]?.answer([20]);
    expect(await second).toBe(20);
  });

  test('that fails is tried one by one, so that only the culprit fails (R14)', async () => {
    const tried: (readonly number[])[] = [];
    const call = batched(async (inputs: readonly number[]) => {
      tried.push(inputs);
      if (inputs.includes(3)) throw new Error(`no ${inputs.join()}`);
      return inputs.map((input) => input * 10);
    });
    const results = await Promise.allSettled([1, 2, 3, 4].map(call));
    expect(tried).toEqual([[1, 2, 3, 4], [1], [2], [3], [4]]);
    expect(results).toEqual([
      { status: 'fulfilled', value: 10 },
      { status: 'fulfilled', value: 20 },
      { status: 'rejected', reason: new Error('no 3') },
      { status: 'fulfilled', value: 40 },
    ]);
    expect(await call(5)).toBe(50);
  });

  test('does not ask an absent database once more for each of its calls', async () => {
    let asked = 0;
    const call = batched(async (): Promise<readonly number[]> => {
      asked += 1;
      throw new DatabaseAway(new Error('gone'));
    });
    const results = await Promise.allSettled([1, 2, 3, 4].map(call));
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'rejected'));
    expect(asked).toBe(1);
  });

  test('that throws before it begins fails its call and holds up nobody', async () => {
    let first = true;
    const call = batched((inputs: readonly number[]): Promise<readonly number[]> => {
      if (!first) return Promise.resolve(inputs);
      first = false;
      throw new Error('at once');
    });
    await expect(call(1)).rejects.toThrow('at once');
    expect(await call(2)).toBe(2);
  });
});
