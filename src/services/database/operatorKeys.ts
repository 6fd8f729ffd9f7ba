import { newDataKey } from '../../crypto/dataKey.ts';
import { KeyFileFault } from '../../crypto/keyFileFault.ts';
import { type RootKeys, readRootKeys } from '../../crypto/rootKeys.ts';
import { dataKeyStore } from '../../storage/dataKeyStore.ts';
import type { Door } from '../../storage/door.ts';
import { KeysMissing, loadKeys } from '../keys/loadKeys.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';

export interface KeyPaths {
  readonly rootKeyFile: string;
  readonly sessionKeysFile: string;
}

/**
 * The root keys for a command that seals or opens. Key files are made only as R20 says.
 * @throws OperatorRefusal for a key file that cannot be used or lacks a key
 */
export async function operatorKeys(door: Door, paths: KeyPaths, now: number): Promise<RootKeys> {
  return refusing(async () => (await loadKeys(paths, dataKeyStore(door), now)).root);
}

/** The root keys for a dry run: makes no file; while there is none yet, a key that is forgotten afterwards. */
export async function keysOnTrial(door: Door, { rootKeyFile }: KeyPaths): Promise<RootKeys> {
  const root = await rootKeysAtHand(rootKeyFile);
  if (root) return root;
  const used = (await dataKeyStore(door).fingerprints()).filter(({ kind }) => kind === 'root');
  if (used.length === 0) return keysForNow();
  throw new OperatorRefusal(
    new KeysMissing(
      rootKeyFile,
      used.map(({ keyId }) => keyId),
    ).message,
  );
}

function keysForNow(): RootKeys {
  const active = newDataKey();
  return { active, prepared: undefined, all: [active] };
}

/** What the root key file holds; undefined where there is none. Never makes it. */
export async function rootKeysAtHand(path: string): Promise<RootKeys | undefined> {
  return refusing(async () => {
    try {
      return await readRootKeys(path);
    } catch (error) {
      if (error instanceof KeyFileFault && error.reason === 'missing') return undefined;
      throw error;
    }
  });
}

/**
 * What a command does with key files; a file that cannot be used is a sentence for the operator.
 * @throws OperatorRefusal
 */
export async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KeyFileFault || error instanceof KeysMissing)
      throw new OperatorRefusal(error.message);
    throw error;
  }
}
