import { keyIdOf } from '../../crypto/envelope.ts';
import type { RootKeys } from '../../crypto/rootKeys.ts';
import { courseStore } from '../../storage/courseStore.ts';
import { dataKeyStore, type KeptDataKey } from '../../storage/dataKeyStore.ts';
import type { Door } from '../../storage/door.ts';
import { nodeStore } from '../../storage/nodeStore.ts';
import { type StoredSecret, storedSecrets } from '../../storage/storedSecretStore.ts';
import { asActivated } from '../keys/loadKeys.ts';

export interface SecretsStatus {
  readonly rootKeys: {
    /** Ids of the keys in the file; null where it is not there. */
    readonly active: string | null;
    readonly prepared: string | null;
    readonly present: readonly string[];
    /** Keys that the database was used with, or needs, and that are not in the file. */
    readonly missing: readonly string[];
    /** How many keys of domains each root key wraps; also those that are missing. */
    readonly wraps: Readonly<Record<string, number>>;
  };
  /** Server processes that run, and the root keys that they hold and wrap with, or will. */
  readonly nodes: readonly { readonly name: string; readonly rootKeys: readonly string[] }[];
  readonly domains: readonly DomainSecrets[];
}

export interface DomainSecrets {
  readonly domain: string;
  /** Newest first. */
  readonly keys: readonly {
    readonly id: string;
    readonly rootKey: string;
    readonly retired: boolean;
    /** New secrets are encrypted with it; any other that is not retired is being replaced. */
    readonly encrypts: boolean;
    /** How many stored values need it. */
    readonly secrets: number;
  }[];
  /** Values whose key the domain does not have, or that name none. */
  readonly homeless: number;
}

/** Which keys the stored secrets need, and which of them are missing. `file` undefined: there is no key file. */
export async function secretsStatus(door: Door, file: RootKeys | undefined): Promise<SecretsStatus> {
  const store = dataKeyStore(door);
  const kept = await store.all();
  const noted = (await store.fingerprints()).filter(({ kind }) => kind === 'root').map(({ keyId }) => keyId);
  const root = file && asActivated(file, noted);
  const present = root?.all.map(({ id }) => id) ?? [];
  const needed = [...new Set([...noted, ...kept.map(({ rootKey }) => rootKey)])];
  const secrets = await door.read(storedSecrets);
  const domains = await courseStore(door).domains();
  const nodes = await nodeStore(door).live();
  return {
    rootKeys: {
      active: root?.active.id ?? null,
      prepared: root?.prepared?.id ?? null,
      present,
      missing: needed.filter((id) => !present.includes(id)),
      wraps: Object.fromEntries(
        [...new Set([...present, ...needed])].map((id) => [
          id,
          kept.filter(({ rootKey }) => rootKey === id).length,
        ]),
      ),
    },
    nodes: nodes.map(({ name, rootKeys }) => ({ name, rootKeys: rootKeys.map(({ id }) => id) })),
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
  const newest = kept.find(({ retired }) => !retired)?.keyId;
  const keys = kept.map(({ keyId, rootKey, retired }) => {
    return {
      id: keyId,
      rootKey,
      retired,
      encrypts: keyId === newest,
      secrets: ids.filter((id) => id === keyId).length,
    };
  });
  const homeless = ids.filter((id) => !kept.some(({ keyId }) => keyId === id)).length;
  return { domain, keys, homeless };
}
