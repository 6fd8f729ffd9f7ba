import { keyIdOf } from '../../crypto/envelope.ts';
import type { RootKeys } from '../../crypto/rootKeys.ts';
import type { AuditDeed } from '../../model/auditDeeds.ts';
import { type AuditEntry, addAudit } from '../../storage/auditStore.ts';
import { courseStore } from '../../storage/courseStore.ts';
import { lockDataKeys } from '../../storage/dataKeyStore.ts';
import type { Door } from '../../storage/door.ts';
import { changeKeys, retireDataKey } from '../../storage/keyChanges.ts';
import { inParts } from '../../storage/rowWriting.ts';
import { replaceEnvelope, type StoredSecret, storedSecrets } from '../../storage/storedSecretStore.ts';
import { type DomainSeal, type SealParts, sealAnew } from '../keys/domainSeal.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { describeSecret, placeOf } from './secretPlaces.ts';

export interface RotateParts {
  readonly root: RootKeys;
  /** Name of the only one; undefined: every domain. */
  readonly domain: string | undefined;
  readonly actor: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Hears after each batch how far a domain is. */
  readonly progress: (domain: string, done: number, total: number) => void;
}

export interface RotatedDomain {
  readonly domain: string;
  /** The key that encrypts now; null: the domain has no key, since it has no secrets. */
  readonly key: string | null;
  /** False where a rotation that was under way was brought to its end. */
  readonly isNew: boolean;
  readonly reencrypted: number;
  readonly retired: readonly string[];
  /** In words: secrets that do not open, and so stay under the former key. */
  readonly broken: readonly string[];
}

const batch = 50;

/**
 * Gives domains a new key and encrypts what they keep with it, row by row, while servers run: they open with every key
 * that a domain has, and learn of a new one by the first secret that it seals. Interrupted, it goes on when it is run
 * again; several at once share the work.
 * @throws OperatorRefusal for an unknown domain, and where a key does not open
 */
export async function rotateSecrets(door: Door, parts: RotateParts): Promise<readonly RotatedDomain[]> {
  const all = await courseStore(door).domains();
  const chosen = parts.domain === undefined ? all : all.filter(({ name }) => name === parts.domain);
  if (parts.domain !== undefined && chosen.length === 0) {
    throw new OperatorRefusal(`There is no domain ${parts.domain}.`);
  }
  const rotated: RotatedDomain[] = [];
  for (const { domainId, name } of chosen) rotated.push(await rotate(door, { id: domainId, name }, parts));
  return rotated;
}

async function rotate(door: Door, domain: SealParts['domain'], parts: RotateParts): Promise<RotatedDomain> {
  const { root, now } = parts;
  const begun = await changeKeys(door, async (sql) => {
    const made = await sealAnew(sql, { domain, root, now });
    if (made?.isNew) await addAudit(sql, [entry('domain-key-made', made.seal.keyId, domain, parts)], now);
    return made;
  });
  if (begun === undefined) {
    return { domain: domain.name, key: null, isNew: false, reencrypted: 0, retired: [], broken: [] };
  }
  const { seal, isNew } = begun;
  const work = { domain, seal, broken: new Map<string, string>(), done: 0 };
  let retired: readonly string[] | undefined;
  // What was sealed with a former key while this ran is seen under the lock, and done too.
  while (retired === undefined) {
    await reencrypt(door, work, parts);
    retired = await retireOthers(door, work, parts);
  }
  return {
    domain: domain.name,
    key: seal.keyId,
    isNew,
    reencrypted: work.done,
    retired,
    broken: [...work.broken.values()],
  };
}

interface Work {
  readonly domain: SealParts['domain'];
  readonly seal: DomainSeal;
  /** By envelope. */
  readonly broken: Map<string, string>;
  done: number;
}

async function reencrypt(door: Door, work: Work, { progress }: RotateParts): Promise<void> {
  const { domain, seal, broken } = work;
  const waiting = waitingOf(work, await door.read((sql) => storedSecrets(sql, domain.id)));
  const total = work.done + waiting.length;
  if (waiting.length > 0) progress(domain.name, work.done, total);
  for (const part of inParts(waiting, batch)) {
    const resealed = part.flatMap((secret) => {
      const plain = seal.open(secret.envelope, placeOf(secret));
      if (plain === undefined) broken.set(secret.envelope, describeSecret(secret));
      return plain === undefined ? [] : [{ secret, envelope: seal.seal(plain, placeOf(secret)) }];
    });
    work.done += await door.write(async (sql) => {
      let replaced = 0;
      for (const { secret, envelope } of resealed) {
        if (await replaceEnvelope(sql, secret, envelope)) replaced += 1;
      }
      return replaced;
    });
    progress(domain.name, work.done, total);
  }
}

/** Under a key that is older than ours. One that we do not know was made by somebody who rotates after us. */
function waitingOf({ seal, broken }: Work, secrets: readonly StoredSecret[]): StoredSecret[] {
  return secrets.filter(({ envelope }) => {
    const id = keyIdOf(envelope);
    return id !== undefined && seal.otherIds.includes(id) && !broken.has(envelope);
  });
}

/** Retires former keys that no row uses; undefined where there is something to encrypt still. */
async function retireOthers(
  door: Door,
  work: Work,
  parts: RotateParts,
): Promise<readonly string[] | undefined> {
  const { domain, seal } = work;
  return changeKeys(door, async (sql) => {
    const kept = await lockDataKeys(sql, domain.id);
    const secrets = await storedSecrets(sql, domain.id);
    if (waitingOf(work, secrets).length > 0) return undefined;
    const used = secrets.map(({ envelope }) => keyIdOf(envelope));
    const ours = kept.findIndex(({ keyId }) => keyId === seal.keyId);
    const over = kept.slice(ours + 1).filter(({ keyId, retired }) => !retired && !used.includes(keyId));
    for (const key of over) await retireDataKey(sql, key, parts.now);
    const entries = over.map(({ keyId }) => entry('domain-key-retired', keyId, domain, parts));
    if (entries.length > 0) await addAudit(sql, entries, parts.now);
    return over.map(({ keyId }) => keyId);
  });
}

function entry(
  deed: AuditDeed,
  keyId: string,
  domain: SealParts['domain'],
  { actor }: RotateParts,
): AuditEntry {
  return {
    domainId: domain.id,
    courseId: null,
    actor,
    deed,
    object: `encryption key ${keyId} of ${domain.name}`,
  };
}
