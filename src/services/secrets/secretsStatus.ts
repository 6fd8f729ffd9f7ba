import { keyIdOf } from '../../crypto/envelope.ts';
import type { RootKeys } from '../../crypto/rootKeys.ts';
import { courseStore } from '../../storage/courseStore.ts';
import { dataKeyStore, type KeptDataKey } from '../../storage/dataKeyStore.ts';
import type { Door } from '../../storage/door.ts';
import { type StoredSecret, storedSecrets } from '../../storage/storedSecretStore.ts';

export interface SecretsStatus {
  readonly rootKeys: {
    /** Ids of the keys in the file; null where it is not there. */
    readonly active: string | null;
    readonly prepared: string | null;
    readonly present: readonly string[];
    /** Keys that the database was used with, or needs, and that are not in the file. */
    readonly missing: readonly string[];
  };
  readonly domains: readonly DomainSecrets[];
}

export interface DomainSecrets {
  readonly domain: string;
  /** Newest first. */
  readonly keys: readonly {
    readonly id: string;
    readonly rootKey: string;
    readonly retired: boolean;
    /** How many stored values need it. */
    readonly secrets: number;
  }[];
  /** Values whose key the domain does not have, or that name none. */
  readonly homeless: number;
}

/** Which keys the stored secrets need, and which of them are missing. `root` undefined: there is no key file. */
export async function secretsStatus(door: Door, root: RootKeys | undefined): Promise<SecretsStatus> {
  const store = dataKeyStore(door);
  const kept = await store.all();
  const noted = (await store.fingerprints()).filter(({ kind }) => kind === 'root').map(({ keyId }) => keyId);
  const present = root?.all.map(({ id }) => id) ?? [];
  const needed = [...new Set([...noted, ...kept.map(({ rootKey }) => rootKey)])];
  const secrets = await door.read(storedSecrets);
  const domains = await courseStore(door).domains();
  return {
    rootKeys: {
      active: root?.active.id ?? null,
      prepared: root?.prepared?.id ?? null,
      present,
      missing: needed.filter((id) => !present.includes(id)),
    },
    domains: domains.map(({ domainId, name }) =>
      ofDomain(
        name,
        kept.filter((key) => key.domainId === domainId),
        secrets.filter((secret) => secret.domainId === domainId),
      ),
    ),
  };
}

function ofDomain(
  domain: string,
  kept: readonly KeptDataKey[],
  secrets: readonly StoredSecret[],
): DomainSecrets {
  const ids = secrets.map(({ envelope }) => keyIdOf(envelope));
  const keys = kept.map(({ keyId, rootKey, retired }) => {
    return { id: keyId, rootKey, retired, secrets: ids.filter((id) => id === keyId).length };
  });
  const homeless = ids.filter((id) => !kept.some(({ keyId }) => keyId === id)).length;
  return { domain, keys, homeless };
}
