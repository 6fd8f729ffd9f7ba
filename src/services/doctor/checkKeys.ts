import { CannotOpen } from '../../crypto/envelope.ts';
import { KeyFileFault } from '../../crypto/keyFileFault.ts';
import { type RootKeys, readRootKeys } from '../../crypto/rootKeys.ts';
import { readSessionKeys } from '../../crypto/sessionKeys.ts';
import { dataKeyStore, type KeptDataKey } from '../../storage/dataKeyStore.ts';
import type { Door } from '../../storage/door.ts';
import { unwrap } from '../keys/keyRing.ts';
import { missingKeys } from '../keys/loadKeys.ts';
import { type Finding, finding } from './finding.ts';

export interface KeyPlaces {
  readonly rootKeyFile: string;
  readonly sessionKeysFile: string;
}

/** Are the key files there, fit for use, and those that this database was used with (R20)? Makes none. */
export async function checkKeys(door: Door, paths: KeyPlaces): Promise<Finding[]> {
  const store = dataKeyStore(door);
  const known = (await store.fingerprints()).map(({ kind }) => kind);
  const root = await lookAt('root keys', readRootKeys, {
    path: paths.rootKeyFile,
    isKnown: known.includes('root'),
  });
  const session = await lookAt('session keys', readSessionKeys, {
    path: paths.sessionKeysFile,
    isKnown: known.includes('session'),
  });
  if ('keys' in root) return [await rootFinding(door, root.keys), sessionFinding(session)];
  return [root, sessionFinding(session)];
}

function sessionFinding(session: Finding | { keys: unknown }): Finding {
  return 'keys' in session ? finding('session keys', 'ok', 'the file is there') : session;
}

async function lookAt<Keys>(
  check: string,
  read: (path: string) => Promise<Keys>,
  { path, isKnown }: { readonly path: string; readonly isKnown: boolean },
): Promise<Finding | { readonly keys: Keys }> {
  try {
    return { keys: await read(path) };
  } catch (error) {
    if (!(error instanceof KeyFileFault)) throw error;
    if (error.reason !== 'missing') return finding(check, 'fail', error.message);
    return isKnown
      ? finding(check, 'fail', `${path} is missing, and this database was used with it; put it back`)
      : finding(check, 'warn', 'no file yet; it is made at the first start');
  }
}

async function rootFinding(door: Door, keys: RootKeys): Promise<Finding> {
  const store = dataKeyStore(door);
  const missing = await missingKeys(keys, store);
  if (missing.length > 0) {
    const text = `the file lacks ${missing.join(', ')}, which this database was used with; put it back`;
    return finding('root keys', 'fail', text);
  }
  const domains = await store.all();
  const shut = domains.filter((kept) => !opens(kept, keys)).length;
  if (shut === 0) return finding('root keys', 'ok', `all ${domains.length} domain keys open`);
  const text = `${shut} of ${domains.length} domain keys do not open; see: scripts/tinygate secrets check`;
  return finding('root keys', 'fail', text);
}

function opens(kept: KeptDataKey, keys: RootKeys): boolean {
  try {
    unwrap(kept, keys);
    return true;
  } catch (error) {
    if (error instanceof CannotOpen) return false;
    throw error;
  }
}
