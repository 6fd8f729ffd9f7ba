import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KeyFileFault } from '../../src/crypto/keyFileFault.ts';
import { activateRootKey, dropRootKeys, prepareRootKey } from '../../src/crypto/rootKeyChanges.ts';
import { makeRootKeyFile, readRootKeys } from '../../src/crypto/rootKeys.ts';

let folder: string;
let path: string;
let first: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinygate-root-'));
  path = join(folder, 'root.key');
  first = (await makeRootKeyFile(path)).active.id;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ids = async () => {
  const { active, prepared, all } = await readRootKeys(path);
  return { active: active.id, prepared: prepared?.id, all: all.map(({ id }) => id) };
};

describe('a root key file that changes', () => {
  test('keeps both keys until the former is dropped, so that nothing wrapped is ever lost', async () => {
    const second = (await prepareRootKey(path)).prepared?.id ?? '';
    expect(await ids()).toEqual({ active: first, prepared: second, all: [first, second] });
    await activateRootKey(path, second);
    expect(await ids()).toEqual({ active: second, prepared: undefined, all: [first, second] });
    await dropRootKeys(path, [first]);
    expect(await ids()).toEqual({ active: second, prepared: undefined, all: [second] });
  });

  test('stays readable for its owner alone, and leaves no draft with keys beside it', async () => {
    const owner = await stat(path);
    await prepareRootKey(path);
    const after = await stat(path);
    expect([after.mode & 0o777, after.uid, after.gid]).toEqual([0o600, owner.uid, owner.gid]);
    expect(await readdir(folder)).toEqual(['root.key']);
  });

  test('is the same after each step that is done twice', async () => {
    const second = (await prepareRootKey(path)).prepared?.id ?? '';
    const once = async (step: () => Promise<unknown>) => {
      await step();
      const text = await readFile(path, 'utf8');
      await step();
      expect(await readFile(path, 'utf8')).toBe(text);
    };
    await once(() => prepareRootKey(path));
    await once(() => activateRootKey(path, second));
    await once(() => dropRootKeys(path, [first]));
  });

  test('never loses its active or waiting key, whoever asks', async () => {
    const second = (await prepareRootKey(path)).prepared?.id ?? '';
    await dropRootKeys(path, [first, second]);
    expect((await ids()).all).toEqual([first, second]);
    await expect(activateRootKey(path, 'strange')).rejects.toThrow('the active key is not in it');
    expect((await ids()).active).toBe(first);
  });

  test('is replaced where it lies, not the link that leads to it', async () => {
    const link = join(folder, 'link.key');
    await symlink(path, link);
    await prepareRootKey(link);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await ids()).prepared).toBeDefined();
  });

  test('is not touched where others may read it', async () => {
    await chmod(path, 0o644);
    const before = await readFile(path, 'utf8');
    await expect(prepareRootKey(path)).rejects.toBeInstanceOf(KeyFileFault);
    expect(await readFile(path, 'utf8')).toBe(before);
  });
});
