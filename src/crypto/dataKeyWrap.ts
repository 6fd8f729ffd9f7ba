import { type DataKey, dataKeyFrom, keyLength } from './dataKey.ts';
import { CannotOpen, openBytes, sealBytes } from './sealing.ts';

/**
 * A domain's data key, encrypted under a root key, for the database. Bound to the domain's unchanging id and the
 * key's own id (R20), so a wrapped key copied to another domain, or under another id, does not open.
 */
export function wrapDataKey(dataKey: DataKey, rootKey: DataKey, domainId: string): string {
  return sealBytes(dataKey.key.export(), rootKey, associatedWith(domainId, dataKey.id));
}

/**
 * The domain's data key again.
 * @throws CannotOpen where the root key is missing (`unknown-key`) or the row is not what was written.
 */
export function unwrapDataKey(
  wrapped: string,
  rootKeys: readonly DataKey[],
  owner: { readonly domainId: string; readonly keyId: string },
): DataKey {
  const bytes = openBytes(wrapped, rootKeys, associatedWith(owner.domainId, owner.keyId));
  if (bytes.length !== keyLength) throw new CannotOpen('malformed');
  return dataKeyFrom(owner.keyId, bytes);
}

function associatedWith(domainId: string, keyId: string): string[] {
  return ['data key', domainId, keyId];
}
