import { type DataKey, newDataKey } from '../../crypto/dataKey.ts';
import { wrapDataKey } from '../../crypto/dataKeyWrap.ts';
import { CannotOpen, open, type Place, seal } from '../../crypto/envelope.ts';
import type { RootKeys } from '../../crypto/rootKeys.ts';
import type { Secret } from '../../model/secret.ts';
import { addDataKey, dataKeysOfDomain } from '../../storage/dataKeyStore.ts';
import type { Sql } from '../../storage/door.ts';
import { domainKeyOwner, unwrap } from '../keys/keyRing.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';

/** Seals and opens the secrets of one domain. */
export interface DomainSeal {
  seal(secret: Secret, place: Place): string;
  /** Undefined for what does not open, which is as good as another secret: it is replaced. */
  open(envelope: string, place: Place): Secret | undefined;
}

interface SealParts {
  readonly domain: { readonly id: number; readonly name: string };
  readonly root: RootKeys;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * With the domain's own data key; a domain that has none is given one, wrapped by the active root key (R20).
 * @throws OperatorRefusal where the key that new secrets are sealed with does not open
 */
export async function sealOfDomain(sql: Sql, { domain, root, now }: SealParts): Promise<DomainSeal> {
  const kept = await dataKeysOfDomain(sql, domain.id);
  const current = kept.find(({ retired }) => !retired);
  if (current !== undefined) {
    const keys = kept.flatMap((each) => {
      const key = opened(() => unwrap(each, root));
      return key === undefined ? [] : [key];
    });
    const active = keys.find(({ id }) => id === current.keyId);
    if (active === undefined) {
      throw new OperatorRefusal(
        `The encryption key of the domain ${domain.name} does not open; its root key is ${current.rootKey}. ` +
          'Put that key back into ROOT_KEY_FILE. See: scripts/tinygate secrets status',
      );
    }
    return sealWith(active, keys);
  }
  const made = newDataKey();
  const owner = domainKeyOwner(domain.id);
  const wrapped = wrapDataKey(made, root.active, owner);
  await addDataKey(sql, { domainId: domain.id, keyId: made.id, wrapped, rootKey: root.active.id }, now);
  return sealWith(made, [made]);
}

function sealWith(active: DataKey, keys: readonly DataKey[]): DomainSeal {
  return {
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
