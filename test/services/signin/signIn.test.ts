import { describe, expect, test } from '@jest/globals';
import { hashOfNobody } from '../../../src/crypto/passwordHash.ts';
import { Passwords, TooBusy } from '../../../src/crypto/passwords.ts';
import { Secret } from '../../../src/model/secret.ts';
import {
  type SignInAttempt,
  type SignInParts,
  type SignInRequest,
  signIn,
} from '../../../src/services/signin/signIn.ts';
import type { Administrator } from '../../../src/storage/administratorStore.ts';
import type { Person } from '../../../src/storage/personStore.ts';
import { problemOf } from '../../../src/web/httpProblem.ts';
import { throttle } from '../../../src/web/throttle.ts';

const stored = hashOfNobody();

const ann: Person = {
  id: 1,
  domainId: 1,
  domain: 'msu',
  username: 'ann',
  displayName: 'Ann',
  disabled: false,
  domainCoordinator: false,
  sessionsAfter: 0,
  passwordHash: stored,
};

interface Given {
  readonly person?: Person | undefined;
  readonly administrator?: Administrator;
  /** Left out: the word is "right". */
  readonly verify?: (hash: string, password: string) => Promise<boolean>;
}

function parts({ person = ann, administrator, verify }: Given = {}) {
  const hashed: string[] = [];
  const rehashed: unknown[] = [];
  const told: string[] = [];
  const word = verify ?? (async (_hash: string, password: string) => password === 'right');
  const passwords = new Passwords({
    cores: 1,
    clock: () => 0,
    hasher: {
      hash: async () => '$new',
      verify: (hash, bytes) => {
        hashed.push(hash);
        return word(hash, bytes.toString());
      },
    },
  });
  const say = (what: string) => async (attempt: SignInAttempt) => {
    told.push(`${what} ${attempt.account}`);
  };
  const made: SignInParts = {
    passwords,
    people: {
      findByName: async (domain, username) =>
        person && domain === person.domain && username === person.username ? person : undefined,
      findById: async () => undefined,
      findInCourse: async () => [],
      rehash: async (...change) => void rehashed.push(change),
    },
    administrators: {
      findByName: async (username) => (username === administrator?.username ? administrator : undefined),
      findById: async () => undefined,
      rehash: async (...change) => void rehashed.push(change),
    },
    throttle: {
      check: async () => ({ waitSeconds: 0 }),
      failed: say('failed'),
      succeeded: say('succeeded'),
      abandoned: (attempt) => void say('abandoned')(attempt),
    },
    markOfWord: (text) => `mark of ${text}`,
  };
  return { made, hashed, rehashed, told };
}

const request = (fields: Partial<SignInRequest> = {}): SignInRequest => ({
  domain: 'msu',
  username: 'ann',
  password: new Secret('right'),
  address: '192.0.2.1',
  ticket: undefined,
  browser: undefined,
  ...fields,
});

describe('judging a name and a password', () => {
  test('lets in who knows the word, and counts it as a success', async () => {
    const { made, told } = parts();
    expect(await signIn(made, request())).toMatchObject({ kind: 'signed-in', owner: { personId: 1 } });
    expect(told).toEqual(['succeeded msu/ann']);
  });

  test('counts a try with a launch for its account and, whatever the account, for whom the launch was given to', async () => {
    const attempts: SignInAttempt[] = [];
    const { made } = parts();
    const failed = async (attempt: SignInAttempt) => {
      attempts.push(attempt);
    };
    const throttle = { ...made.throttle, failed };
    for (const username of ['ann', 'bob'])
      await signIn(
        { ...made, throttle },
        request({ username, ticket: 'mallory', password: new Secret('no') }),
      );
    expect(attempts.map(({ ticket, receiver }) => [ticket, receiver])).toEqual([
      ['msu/ann mallory', 'mallory'],
      ['msu/bob mallory', 'mallory'],
    ]);
  });

  const equals: [string, Given, Partial<SignInRequest>][] = [
    ['an unknown name', {}, { username: 'nobody' }],
    ['a name that is none', {}, { username: ' \u0000' }],
    ['an empty name', {}, { username: '' }],
    ['an unknown domain', {}, { domain: 'yale' }],
    ['a wrong word', {}, { password: new Secret('wrong') }],
    ['a disabled person', { person: { ...ann, disabled: true } }, {}],
    ['a person without a password', { person: { ...ann, passwordHash: undefined } }, {}],
    ['a stored text that is no hash', { person: { ...ann, passwordHash: 'plain' } }, {}],
    ['a person where an administrator is asked for', {}, { domain: '' }],
    ['a word longer than any can be', {}, { password: new Secret('x'.repeat(5000)) }],
  ];
  test.each(equals)('does the same work once and says the same for %s', async (_, given, asked) => {
    const { made, hashed, told } = parts({
      verify: async (hash, word) => hash === stored && word === 'right',
      ...given,
    });
    expect(await signIn(made, request(asked))).toEqual({ kind: 'wrong' });
    expect([hashed.length, told.length, told[0]?.startsWith('failed')]).toEqual([1, 1, true]);
  });

  test('finds a server administrator only where no domain is named', async () => {
    const administrator = {
      id: 7,
      username: 'root',
      passwordHash: stored,
      disabled: false,
      sessionsAfter: 0,
    };
    const { made } = parts({ administrator });
    expect(await signIn(made, request({ domain: '', username: 'root' }))).toMatchObject({
      owner: { administratorId: 7 },
    });
    expect(await signIn(made, request({ username: 'root' }))).toEqual({ kind: 'wrong' });
    const off = parts({ administrator: { ...administrator, disabled: true } });
    expect(await signIn(off.made, request({ domain: '', username: 'root' }))).toEqual({ kind: 'wrong' });
  });

  test('counts one account however its name is written', async () => {
    const { made, told } = parts();
    await signIn(made, request({ username: 'jose\u0301', password: new Secret('x') }));
    await signIn(made, request({ username: 'jos\u00e9', password: new Secret('x') }));
    expect(new Set(told).size).toBe(1);
  });

  test('hashes anew a password whose hash is not as ours are, and not one that is', async () => {
    const old =
      '$argon2id$v=19$m=4096,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const weak = parts({ person: { ...ann, passwordHash: old } });
    await signIn(weak.made, request());
    expect(weak.rehashed).toEqual([[1, { from: old, to: '$new' }]]);
    const strong = parts();
    await signIn(strong.made, request());
    expect(strong.rehashed).toEqual([]);
  });

  test('answers 503 with Retry-After once the hashing queue is full, keeps half of it for launches, and counts none of it', async () => {
    const never = new Promise<boolean>(() => undefined);
    const { made, told } = parts({ verify: () => never });
    const { gate } = made.passwords;
    while (gate.running < 2 || gate.waiting < gate.capacity) {
      void signIn(made, request()).catch(() => undefined);
      await Promise.resolve();
      await new Promise(setImmediate);
    }
    const refused = await signIn(made, request()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TooBusy);
    const problem = problemOf(refused);
    expect([problem?.status, Number(problem?.retryAfter) > 0]).toEqual([503, true]);
    expect(told).toEqual(['abandoned msu/ann']);
    // A launch's ticket or a known browser takes its own half back.
    const waiting = gate.waiting;
    void signIn(made, request({ ticket: 'ann' })).catch(() => undefined);
    await new Promise(setImmediate);
    expect(gate.waiting).toBe(waiting);
    expect(told).toHaveLength(2);
  });

  test('tries nothing while one has to wait', async () => {
    const { made, hashed } = parts();
    const now = { at: 0 };
    const real = { ...made, throttle: throttle({ now: () => now.at }) };
    for (let n = 0; n < 6; n += 1) await signIn(real, request({ password: new Secret('wrong') }));
    const before = hashed.length;
    expect(await signIn(real, request())).toMatchObject({ kind: 'wait', seconds: expect.any(Number) });
    expect(hashed).toHaveLength(before);
    expect(await signIn(real, request({ ticket: 'ann' }))).toMatchObject({ kind: 'signed-in' });
  });
});
