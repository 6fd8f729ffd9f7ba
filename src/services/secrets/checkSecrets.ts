import { CannotOpen, type CannotOpenReason, keyIdOf } from '../../crypto/envelope.ts';
import type { RootKeys } from '../../crypto/rootKeys.ts';
import { courseStore } from '../../storage/courseStore.ts';
import { dataKeyStore } from '../../storage/dataKeyStore.ts';
import type { Door } from '../../storage/door.ts';
import { type StoredSecret, storedSecrets } from '../../storage/storedSecretStore.ts';
import { keyRing, unwrap } from '../keys/keyRing.ts';
import { heldForNow } from '../keys/rootKeyWatch.ts';
import { describeSecret, placeOf } from './secretPlaces.ts';

/** A stored value that does not open: where it lies and why, never what it says. */
export interface BrokenSecret {
  readonly domain: string;
  /** In words, such as `link protector 2 'Quiz tool' of the course phy101`. */
  readonly what: string;
  readonly column: 'secret' | 'previous_secret' | 'key_word' | 'wrapped';
  readonly reason: CannotOpenReason;
}

export interface CheckedSecrets {
  /** How many were tried, the domains' keys included. */
  readonly checked: number;
  readonly broken: readonly BrokenSecret[];
}

/** Opens every encrypted value in its own row. One that was moved, altered, or lost its key is named. */
export async function checkSecrets(door: Door, root: RootKeys): Promise<CheckedSecrets> {
  const keys = await checkDataKeys(door, root);
  const store = { ...dataKeyStore(door), ofDomain: async (domainId: number) => keys.usable(domainId) };
  const ring = keyRing(store, heldForNow(root));
  const secrets = await door.read(storedSecrets);
  const broken: BrokenSecret[] = [...keys.broken];
  for (const secret of secrets) {
    const reason = await failing(() => ring.open(secret.envelope, placeOf(secret), secret.domainId));
    if (reason === undefined) continue;
    const { domain, column } = secret;
    broken.push({ domain, what: describeSecret(secret), column, reason: withKey(reason, secret, keys) });
  }
  return { checked: keys.checked + secrets.length, broken };
}

type DataKeysChecked = Awaited<ReturnType<typeof checkDataKeys>>;

async function checkDataKeys(door: Door, root: RootKeys) {
  const names = new Map((await courseStore(door).domains()).map(({ domainId, name }) => [domainId, name]));
  const kept = await dataKeyStore(door).all();
  const broken: BrokenSecret[] = [];
  const sound: (typeof kept)[number][] = [];
  for (const key of kept) {
    const reason = await failing(async () => unwrap(key, root));
    if (reason === undefined) sound.push(key);
    else {
      const what = `encryption key ${key.keyId} (root key ${key.rootKey})`;
      broken.push({ domain: names.get(key.domainId) ?? '', what, column: 'wrapped', reason });
    }
  }
  const usable = (domainId: number) => sound.filter((key) => key.domainId === domainId);
  return { checked: kept.length, broken, usable };
}

/** A value whose key is there but broken fails for want of the key. */
function withKey(reason: CannotOpenReason, secret: StoredSecret, keys: DataKeysChecked): CannotOpenReason {
  const id = keyIdOf(secret.envelope);
  const hasKey = keys.usable(secret.domainId).some(({ keyId }) => keyId === id);
  return id === undefined || hasKey ? reason : 'unknown-key';
}

async function failing(attempt: () => Promise<unknown>): Promise<CannotOpenReason | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (error instanceof CannotOpen) return error.reason;
    // Bytes that decrypt to what is no text were not written by us.
    if (error instanceof TypeError) return 'malformed';
    throw error;
  }
}
