import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../src/crypto/digest.ts';
import { spentNonces } from '../../src/storage/spentNonces.ts';

const nonce = (text: string) => ({
  protectorId: 7,
  timestamp: 1_763_000_000,
  hash: sha256(text),
  expiresAt: 0,
});

describe('what a process remembers of spent nonces', () => {
  test('tells a copy what the first launch came to, and which session it made, byte for byte', () => {
    const spent = spentNonces();
    const launchKey = Buffer.from(Array.from({ length: 16 }, (_, at) => at * 17));
    spent.note(nonce('a'), { kind: 'spent', outcome: 'opened', launchKey });
    spent.note(nonce('b'), { kind: 'spent', outcome: 'stopped', launchKey: undefined });
    expect(spent.find(nonce('a'))).toEqual({ kind: 'spent', outcome: 'opened', launchKey });
    expect(spent.find(nonce('b'))).toEqual({ kind: 'spent', outcome: 'stopped', launchKey: undefined });
    expect(spent.find(nonce('c'))).toBeUndefined();
    expect(spent.find({ ...nonce('a'), protectorId: 8 })).toBeUndefined();
    expect(spent.find({ ...nonce('a'), timestamp: 1_763_000_001 })).toBeUndefined();
  });

  test('knows of one nonce under twins of a protector the last that was noted, and never one for the other', () => {
    const spent = spentNonces();
    const launchKey = undefined;
    spent.note({ ...nonce('a'), protectorId: 8 }, { kind: 'spent', outcome: 'stopped', launchKey });
    spent.note(nonce('a'), { kind: 'spent', outcome: 'opened', launchKey });
    expect(spent.find(nonce('a'))).toEqual({ kind: 'spent', outcome: 'opened', launchKey });
    expect(spent.find({ ...nonce('a'), protectorId: 8 })).toBeUndefined();
  });

  test('does not hold on to the memory that a launch’s key was cut out of', () => {
    const spent = spentNonces();
    const large = Buffer.allocUnsafeSlow(8_192);
    const launchKey = large.subarray(0, 16).fill(5);
    spent.note(nonce('a'), { kind: 'spent', outcome: 'opened', launchKey });
    large.fill(0);
    expect(spent.find(nonce('a'))?.launchKey).toEqual(Buffer.alloc(16, 5));
  });

  test('remembers the newest ten thousand, and never more than twice as many', () => {
    const spent = spentNonces();
    const all = Array.from({ length: 35_000 }, (_, n) => nonce(`${n}`));
    for (const one of all) spent.note(one, { kind: 'spent', outcome: 'opened', launchKey: undefined });
    const kept = all.filter((one) => spent.find(one) !== undefined);
    expect(kept.slice(-4_000)).toEqual(all.slice(-4_000));
    expect(kept.length).toBeLessThanOrEqual(8_000);
  });
});
