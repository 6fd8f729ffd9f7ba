import { isOneOf, isText, type Judges } from '../model/record.ts';
import type { DataKey } from './dataKey.ts';
import { readKeyText, writeNewKeyText } from './keyFile.ts';
import {
  areWrittenKeys,
  malformed,
  newWrittenKey,
  parseKeyFile,
  readKeys,
  type WrittenKey,
} from './keyList.ts';

/** The keys of the root key file. New data keys are wrapped under `active`; every one of `all` unwraps. */
export interface RootKeys {
  readonly active: DataKey;
  /** A second key that waits until every node has it (R20). */
  readonly prepared: DataKey | undefined;
  readonly all: readonly DataKey[];
}

export interface RootKeyFile {
  readonly holds: 'tinygate root keys';
  readonly version: 1;
  readonly active: string;
  readonly prepared?: string;
  readonly keys: readonly WrittenKey[];
}

const judges: Judges<RootKeyFile> = {
  holds: isOneOf(['tinygate root keys']),
  version: isOneOf([1]),
  active: isText,
  prepared: isText,
  keys: areWrittenKeys,
};

/**
 * Reads the root key file.
 * @throws KeyFileFault with reason `missing`, `unreadable`, `readable-by-others` or `malformed`: do not start.
 */
export async function readRootKeys(path: string): Promise<RootKeys> {
  return rootKeysIn(path, await readRootKeyFile(path));
}

/** What the file says, keys as they are written: for rewriting it. Throws as readRootKeys does. */
export async function readRootKeyFile(path: string): Promise<RootKeyFile> {
  return parseKeyFile(path, await readKeyText(path), { judges, mayLack: ['prepared'] });
}

/**
 * Makes a root key file with one new key. Whether one may be made is the caller's to know: only while the database
 * holds no fingerprint (R20).
 * @throws KeyFileFault `exists`: another process was quicker, read that one instead.
 */
export async function makeRootKeyFile(path: string): Promise<RootKeys> {
  const key = newWrittenKey();
  const file: RootKeyFile = { holds: 'tinygate root keys', version: 1, active: key.id, keys: [key] };
  await writeNewKeyText(path, `${JSON.stringify(file, null, 2)}\n`);
  return rootKeysIn(path, file);
}

/** @throws KeyFileFault `malformed` where keys are not what they should be, or one that is named is not there. */
export function rootKeysIn(path: string, file: RootKeyFile): RootKeys {
  const all = readKeys(path, file.keys);
  const active = all.find((key) => key.id === file.active);
  const prepared = all.find((key) => key.id === file.prepared);
  if (active === undefined) throw malformed(path, 'the active key is not in it');
  if (file.prepared !== undefined && prepared === undefined)
    throw malformed(path, 'the prepared key is not in it');
  if (prepared?.id === active.id) throw malformed(path, 'the prepared key is the active one');
  return { active, prepared, all };
}
