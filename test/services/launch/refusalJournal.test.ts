import { describe, expect, test } from '@jest/globals';
import { refusalJournal } from '../../../src/services/launch/refusalJournal.ts';
import type { JournalEntry } from '../../../src/storage/journalColumns.ts';
import type { JournalStore } from '../../../src/storage/journalStore.ts';

const minute = 60_000;
const start = 30_000_000 * minute;

interface Kept {
  readonly written: JournalEntry[];
  readonly batches: number[];
  readonly troubles: unknown[];
  fail: boolean;
  /** Resolves what is stuck. */
  stuck: Promise<void> | undefined;
}

interface Limits {
  readonly perLink?: number;
  readonly perServer?: number;
  readonly mostWaiting?: number;
  readonly mostCounted?: number;
}

function setUp(limits: Limits = {}) {
  const kept: Kept = { written: [], batches: [], troubles: [], fail: false, stuck: undefined };
  const journal: JournalStore = {
    add: async () => undefined,
    list: async () => [],
    async addAll(entries) {
      await kept.stuck;
      if (kept.fail) throw new Error('the journal is away');
      kept.batches.push(entries.length);
      kept.written.push(...entries);
    },
  };
  let references = 0;
  const newReference = () => `COUNTED-${++references}`;
  const refusals = refusalJournal({
    journal,
    newReference,
    trouble: (error) => kept.troubles.push(error),
    ...limits,
  });
  return { kept, refusals };
}

let numbers = 0;

function refusal(fields: Partial<JournalEntry> = {}): JournalEntry {
  numbers += 1;
  return { at: start, reference: `REF-${numbers}`, code: 'bad-signature', domainId: 1, linkId: 1, ...fields };
}

const total = (entries: readonly JournalEntry[]) => entries.reduce((sum, { times = 1 }) => sum + times, 0);
const single = (entries: readonly JournalEntry[]) =>
  entries.filter(({ reference }) => reference.startsWith('REF-'));

describe('the journal of refusals', () => {
  test('names sixty of a link in a minute singly and counts the rest in one row for each code', async () => {
    const { kept, refusals } = setUp();
    for (let n = 0; n < 60; n += 1) refusals.note(refusal());
    await refusals.flush();
    expect(kept.written).toHaveLength(60);
    for (let n = 0; n < 500; n += 1)
      refusals.note(refusal({ code: n % 2 === 0 ? 'bad-signature' : 'unknown-key' }));
    await refusals.flush();
    expect(kept.written.slice(60).map(({ code, times }) => [code, times])).toEqual([
      ['bad-signature', 250],
      ['unknown-key', 250],
    ]);
  });

  test('begins anew with the next minute, and writes what was counted then', async () => {
    const { kept, refusals } = setUp();
    for (let n = 0; n < 65; n += 1) refusals.note(refusal());
    refusals.note(refusal({ at: start + minute }));
    await Promise.resolve();
    for (let n = 0; n < 3; n += 1) refusals.note(refusal({ at: start + minute }));
    await refusals.flush();
    expect([single(kept.written).length, total(kept.written)]).toEqual([64, 69]);
    expect(kept.written.filter(({ times }) => times === 5)).toHaveLength(1);
  });

  test("lets a flood on one link take nothing of the others' share", async () => {
    const { kept, refusals } = setUp();
    for (let n = 0; n < 5000; n += 1) refusals.note(refusal({ linkId: 666 }));
    const mine = refusal({ linkId: 7, reference: 'REF-mine' });
    refusals.note(mine);
    await refusals.flush();
    expect(kept.written).toContainEqual(mine);
    expect(total(kept.written)).toBe(5001);
  });

  test('names a thousand of a server singly, whatever their links', async () => {
    const { kept, refusals } = setUp();
    for (let n = 0; n < 3000; n += 1) refusals.note(refusal({ linkId: n }));
    await refusals.flush();
    expect([single(kept.written).length, total(kept.written)]).toEqual([1000, 3000]);
    expect(Math.max(...kept.batches)).toBeLessThanOrEqual(100);
  });

  test('waits for nothing while the journal is stuck, keeps a bounded queue and loses no count', async () => {
    const { kept, refusals } = setUp({ perLink: 1e6, perServer: 1e6, mostWaiting: 200 });
    let release: () => void = () => undefined;
    kept.stuck = new Promise((resolve) => {
      release = resolve;
    });
    for (let n = 0; n < 10_000; n += 1) refusals.note(refusal());
    expect(kept.written).toEqual([]);
    release();
    await refusals.flush();
    // Those on their way, those that waited, and one row for all the others.
    expect(kept.written.length).toBeLessThanOrEqual(301);
    expect(total(kept.written)).toBe(10_000);
  });

  test('counts what could not be written, says so, and tries again', async () => {
    const { kept, refusals } = setUp();
    kept.fail = true;
    for (let n = 0; n < 10; n += 1) refusals.note(refusal());
    await refusals.flush();
    expect([kept.written, kept.troubles.length > 0]).toEqual([[], true]);
    kept.fail = false;
    refusals.note(refusal());
    await refusals.flush();
    expect(total(kept.written)).toBe(11);
  });

  test('keeps as few rows as it was told to however many links are tried, and still loses no count', async () => {
    const { kept, refusals } = setUp({ perLink: 0, mostCounted: 50 });
    for (let n = 0; n < 1_000; n += 1) refusals.note(refusal({ linkId: n, courseId: n, itemId: n }));
    await refusals.flush();
    expect([kept.written.length, total(kept.written)]).toEqual([51, 1_000]);
    const rest = kept.written.find(({ linkId }) => linkId === undefined);
    expect([rest?.times, rest?.courseId, rest?.domainId]).toEqual([950, undefined, 1]);
  });

  test('does not grow while the journal is stuck for hours', async () => {
    const { kept, refusals } = setUp({ mostWaiting: 200, mostCounted: 50 });
    let release: () => void = () => undefined;
    kept.stuck = new Promise((resolve) => {
      release = resolve;
    });
    for (let n = 0; n < 120; n += 1) {
      for (let link = 0; link < 100; link += 1)
        refusals.note(refusal({ at: start + n * minute, linkId: link }));
    }
    release();
    await refusals.flush();
    await refusals.flush();
    // Under way, waiting, and counted since.
    expect(kept.written.length).toBeLessThan(600);
    expect(total(kept.written)).toBe(12_000);
  });

  test('tells links and domains apart in what it counts, and gives counted rows numbers of their own', async () => {
    const { kept, refusals } = setUp({ perLink: 0 });
    for (const linkId of [1, 2, undefined]) {
      for (const domainId of [1, 2])
        for (let n = 0; n < 3; n += 1) refusals.note(refusal({ linkId, domainId }));
    }
    await refusals.flush();
    expect(kept.written.map(({ times }) => times)).toEqual([3, 3, 3, 3, 3, 3]);
    expect(new Set(kept.written.map(({ reference }) => reference)).size).toBe(6);
    expect(single(kept.written)).toEqual([]);
  });
});
