import { replaceKeyText } from './keyFile.ts';
import { newWrittenKey } from './keyList.ts';
import { type RootKeyFile, type RootKeys, readRootKeyFile, rootKeysIn } from './rootKeys.ts';

/**
 * Adds a second key that waits until every node has it (R20); one that waits already stays the one.
 * Whoever changes the file makes sure that nobody else does at the same time.
 * @throws KeyFileFault where the file cannot be read or replaced; it stays as it was.
 */
export async function prepareRootKey(path: string): Promise<RootKeys> {
  const file = await readRootKeyFile(path);
  if (file.prepared !== undefined) return rootKeysIn(path, file);
  const key = newWrittenKey();
  return replaced(path, { ...file, prepared: key.id, keys: [...file.keys, key] });
}

/**
 * From now on this key of the file wraps, and none waits. The others go on opening what they wrapped.
 * @throws KeyFileFault as prepareRootKey does, and where the file has no such key.
 */
export async function activateRootKey(path: string, id: string): Promise<RootKeys> {
  const { prepared, ...file } = await readRootKeyFile(path);
  if (file.active === id && prepared === undefined) return rootKeysIn(path, file);
  // Another rotation may have begun since.
  const waiting = prepared === undefined || prepared === id ? {} : { prepared };
  return replaced(path, { ...file, active: id, ...waiting });
}

/** Takes away these keys, by which nothing is wrapped any more. Neither the active nor the waiting one. */
export async function dropRootKeys(path: string, ids: readonly string[]): Promise<RootKeys> {
  const file = await readRootKeyFile(path);
  const keys = file.keys.filter(({ id }) => !ids.includes(id) || id === file.active || id === file.prepared);
  return keys.length === file.keys.length ? rootKeysIn(path, file) : replaced(path, { ...file, keys });
}

async function replaced(path: string, file: RootKeyFile): Promise<RootKeys> {
  // Judged before it is written: what does not pass must not lie where the good file was.
  const keys = rootKeysIn(path, file);
  await replaceKeyText(path, `${JSON.stringify(file, null, 2)}\n`);
  return keys;
}
