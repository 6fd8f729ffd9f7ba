import { describe, expect, test } from '@jest/globals';
import {
  FairTurns,
  type FairTurnsOptions,
  type Share,
  shareOf,
} from '../../../src/services/launch/fairTurns.ts';
import { LaunchesWaiting } from '../../../src/services/launch/launchesWaiting.ts';
import { DatabaseAway } from '../../../src/storage/dialect.ts';
import type { CandidateProtector, LaunchLink } from '../../../src/storage/launchTargetStore.ts';
import { problemOf } from '../../../src/web/httpProblem.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Turns whose work ends when the test says so. */
function held(options: FairTurnsOptions = {}) {
  const turns = new FairTurns(options);
  const started: string[] = [];
  const refused: string[] = [];
  const ends: ((error?: Error) => void)[] = [];

  function ask(name: string, { sender = 'one', courseId = 1 }: Partial<Share> = {}): void {
    const work = () => {
      started.push(name);
      return new Promise<void>((resolve, reject) =>
        ends.push((error) => (error ? reject(error) : resolve())),
      );
    };
    turns.run({ sender, courseId }, work).catch((error: unknown) => {
      refused.push(error instanceof LaunchesWaiting ? name : `${name}: ${error}`);
    });
  }

  async function endAll(): Promise<void> {
    while (ends.length > 0) {
      ends.shift()?.();
      await settled();
    }
  }

  return { turns, started, refused, ends, ask, endAll };
}

describe('turns of good launches (R19)', () => {
  test('are there at once for whoever comes while there is room, a lone launch before all', () => {
    const { turns, started, ask } = held({ atOnce: 3 });
    for (const name of ['a', 'b', 'c']) ask(name);
    expect([started, turns.waiting]).toEqual([['a', 'b', 'c'], 0]);
  });

  test("do not let another exam wait behind a course's flood", async () => {
    const all = held({ atOnce: 2 });
    for (let n = 0; n < 500; n += 1) all.ask(`flood ${n}`, { sender: 'flooding' });
    for (let n = 0; n < 3; n += 1) all.ask(`exam ${n}`, { sender: 'honest', courseId: 2 });
    await all.endAll();
    const places = [0, 1, 2].map((n) => all.started.indexOf(`exam ${n}`));
    expect(all.started).toHaveLength(503);
    expect(Math.max(...places)).toBeLessThan(10);
  });

  test('are shared by the courses of one protector, so that the flood of one spares the others', async () => {
    const all = held({ atOnce: 1 });
    for (let n = 0; n < 100; n += 1) all.ask('flood', { sender: 'campus', courseId: 1 });
    for (const courseId of [2, 3]) all.ask(`exam ${courseId}`, { sender: 'campus', courseId });
    all.ask('other', { sender: 'elsewhere', courseId: 9 });
    await all.endAll();
    expect(all.started.slice(0, 6)).toEqual(['flood', 'flood', 'other', 'exam 2', 'exam 3', 'flood']);
  });

  test('are not more for whoever floods through a thousand courses', async () => {
    const all = held({ atOnce: 1 });
    for (let n = 0; n < 1_000; n += 1) all.ask('flood', { sender: 'campus', courseId: n });
    for (let n = 0; n < 5; n += 1) all.ask('exam', { sender: 'elsewhere', courseId: 5_000 });
    await all.endAll();
    expect(all.started.lastIndexOf('exam')).toBeLessThan(12);
  });

  test('come in the order of arrival within a course, and none is lost', async () => {
    const all = held({ atOnce: 1 });
    const names = Array.from({ length: 40 }, (_, n) => `${n}`);
    for (const name of names) all.ask(name);
    await all.endAll();
    expect(all.started).toEqual(names);
    expect([all.turns.running, all.turns.waiting]).toEqual([0, 0]);
  });

  test('run out for the flood, and not for the exam that comes when all places are taken', async () => {
    const all = held({ atOnce: 1, mostWaiting: 10 });
    for (let n = 0; n < 12; n += 1) all.ask(`flood ${n}`, { sender: 'flooding' });
    await settled();
    expect(all.refused).toEqual(['flood 11']);
    all.ask('exam', { sender: 'honest', courseId: 2 });
    await settled();
    expect(all.refused).toEqual(['flood 11', 'flood 10']);
    await all.endAll();
    expect(all.started).toContain('exam');
    expect(all.turns.waiting).toBe(0);
  });

  test('that ran out are answered 503 with the time to wait', () => {
    expect(problemOf(new LaunchesWaiting())).toMatchObject({ status: 503, retryAfter: 2 });
  });

  test('go on after a launch that failed', async () => {
    const all = held({ atOnce: 1 });
    all.ask('failing');
    all.ask('next');
    all.ends.shift()?.(new Error('a fault'));
    await settled();
    expect([all.started, all.refused]).toEqual([['failing', 'next'], ['failing: Error: a fault']]);
  });

  test('are given to all at once when the database is away, rather than each waiting for it in a row', async () => {
    const all = held({ atOnce: 1 });
    for (let n = 0; n < 50; n += 1) all.ask(`${n}`);
    all.ends.shift()?.(new DatabaseAway(new Error('gone')));
    await settled();
    expect([all.started.length, all.turns.waiting]).toEqual([50, 0]);
    await all.endAll();
    expect(all.turns.running).toBe(0);
    for (const name of ['again', 'and again']) all.ask(name);
    expect(all.started.slice(50)).toEqual(['again']);
  });
});

describe('whose turn a launch takes', () => {
  const link = (level: 'domain' | 'course', courseId: number, id = 7) =>
    ({
      course: { id: courseId },
      candidates: [{ id, ref: { level, number: 1 } } as CandidateProtector],
    }) as unknown as LaunchLink;

  test("is the protector's of a domain, and the course's for protectors that it can make itself", () => {
    const shares = [link('domain', 1), link('domain', 2), link('course', 1, 8), link('course', 1, 9)].map(
      (one) => shareOf(one, [{ candidateId: one.candidates[0]?.id ?? 0 }]),
    );
    expect(shares).toEqual([
      { sender: 'protector 7', courseId: 1 },
      { sender: 'protector 7', courseId: 2 },
      { sender: 'course 1', courseId: 1 },
      { sender: 'course 1', courseId: 1 },
    ]);
  });
});
