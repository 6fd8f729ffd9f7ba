import type { RootKeys } from '../../crypto/rootKeys.ts';
import type { DataKeyStore } from '../../storage/dataKeyStore.ts';
import { loadRootKeys } from './loadKeys.ts';

/** The root keys that a server holds, as its key file changes under it (R20). */
export interface HeldRootKeys {
  current(): RootKeys;
  /**
   * Reads the file once more. Keys are exchanged for good ones only: a file that cannot be used, or lacks a key that the
   * database needs, leaves them as they are.
   * @throws KeyFileFault, KeysMissing
   */
  readAgain(): Promise<void>;
}

export function watchRootKeys(
  path: string,
  store: DataKeyStore,
  first: RootKeys,
  now: () => number,
): HeldRootKeys {
  let held = first;
  let reading: Promise<void> | undefined;
  async function read(): Promise<void> {
    held = await loadRootKeys(path, store, now());
  }
  return {
    current: () => held,
    // Many launches may want it at one moment.
    readAgain() {
      reading ??= read().finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
}

/** Keys that do not change while they are used: those of a command. */
export function heldForNow(root: RootKeys): HeldRootKeys {
  return { current: () => root, readAgain: async () => undefined };
}
