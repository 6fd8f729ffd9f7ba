import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Attempt, type Throttle, throttle } from '../../src/web/throttle.ts';

let time: number;
let gate: Throttle;
beforeEach(() => {
  time = 1_700_000_000_000;
  gate = throttle({ now: () => time });
});

const from = (address: string, account = 'ann'): Attempt => ({ account, address });

/** Tries until it has failed so often, waiting as told; says how long it waited in all, in seconds. */
async function fail(attempt: Attempt, times: number): Promise<number> {
  let waited = 0;
  for (let done = 0; done < times; ) {
    const { waitSeconds } = await gate.check(attempt);
    time += waitSeconds * 1000;
    waited += waitSeconds;
    if (waitSeconds > 0) continue;
    await gate.failed(attempt);
    done += 1;
  }
  return waited;
}

describe('one account', () => {
  test('a few typing errors cost nothing, then the waits double up to a quarter of an hour', async () => {
    expect(await fail(from('x'), 5)).toBe(0);
    const waits: number[] = [];
    for (let turn = 0; turn < 12; turn += 1) {
      waits.push((await gate.check(from('x'))).waitSeconds);
      await fail(from('x'), 1);
    }
    expect(waits.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(Math.max(...waits)).toBeLessThanOrEqual(900);
    expect(waits.at(-1)).toBeGreaterThan(200);
  });

  test('while X waits after 20 wrong passwords, ann gets in from Y within a few seconds', async () => {
    await fail(from('x'), 20);
    expect((await gate.check(from('x'))).waitSeconds).toBeGreaterThan(60);
    expect((await gate.check(from('y'))).waitSeconds).toBeLessThanOrEqual(4);
    time += 4_000;
    expect((await gate.check(from('y'))).waitSeconds).toBe(0);
  });

  test('guesses from a thousand addresses together are slowed, and ann never waits longer than a moment', async () => {
    for (let n = 0; n < 1000; n += 1) await fail(from(`bot${n}`), 1);
    const { waitSeconds } = await gate.check(from('home'));
    expect(waitSeconds).toBeGreaterThan(0);
    expect(waitSeconds).toBeLessThanOrEqual(4);
  });

  test('the wait does not grow by asking during it, and says nothing about the password', async () => {
    await fail(from('x'), 8);
    const { waitSeconds } = await gate.check(from('x'));
    for (let n = 0; n < 100; n += 1) expect((await gate.check(from('x'))).waitSeconds).toBe(waitSeconds);
  });

  test('guesses sent side by side do not slip in before the first has failed', async () => {
    const checks = await Promise.all(Array.from({ length: 100 }, () => gate.check(from('x'))));
    const free = checks.filter(({ waitSeconds }) => waitSeconds === 0);
    expect(free).toHaveLength(5);
  });

  test('a success forgives what this account failed here', async () => {
    await fail(from('x'), 5);
    time += 1000;
    expect((await gate.check(from('x'))).waitSeconds).toBe(0);
    await gate.succeeded(from('x'));
    expect(await fail(from('x'), 5)).toBe(0);
  });

  test('a try that never got to the password counts neither way', async () => {
    for (let n = 0; n < 50; n += 1) {
      expect((await gate.check(from('x'))).waitSeconds).toBe(0);
      gate.abandoned(from('x'));
    }
  });

  test('a try whose end was never told is forgotten after a minute', async () => {
    for (let n = 0; n < 5; n += 1) gate.check(from('x'));
    expect((await gate.check(from('x'))).waitSeconds).toBe(1);
    time += 60_000;
    expect((await gate.check(from('x'))).waitSeconds).toBe(0);
  });

  test('a night later all is forgiven', async () => {
    await fail(from('x'), 12);
    time += 12 * 3_600_000;
    expect(await fail(from('x'), 5)).toBe(0);
  });
});

describe('one address', () => {
  test('one password tried on 300 accounts is slowed', async () => {
    let waited = 0;
    for (let n = 0; n < 300; n += 1) waited += await fail(from('x', `person${n}`), 1);
    expect(waited).toBeGreaterThan(3600);
  });

  test('300 students behind one address at 8:59 all get in, some with a typing error before', async () => {
    const all = Array.from({ length: 300 }, (_, n) => from('campus', `student${n}`));
    for (const one of all) expect((await gate.check(one)).waitSeconds).toBe(0);
    for (const [n, one] of all.entries()) {
      if (n % 10 !== 0) await gate.succeeded(one);
      else await gate.failed(one);
    }
    for (const one of all.filter((_, n) => n % 10 === 0)) {
      expect((await gate.check(one)).waitSeconds).toBe(0);
      await gate.succeeded(one);
    }
  });

  test("signing in to one's own account between the guesses pays for none of them", async () => {
    let waited = 0;
    for (let n = 0; n < 200; n += 1) {
      waited += await fail(from('x', `victim${n}`), 1);
      const mine = from('x', 'mallory');
      for (;;) {
        const { waitSeconds } = await gate.check(mine);
        if (waitSeconds === 0) break;
        time += waitSeconds * 1000;
        waited += waitSeconds;
      }
      await gate.succeeded(mine);
    }
    expect(waited).toBeGreaterThan(1800);
  });
});

describe('those who bring something along', () => {
  const beside = { account: 'ann', address: 'room' };
  test.each<[string, Attempt, Attempt]>([
    ['a ticket', { ...beside, ticket: 't1' }, { ...beside, ticket: 't2' }],
    ['a browser of hers', { ...beside, browser: 'b1' }, { ...beside, browser: 'b2' }],
  ])('a classmate at the next desk cannot lock ann out at 8:55 when she has %s', async (_, own, other) => {
    await fail(beside, 30);
    expect((await gate.check(beside)).waitSeconds).toBeGreaterThan(0);
    expect((await gate.check(own)).waitSeconds).toBe(0);
    await gate.failed(own);
    expect(await fail(other, 5)).toBe(0);
    expect((await gate.check(own)).waitSeconds).toBe(0);
  });

  test('a ticket is no licence to guess: it has waits of its own, whatever the account', async () => {
    for (let n = 0; n < 5; n += 1) await fail({ account: `person${n}`, address: `a${n}`, ticket: 't' }, 1);
    expect((await gate.check({ account: 'person9', address: 'b', ticket: 't' })).waitSeconds).toBeGreaterThan(
      0,
    );
  });

  test('nor is getting a ticket a licence to try one word on everybody', async () => {
    const spraying = (n: number): Attempt => ({
      account: `person${n}`,
      address: `a${n}`,
      ticket: `person${n} mallory`,
      receiver: 'mallory',
    });
    for (let n = 0; n < 60; n += 1) await fail(spraying(n), 1);
    const [own, ann] = [
      { ...spraying(100), ticket: 'own mallory' },
      { ...beside, ticket: 'ann', receiver: 'ann' },
    ];
    expect([(await gate.check(spraying(99))).waitSeconds > 0, (await gate.check(ann)).waitSeconds]).toEqual([
      true,
      0,
    ]);
    time += 60_000;
    expect((await gate.check(own)).waitSeconds).toBe(0);
    await gate.succeeded(own);
    await fail(spraying(101), 2);
    // With an account of one's own one cannot pay for guesses at others.
    expect((await gate.check(spraying(102))).waitSeconds).toBeGreaterThan(0);
  });

  test('typing errors of an owner with a ticket are forgiven when she gets in', async () => {
    const ann = { ...beside, ticket: 'ann', receiver: 'a lab' };
    for (let turn = 0; turn < 40; turn += 1) {
      expect(await fail(ann, 3)).toBe(0);
      expect((await gate.check(ann)).waitSeconds).toBe(0);
      await gate.succeeded(ann);
    }
  });

  test('a browser that knows one account is a stranger to others', async () => {
    await fail({ ...beside, browser: 'b' }, 8);
    expect((await gate.check({ ...beside, browser: 'b' })).waitSeconds).toBeGreaterThan(0);
    expect((await gate.check({ account: 'bob', address: 'room', browser: 'b' })).waitSeconds).toBe(0);
  });
});

test('no flood of made-up names makes the memory grow without end', async () => {
  const small = throttle({ now: () => time, capacity: 100 });
  for (let n = 0; n < 5000; n += 1) {
    const attempt = from(`address${n}`, `${'x'.repeat(5000)}${n}`);
    if ((await small.check(attempt)).waitSeconds === 0) await small.failed(attempt);
  }
  const late = from('late', 'late');
  for (let n = 0; n < 5; n += 1) {
    expect((await small.check(late)).waitSeconds).toBe(0);
    await small.failed(late);
  }
  expect((await small.check(late)).waitSeconds).toBe(1);
});

describe('one word', () => {
  const spray = (n: number, word = 'Summer2026!'): Attempt => ({
    account: `person${n}`,
    address: `bot${n}`,
    word,
  });

  test('tried on 300 accounts is slowed, also where each try comes from another address', async () => {
    let waited = 0;
    for (let n = 0; n < 300; n += 1) waited += await fail(spray(n), 1);
    expect(waited).toBeGreaterThan(1800);
    expect((await gate.check(spray(300))).waitSeconds).toBeGreaterThan(0);
  });

  test('delays nobody who types another one, has a launch, or signed in from there before', async () => {
    for (let n = 0; n < 30; n += 1) await fail(spray(n), 1);
    const own = spray(400);
    for (const attempt of [
      { ...own, word: 'hers' },
      { ...own, ticket: 't' },
      { ...own, browser: 'b' },
    ])
      expect((await gate.check(attempt)).waitSeconds).toBe(0);
  });

  test('that one person types wrong again and again counts once', async () => {
    for (let n = 0; n < 40; n += 1) await fail({ ...spray(1), address: `phone${n}` }, 1);
    expect((await gate.check(spray(2))).waitSeconds).toBe(0);
  });

  test('that all of a class were given lets 300 of them in at once', async () => {
    const all = Array.from({ length: 300 }, (_, n) => ({ ...spray(n), address: 'campus' }));
    const checks = await Promise.all(all.map((one) => gate.check(one)));
    expect(new Set(checks.map(({ waitSeconds }) => waitSeconds))).toEqual(new Set([0]));
  });

  test('is forgiven by nothing but time, so that an account of that word pays for no guesses', async () => {
    for (let n = 0; n < 20; n += 1) await fail(spray(n), 1);
    time += 1000;
    expect((await gate.check(spray(500))).waitSeconds).toBe(0);
    await gate.succeeded(spray(500));
    await fail(spray(501), 1);
    expect((await gate.check(spray(502))).waitSeconds).toBeGreaterThan(0);
  });
});
