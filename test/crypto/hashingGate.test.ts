import { describe, expect, test } from '@jest/globals';
import { type Caller, HashingGate, TooBusy } from '../../src/crypto/hashingGate.ts';

/** A gate on one core whose work ends when the test says so; `took` is the time between two ends. */
function gateWith({ cores = 1, took = 100 } = {}) {
  let now = 0;
  const gate = new HashingGate(cores, () => now);
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const refused: string[] = [];
  const errors: unknown[] = [];

  function ask(name: string, caller: Caller = 'usual'): Promise<void> {
    const work = () => {
      started.push(name);
      return new Promise<void>((end) => ends.push(end));
    };
    return gate.run(caller, work).catch((error: unknown) => {
      refused.push(name);
      errors.push(error);
    });
  }

  /** Ends the piece that has run for longest, and lets everything that follows from it happen. */
  async function endOne(): Promise<void> {
    now += took;
    ends.shift()?.();
    await settled();
  }

  async function endAll(): Promise<void> {
    while (ends.length > 0) await endOne();
  }

  return { gate, started, refused, errors, ask, endOne, endAll };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** As many askers as fill the slots and then the whole queue. */
function fill({ gate, ask }: ReturnType<typeof gateWith>, caller: Caller): number {
  const slots = 2;
  for (let each = 0; each < slots; each += 1) void ask(`running ${each}`, caller);
  const places = gate.capacity;
  for (let each = 0; each < places; each += 1) void ask(`${caller} ${each}`, caller);
  return places;
}

describe('the gate before password hashing', () => {
  test('never runs more than 2 x cores at once, whoever asks, so that a flood cannot eat the memory', async () => {
    const { gate, started, ask, endOne } = gateWith({ cores: 3 });
    for (let each = 0; each < 20; each += 1) void ask(`${each}`, each % 2 === 0 ? 'usual' : 'reserved');
    await settled();
    expect(started).toHaveLength(6);
    await endOne();
    expect(started).toHaveLength(7);
    expect(gate.running).toBe(6);
  });

  test('lets 300 students in who come at the same minute to a machine with two cores (R29)', async () => {
    const { started, refused, ask, endAll } = gateWith({ cores: 2 });
    for (let each = 0; each < 300; each += 1) void ask(`${each}`);
    await endAll();
    expect(started).toHaveLength(300);
    expect(refused).toEqual([]);
  });

  test('holds about 10 s of work and refuses beyond it with the time to wait', async () => {
    const all = gateWith();
    const places = fill(all, 'usual');
    expect(places).toBe(200);
    await all.ask('one too many');
    expect(all.refused).toEqual(['one too many']);
    expect(all.errors[0]).toBeInstanceOf(TooBusy);
    expect(all.errors[0]).toMatchObject({ name: 'TooBusy', retryAfterSeconds: 10 });
  });

  test('lets fewer wait on a slower machine, and more on a quicker one', async () => {
    const slow = gateWith({ took: 500 });
    const quick = gateWith({ took: 10 });
    for (const { ask, endAll } of [slow, quick]) {
      for (let each = 0; each < 60; each += 1) void ask(`${each}`);
      await endAll();
    }
    expect(slow.gate.capacity).toBe(20);
    expect(quick.gate.capacity).toBeGreaterThan(900);
  });

  test('never closes altogether when the clock jumps, and never lets endless numbers wait', async () => {
    for (const took of [86_400_000, -86_400_000, 0, Number.NaN]) {
      const { gate, ask, endAll } = gateWith({ took });
      for (let each = 0; each < 60; each += 1) void ask(`${each}`);
      await endAll();
      expect(gate.capacity).toBeGreaterThanOrEqual(2);
      expect(gate.capacity).toBeLessThanOrEqual(4000);
    }
  });

  test('keeps half of the queue for students with a launch, however many others wait (R29)', async () => {
    const all = gateWith();
    const places = fill(all, 'usual');
    for (let each = 0; each < places / 2; each += 1) void all.ask(`ticket ${each}`, 'reserved');
    await settled();
    expect(all.refused).toHaveLength(places / 2);
    expect(all.refused.every((name) => name.startsWith('usual'))).toBe(true);
    await all.ask('ticket too many', 'reserved');
    expect(all.refused).toContain('ticket too many');
  });

  test('takes lent room back from whoever came last', async () => {
    const all = gateWith();
    const places = fill(all, 'usual');
    void all.ask('ticket', 'reserved');
    await settled();
    expect(all.refused).toEqual([`usual ${places - 1}`]);
  });

  test('keeps the other half for people without a launch', async () => {
    const all = gateWith();
    fill(all, 'reserved');
    void all.ask('ordinary');
    await settled();
    expect(all.refused).toHaveLength(1);
    expect(all.refused).not.toContain('ordinary');
  });

  test('serves both in turn and each in the order of arrival', async () => {
    const { started, ask, endAll } = gateWith();
    for (const name of ['a', 'b', 'c', 'd', 'e']) void ask(name);
    for (const name of ['T1', 'T2']) void ask(name, 'reserved');
    await endAll();
    expect(started).toEqual(['a', 'b', 'T1', 'c', 'T2', 'd', 'e']);
  });

  test('goes on after work that failed, and hands the fault to its asker', async () => {
    const gate = new HashingGate(1, () => 0);
    const broken = gate.run('usual', () => Promise.reject(new Error('out of memory')));
    await expect(broken).rejects.toThrow('out of memory');
    await expect(gate.run('usual', () => Promise.resolve('fine'))).resolves.toBe('fine');
    expect(gate.running).toBe(0);
  });
});
