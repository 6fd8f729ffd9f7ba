import type { DataKey } from '../../crypto/dataKey.ts';
import { unwrapDataKey } from '../../crypto/dataKeyWrap.ts';
import { DecryptedSecrets } from '../../crypto/decryptedSecrets.ts';
import { CannotOpen, keyIdOf, type Place } from '../../crypto/envelope.ts';
import type { RootKeys } from '../../crypto/rootKeys.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import type { Secret } from '../../model/secret.ts';
import type { DataKeyStore, KeptDataKey } from '../../storage/dataKeyStore.ts';
import type { HeldRootKeys } from './rootKeyWatch.ts';

/** Opens secrets. Keys and secrets that were opened once stay in memory; ciphertexts never change their meaning. */
export interface KeyRing {
  /**
   * @throws CannotOpen for a ciphertext that is not what was written for this very place, or whose key is missing
   */
  open(envelope: string, place: Place, domainId: number): Promise<Secret>;
  /** The domain's keys, newest first. */
  keysOf(domainId: number): Promise<readonly DataKey[]>;
}

/** A domain's key as associated data knows it: by the id that never changes (R20). */
export function domainKeyOwner(domainId: number): string {
  return String(domainId);
}

export function keyRing(store: DataKeyStore, rootKeys: HeldRootKeys): KeyRing {
  const secrets = new DecryptedSecrets();
  const known = new Map<number, readonly DataKey[]>();

  async function load(domainId: number): Promise<readonly DataKey[]> {
    const keys = await unwrapped(domainId).catch(async (error: unknown) => {
      if (!(error instanceof CannotOpen) || error.reason !== 'unknown-key') throw error;
      // The root key is being changed: the rows were read before it, or the file was.
      await rootKeys.readAgain();
      return unwrapped(domainId);
    });
    known.set(domainId, keys);
    return keys;
  }

  async function unwrapped(domainId: number): Promise<readonly DataKey[]> {
    return (await store.ofDomain(domainId)).map((kept) => unwrap(kept, rootKeys.current()));
  }

  return {
    async open(envelope, place, domainId) {
      const keyId = keyIdOf(envelope);
      let keys = known.get(domainId) ?? (await load(domainId));
      // A key that was made since, by this or another process.
      if (!keys.some(({ id }) => id === keyId)) keys = await load(domainId);
      return secrets.openSecret(envelope, place, keys);
    },
    keysOf: load,
  };
}

/** @throws CannotOpen where the root key is missing or the row is not what was written */
export function unwrap(kept: KeptDataKey, rootKeys: RootKeys): DataKey {
  return unwrapDataKey(kept.wrapped, rootKeys.all, {
    domainId: domainKeyOwner(kept.domainId),
    keyId: kept.keyId,
  });
}

/** Where a protector's secret lies: bound to its owner and number, neither of which ever changes. */
export function protectorPlace(
  column: 'secret' | 'previous_secret',
  owner: { readonly domainId: number; readonly courseId: number; readonly ref: ProtectorRef },
): Place {
  const { domainId, courseId, ref } = owner;
  return {
    table: 'protectors',
    column,
    owner: ref.level === 'domain' ? `domain:${domainId}` : `course:${courseId}`,
    number: ref.number,
  };
}

/** Where the shared word of a `key` protection lies (R9). */
export function keyWordPlace(settingId: number, courseId: number): Place {
  return { table: 'deep_links', column: 'key_word', owner: `course:${courseId}`, number: settingId };
}
