import { type DataKey, newDataKey } from '../../crypto/dataKey.ts';
import { wrapDataKey } from '../../crypto/dataKeyWrap.ts';
import { CannotOpen, open, type Place, seal } from '../../crypto/envelope.ts';
import type { RootKeys } from '../../crypto/rootKeys.ts';
import type { Secret } from '../../model/secret.ts';
import { addDataKey, type KeptDataKey, lockDataKeys } from '../../storage/dataKeyStore.ts';
import type { Sql } from '../../storage/door.ts';
import { lockRootKeys } from '../../storage/keyChanges.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { domainKeyOwner, unwrap } from './keyRing.ts';

/** Seals and opens the secrets of one domain. */
export interface DomainSeal {
  /** Of the key that seals. */
  readonly keyId: string;
  /** Of the other keys, which open. */
  readonly otherIds: readonly string[];
  seal(secret: Secret, place: Place): string;
  /** Undefined for what does not open, which is as good as another secret: it is replaced. */
  open(envelope: string, place: Place): Secret | undefined;
}

export interface SealParts {
  readonly domain: { readonly id: number; readonly name: string };
  readonly root: RootKeys;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * With the domain's own data key; a domain that has none is given one, wrapped by the active root key (R20). Until this
 * transaction ends, that key is not retired.
 * @throws OperatorRefusal where the key that new secrets are sealed with does not open
 */
export async function sealOfDomain(sql: Sql, parts: SealParts): Promise<DomainSeal> {
  const kept = await lockDataKeys(sql, parts.domain.id);
  if (kept.some(({ retired }) => !retired)) return sealWithNewest(kept, parts);
  return sealWithNewKey(sql, kept, parts);
}

/**
 * With a new data key of the domain. Where an older one is still being replaced, with the newest that there is: an
 * interrupted rotation goes on, and a second one helps the first. Undefined for a domain without any key.
 * @throws OperatorRefusal as `sealOfDomain` does
 */
export async function sealAnew(
  sql: Sql,
  parts: SealParts,
): Promise<{ readonly seal: DomainSeal; readonly isNew: boolean } | undefined> {
  const kept = await lockDataKeys(sql, parts.domain.id);
  const inUse = kept.filter(({ retired }) => !retired).length;
  if (kept.length === 0) return undefined;
  if (inUse > 1) return { seal: sealWithNewest(kept, parts), isNew: false };
  return { seal: await sealWithNewKey(sql, kept, parts), isNew: true };
}

function sealWithNewest(kept: readonly KeptDataKey[], { domain, root }: SealParts): DomainSeal {
  const current = kept.find(({ retired }) => !retired);
  const keys = opening(kept, root);
  const active = keys.find(({ id }) => id === current?.keyId);
  if (active === undefined) {
    throw new OperatorRefusal(
      `The encryption key of the domain ${domain.name} does not open; its root key is ${current?.rootKey}. ` +
        'Put that key back into ROOT_KEY_FILE. See: scripts/tinygate secrets status',
    );
  }
  return sealWith(active, keys);
}

async function sealWithNewKey(
  sql: Sql,
  kept: readonly KeptDataKey[],
  { domain, root, now }: SealParts,
): Promise<DomainSeal> {
  const wrapping = await lockRootKeys(sql);
  // Wrapped by a key that is about to be dropped, it would be lost.
  if (wrapping.length > 0 && !wrapping.includes(root.active.id)) {
    throw new OperatorRefusal('The root key was changed at this very moment. Run the command again.');
  }
  const made = newDataKey();
  const wrapped = wrapDataKey(made, root.active, domainKeyOwner(domain.id));
  await addDataKey(sql, { domainId: domain.id, keyId: made.id, wrapped, rootKey: root.active.id }, now);
  return sealWith(made, [made, ...opening(kept, root)]);
}

function opening(kept: readonly KeptDataKey[], root: RootKeys): DataKey[] {
  return kept.flatMap((each) => opened(() => unwrap(each, root)) ?? []);
}

function sealWith(active: DataKey, keys: readonly DataKey[]): DomainSeal {
  return {
    keyId: active.id,
    otherIds: keys.map(({ id }) => id).filter((id) => id !== active.id),
    seal: (secret, place) => seal(secret, active, place),
    open: (envelope, place) => opened(() => open(envelope, keys, place)),
  };
}

function opened<Found>(attempt: () => Found): Found | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof CannotOpen) return undefined;
    throw error;
  }
}
