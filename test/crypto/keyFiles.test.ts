import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fingerprint } from '../../src/crypto/fingerprint.ts';
import { KeyFileFault } from '../../src/crypto/keyFileFault.ts';
import { makeRootKeyFile, readRootKeys } from '../../src/crypto/rootKeys.ts';
import { cookieSigningKeys, makeSessionKeyFile, readSessionKeys } from '../../src/crypto/sessionKeys.ts';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinygate-keys-'));
  path = join(folder, 'data', 'root.key');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function faultOf(deed: () => Promise<unknown>): Promise<KeyFileFault> {
  const error = await deed().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KeyFileFault) return error;
  throw new Error('there was no KeyFileFault');
}

const keyOne = Buffer.alloc(32, 1).toString('base64url');
const keyTwo = Buffer.alloc(32, 2).toString('base64url');

function rootFile(changes: object): string {
  const keys = [
    { id: 'one', key: keyOne },
    { id: 'two', key: keyTwo },
  ];
  return JSON.stringify({ holds: 'tinygate root keys', version: 1, active: 'one', keys, ...changes });
}

async function writePrivately(text: string): Promise<void> {
  await mkdir(join(folder, 'data'), { recursive: true });
  await writeFile(path, text, { mode: 0o600 });
}

describe('a root key file', () => {
  test('is made with its folder, for its owner only, and read back with the same key', async () => {
    const made = await makeRootKeyFile(path);
    const read = await readRootKeys(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'data'))).mode & 0o077).toBe(0);
    expect(read.active.id).toBe(made.active.id);
    expect(fingerprint(read.active)).toBe(fingerprint(made.active));
    expect(read.all).toHaveLength(1);
    expect(await readdir(join(folder, 'data'))).toEqual(['root.key']);
  });

  test('keeps mode 0600 under a umask that would take even the owner’s rights', async () => {
    const before = process.umask(0o777);
    try {
      await mkdir(join(folder, 'data'), { recursive: true });
      await chmod(join(folder, 'data'), 0o700);
      await makeRootKeyFile(path);
    } finally {
      process.umask(before);
    }
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('is never overwritten: a second making leaves the first key as it is (R20)', async () => {
    await makeRootKeyFile(path);
    const before = await readFile(path, 'utf8');
    expect((await faultOf(() => makeRootKeyFile(path))).reason).toBe('exists');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await readdir(join(folder, 'data'))).toEqual(['root.key']);
  });

  test('has one key when several processes make it at the same moment', async () => {
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => makeRootKeyFile(path)));
    const made = all.filter((each) => each.status === 'fulfilled');
    expect(made).toHaveLength(1);
    expect((await readRootKeys(path)).active.id).toBe(made[0]?.value.active.id);
  });

  test('may hold a prepared second key, which opens but does not seal yet (R20)', async () => {
    await writePrivately(rootFile({ prepared: 'two' }));
    const keys = await readRootKeys(path);
    expect(keys.active.id).toBe('one');
    expect(keys.prepared?.id).toBe('two');
    expect(keys.all.map((key) => key.id)).toEqual(['one', 'two']);
  });

  test.each([0o640, 0o604, 0o660, 0o644, 0o610, 0o602])(
    'open to others with mode %o stops the start',
    async (mode) => {
      await makeRootKeyFile(path);
      await chmod(path, mode);
      const fault = await faultOf(() => readRootKeys(path));
      expect(fault.reason).toBe('readable-by-others');
      expect(fault.message).toContain(`chmod 600 '${path}'`);
    },
  );

  test('open to others behind a private symbolic link stops the start too', async () => {
    await makeRootKeyFile(path);
    await chmod(path, 0o644);
    const alias = join(folder, 'alias.key');
    await symlink(path, alias);
    expect((await faultOf(() => readRootKeys(alias))).reason).toBe('readable-by-others');
  });

  test('that is missing is told apart, because only then may one be made', async () => {
    const fault = await faultOf(() => readRootKeys(path));
    expect(fault.reason).toBe('missing');
    expect(fault.message).toContain(path);
  });

  test('that is a folder stops the start with a sentence', async () => {
    expect((await faultOf(() => readRootKeys(folder))).reason).toBe('unreadable');
  });

  test('in a place where nothing can be made stops the start with a sentence', async () => {
    await writeFile(join(folder, 'data'), 'a file, not a folder');
    expect((await faultOf(() => makeRootKeyFile(path))).reason).toBe('unreadable');
  });

  const wrong: [string, string][] = [
    ['nothing', ''],
    ['no JSON, but a key', keyOne],
    ['a list', '[]'],
    ['half of it', rootFile({}).slice(0, 80)],
    ['session keys', rootFile({ holds: 'tinygate session keys' })],
    ['another version', rootFile({ version: 2 })],
    ['a word nobody knows', rootFile({ retired: 'two' })],
    ['no keys', rootFile({ keys: [] })],
    ['an active key that is not there', rootFile({ active: 'three' })],
    ['a prepared key that is not there', rootFile({ prepared: 'three' })],
    ['the active key as the prepared one', rootFile({ prepared: 'one' })],
    ['a short key', rootFile({ keys: [{ id: 'one', key: keyOne.slice(0, 40) }] })],
    ['a padded key', rootFile({ keys: [{ id: 'one', key: `${keyOne}=` }] })],
    ['a key id that breaks envelopes', rootFile({ active: 'a.b', keys: [{ id: 'a.b', key: keyOne }] })],
    ['one id for two keys', rootFile({ keys: [keyOne, keyTwo].map((key) => ({ id: 'one', key })) })],
    ['one key under two ids', rootFile({ keys: ['one', 'two'].map((id) => ({ id, key: keyOne })) })],
    ['far too much', ' '.repeat(70_000)],
  ];
  test.each(wrong)('with %s stops the start, and the message tells no key', async (_, text) => {
    await writePrivately(text);
    const fault = await faultOf(() => readRootKeys(path));
    expect(fault.reason).toBe('malformed');
    expect(fault.message).not.toContain(keyOne.slice(0, 12));
  });
});

describe('a session key file', () => {
  test('is made, read, and never taken for a root key file', async () => {
    const made = await makeSessionKeyFile(path);
    expect((await readSessionKeys(path)).map(fingerprint)).toEqual(made.map(fingerprint));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await faultOf(() => readRootKeys(path))).reason).toBe('malformed');
  });

  test('gives its keys in the order written, newest first, so that old cookies stay good', async () => {
    const keys = [
      { id: 'new', key: keyTwo },
      { id: 'old', key: keyOne },
    ];
    await writePrivately(JSON.stringify({ holds: 'tinygate session keys', version: 1, keys }));
    expect((await readSessionKeys(path)).map((key) => key.id)).toEqual(['new', 'old']);
  });

  test('gives cookies keys of their own, from which the file’s keys cannot be had', async () => {
    const keys = await makeSessionKeyFile(path);
    const signing = cookieSigningKeys(keys);
    expect(signing).toHaveLength(1);
    expect(signing[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await readFile(path, 'utf8')).not.toContain(signing[0]);
    expect(cookieSigningKeys(await readSessionKeys(path))).toEqual(signing);
  });
});

test('a fingerprint tells keys apart and is not made of the key', async () => {
  const one = (await makeRootKeyFile(path)).active;
  const two = (await makeRootKeyFile(join(folder, 'two.key'))).active;
  expect(fingerprint(one)).toMatch(/^[0-9a-f]{32}$/);
  expect(fingerprint(one)).not.toBe(fingerprint(two));
  expect(one.key.export().toString('hex')).not.toContain(fingerprint(one).slice(0, 8));
});
