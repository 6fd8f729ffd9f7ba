import { keyIdOf } from '../../crypto/envelope.ts';
import { keysWithDates } from '../../storage/dataKeyStore.ts';
import type { Door } from '../../storage/door.ts';
import { type StoredSecret, storedSecrets } from '../../storage/storedSecretStore.ts';
import type { DomainCoordinator } from '../rights/coordinators.ts';

export interface DomainKey {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** New secrets are encrypted with the one in use; a former one is being replaced; nothing needs a retired one. */
  readonly state: 'in-use' | 'former' | 'retired';
  /** How many stored values need it. */
  readonly secrets: number;
}

/** The keys of a domain, and how far a change of them has come. */
export interface DomainKeys {
  /** Newest first. */
  readonly keys: readonly DomainKey[];
  readonly secrets: number;
  /** What is not encrypted with the key in use yet. */
  readonly waiting: readonly StoredSecret[];
  /** A former key is still needed, or was not retired yet. */
  readonly isUnfinished: boolean;
}

/** Which keys a domain has and what they are needed for. Says nothing of what they keep. */
export function readDomainKeys(door: Door, { domain }: DomainCoordinator): Promise<DomainKeys> {
  return door.read(async (sql) => {
    const kept = await keysWithDates(sql, domain.domainId);
    const secrets = await storedSecrets(sql, domain.domainId);
    const ids = secrets.map(({ envelope }) => keyIdOf(envelope));
    const current = kept.find(({ retired }) => !retired)?.keyId;
    const keys = kept.map(({ keyId, madeAt, retired }): DomainKey => {
      const state = keyId === current ? 'in-use' : retired ? 'retired' : 'former';
      return { id: keyId, since: madeAt, state, secrets: ids.filter((id) => id === keyId).length };
    });
    const waiting = secrets.filter((_secret, at) => ids[at] !== current);
    return {
      keys,
      secrets: secrets.length,
      waiting,
      isUnfinished: keys.some(({ state }) => state === 'former'),
    };
  });
}
