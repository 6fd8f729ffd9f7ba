import type { DataKey } from '../../crypto/dataKey.ts';
import { fingerprint } from '../../crypto/fingerprint.ts';
import { KeyFileFault } from '../../crypto/keyFileFault.ts';
import { makeRootKeyFile, type RootKeys, readRootKeys } from '../../crypto/rootKeys.ts';
import { makeSessionKeyFile, readSessionKeys, type SessionKeys } from '../../crypto/sessionKeys.ts';
import type { DataKeyStore, KeyFingerprint } from '../../storage/dataKeyStore.ts';

export interface Keys {
  readonly root: RootKeys;
  readonly session: SessionKeys;
}

/** A key that the database was used with is not in the file. Starting would lose secrets or sessions; nothing is made. */
export class KeysMissing extends Error {
  constructor(path: string, names: readonly string[]) {
    super(
      `${path} lacks ${names.length === 1 ? 'the key' : 'the keys'} ${names.join(', ')} that this database was used with. ` +
        'Put the file back from your backup of keys; without it the secrets that it encrypted are lost.',
    );
    this.name = 'KeysMissing';
  }
}

/**
 * Reads both key files. A file is made only while the database knows no fingerprint of such a key (R20); a key that it
 * knows and the file lacks is refused and named.
 * @throws KeyFileFault, KeysMissing
 */
export async function loadKeys(
  paths: { readonly rootKeyFile: string; readonly sessionKeysFile: string },
  store: DataKeyStore,
  now: number,
): Promise<Keys> {
  const root = await loadRootKeys(paths.rootKeyFile, store, now);
  const session = await readOrMake(
    readSessionKeys,
    makeSessionKeyFile,
    paths.sessionKeysFile,
    store,
    'session',
  );
  const known = await store.fingerprints();
  const found = notes('session', session);
  refuseStrangers(known, found, 'session', paths.sessionKeysFile);
  const fresh = found.filter((note) => !known.some((one) => sameKey(one, note)));
  if (fresh.length > 0) await store.noteFingerprints(fresh, now);
  return { root, session };
}

/**
 * The root key file, made where that is allowed. Only the active key is noted as one that starts need, and only where
 * none is; a prepared one becomes so by being activated.
 * @throws KeyFileFault, KeysMissing
 */
export async function loadRootKeys(path: string, store: DataKeyStore, now: number): Promise<RootKeys> {
  // The file first: what it loses while keys change, the database has let go of before.
  const file = await readOrMake(readRootKeys, makeRootKeyFile, path, store, 'root');
  const known = (await store.fingerprints()).filter(({ kind }) => kind === 'root');
  refuseStrangers(known, notes('root', file.all), 'root', path);
  if (known.length === 0) await store.noteFingerprints(notes('root', [file.active]), now);
  const root = asActivated(
    file,
    known.map(({ keyId }) => keyId),
  );
  if (known.length === 0 || known.some(({ keyId }) => keyId === root.active.id)) return root;
  const sentence = `its active key ${root.active.id} is not one that this database was used with`;
  throw new KeyFileFault(path, 'malformed', `${sentence}; put the key file back from its safe copy`);
}

/** The database decides which key is active: the prepared key of a file that was copied before it was activated, too. */
export function asActivated(file: RootKeys, known: readonly string[]): RootKeys {
  if (file.prepared === undefined || !known.includes(file.prepared.id)) return file;
  return { active: file.prepared, prepared: undefined, all: file.all };
}

/** Root keys that the database was used with and that are not at hand; empty where all is well (R20). */
export async function missingKeys(root: RootKeys, store: DataKeyStore): Promise<readonly string[]> {
  const found = notes('root', root.all);
  const known = (await store.fingerprints()).filter(({ kind }) => kind === 'root');
  return known.filter((note) => !found.some((one) => sameKey(one, note))).map(({ keyId }) => keyId);
}

async function readOrMake<Found>(
  read: (path: string) => Promise<Found>,
  make: (path: string) => Promise<Found>,
  path: string,
  store: DataKeyStore,
  kind: KeyFingerprint['kind'],
): Promise<Found> {
  const before = await readThere(read, path);
  if (before !== undefined) return before;
  const used = (await store.fingerprints()).filter((note) => note.kind === kind).map(({ keyId }) => keyId);
  if (used.length > 0) {
    // Another process may have made the file, and noted it, since it was looked for.
    const since = await readThere(read, path);
    if (since === undefined) throw new KeysMissing(path, used);
    return since;
  }
  try {
    return await make(path);
  } catch (error) {
    // Another process made it in this very moment.
    if (error instanceof KeyFileFault && error.reason === 'exists') return read(path);
    throw error;
  }
}

async function readThere<Found>(
  read: (path: string) => Promise<Found>,
  path: string,
): Promise<Found | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if (error instanceof KeyFileFault && error.reason === 'missing') return undefined;
    throw error;
  }
}

function notes(kind: KeyFingerprint['kind'], keys: readonly DataKey[]): KeyFingerprint[] {
  return keys.map((key) => ({ kind, keyId: key.id, fingerprint: fingerprint(key) }));
}

function sameKey(one: KeyFingerprint, other: KeyFingerprint): boolean {
  return one.kind === other.kind && one.keyId === other.keyId && one.fingerprint === other.fingerprint;
}

function refuseStrangers(
  known: readonly KeyFingerprint[],
  found: readonly KeyFingerprint[],
  kind: KeyFingerprint['kind'],
  path: string,
): void {
  const lost = known.filter((note) => note.kind === kind && !found.some((one) => sameKey(one, note)));
  // Session keys may be replaced: people sign in again. A lost root key is lost secrets.
  const usable = kind === 'session' && found.some((note) => note.kind === kind);
  if (lost.length > 0 && !usable) {
    throw new KeysMissing(
      path,
      lost.map(({ keyId }) => keyId),
    );
  }
}
