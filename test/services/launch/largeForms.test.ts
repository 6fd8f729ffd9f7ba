import { describe, expect, test } from '@jest/globals';
import {
  type Form,
  largeFormBytes,
  largeForms,
  mostHeld,
  mostLargeForms,
} from '../../../src/services/launch/largeForms.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Something that ends when it is told to. */
function held() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { ended, end: () => end() };
}

function setUp() {
  let time = 0;
  const waits: number[] = [];
  const log: string[] = [];
  const gate = largeForms({
    clock: () => time,
    wait: async (milliseconds) => void waits.push(milliseconds),
  });
  const form = (name: string, bytes: number | undefined = 2 * largeFormBytes): Form<string> => ({
    bytes,
    async read() {
      log.push(`${name} is read`);
      return Buffer.from(name);
    },
    parse: (body) => body.toString(),
  });
  /** Verifies until it is told to end. */
  function send(name: string, bytes?: number) {
    const { ended, end } = held();
    const answer = gate(form(name, bytes), async (parsed) => {
      log.push(`${parsed} begins`);
      await ended;
      log.push(`${parsed} ends`);
      return parsed;
    });
    return { answer, end };
  }
  function pass(milliseconds: number): void {
    time += milliseconds;
  }
  return { gate, form, send, log, waits, pass };
}

describe('large forms (R13)', () => {
  test('are verified one at a time, in the order in which they came', async () => {
    const { send, log } = setUp();
    const [first, second] = [send('first'), send('second')];
    await settled();
    expect(log.filter((line) => line.includes('begins'))).toEqual(['first begins']);
    second.end();
    first.end();
    expect(await Promise.all([first.answer, second.answer])).toEqual(['first', 'second']);
    expect(log.slice(2)).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  test('hold nobody up whose form is of usual size', async () => {
    const { send } = setUp();
    const large = send('large');
    const small = send('small', largeFormBytes);
    small.end();
    expect(await small.answer).toBe('small');
    large.end();
    await large.answer;
  });

  test('are those, too, that do not say how large they are', async () => {
    const { gate, form, send, log } = setUp();
    const large = send('large');
    const silent = gate({ ...form('silent'), bytes: undefined }, async (parsed) => parsed);
    await settled();
    expect(log).not.toContain('silent begins');
    large.end();
    expect(await silent).toBe('silent');
  });

  test('go on after one that failed, or whose upload broke off', async () => {
    const { gate, form } = setUp();
    const failing = gate(form('failing'), async () => {
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    const broken = { ...form('broken'), read: () => Promise.reject(new Error('broken off')) };
    for (let n = 0; n < 2 * mostHeld; n += 1)
      await expect(gate(broken, async () => 'never')).rejects.toThrow('broken off');
    expect(await gate(form('next'), async (parsed) => parsed)).toBe('next');
  });

  test('do not fill the memory: only a few are read before their turn', async () => {
    const { send, log } = setUp();
    const all = Array.from({ length: mostLargeForms }, (_, n) => send(`${n}`));
    await settled();
    expect(log.filter((line) => line.includes('is read'))).toHaveLength(mostHeld);
    for (const { end } of all) end();
    await Promise.all(all.map(({ answer }) => answer));
    expect(log.filter((line) => line.includes('is read'))).toHaveLength(mostLargeForms);
  });

  test('do not pile up without end: whoever comes to a full queue may try again, unread', async () => {
    const { send, log } = setUp();
    const all = Array.from({ length: mostLargeForms }, (_, n) => send(`${n}`));
    expect(await send('late').answer).toBe('busy');
    const small = send('small', 100);
    small.end();
    expect(await small.answer).toBe('small');
    for (const { end } of all) end();
    await Promise.all(all.map(({ answer }) => answer));
    const again = send('again');
    again.end();
    expect(await again.answer).toBe('again');
    expect(log.filter((line) => line.startsWith('late'))).toEqual([]);
  });

  test('leave others several times as long as each step has taken', async () => {
    const { gate, form, waits, pass } = setUp();
    await gate(form('slow'), async (_parsed, pause) => {
      for (const took of [10, 25, 0]) {
        pass(took);
        await pause?.();
      }
    });
    expect(waits.slice(1)).toEqual([40, 100, 4]);
    await gate(form('small', 100), async (_parsed, pause) => expect(pause).toBeUndefined());
  });

  test('wait no longer than half a second when the clock jumps', async () => {
    const { gate, form, waits, pass } = setUp();
    await gate(form('slow'), async (_parsed, pause) => {
      for (const took of [3_600_000, -3_600_000]) {
        pass(took);
        await pause?.();
      }
    });
    expect(waits.slice(1)).toEqual([500, 4]);
  });
});
