import { describe, expect, test } from '@jest/globals';
import type { UseIdentity } from '../../src/model/protector.ts';
import { readUseIdentity, writeUseIdentity } from '../../src/storage/protectorColumns.ts';

const honest = { parameter: 'user_id', transform: { kind: 'none' }, otherwise: 'stop' } as const;

describe('how a link protector uses identity', () => {
  test.each<UseIdentity | false>([
    false,
    honest,
    { ...honest, fallbackParameter: 'custom_name', otherwise: 'login' },
    { ...honest, transform: { kind: 'lower' } },
    { ...honest, transform: { kind: 'strip', ending: '@a.example' } },
  ])('is read as it was written: %j', (use) => {
    expect(readUseIdentity(writeUseIdentity(use))).toEqual(use);
  });

  test.each<[string, unknown]>([
    ['a parameter without a name', { ...honest, parameter: '' }],
    ['a second parameter without a name', { ...honest, fallbackParameter: '' }],
    ['no transform', { parameter: 'user_id', otherwise: 'stop' }],
    ['a transform that is not known', { ...honest, transform: { kind: 'upper' } }],
    ['nothing to strip', { ...honest, transform: { kind: 'strip' } }],
    ['something to strip that is not stripped', { ...honest, transform: { kind: 'none', ending: 'x' } }],
    ['another way out', { ...honest, otherwise: 'open' }],
    ['a name that is not known', { ...honest, roles: true }],
    ['a list', [honest]],
    ['a word', 'no'],
  ])('stops the launch with %s', (_, value) => {
    expect(() => readUseIdentity(JSON.stringify(value))).toThrow('is not known');
  });
});
