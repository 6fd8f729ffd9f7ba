import { randomKey, randomSecret } from '../../crypto/randomTokens.ts';
import type { Secret } from '../../model/secret.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { isDuplicate } from '../../storage/dialect.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Sql } from '../../storage/door.ts';
import { lastNumber, raiseLastNumber } from '../../storage/protectorNumbers.ts';
import { addProtector, type KnownProtector, protectorsOf } from '../../storage/protectorStore.ts';
import { sealOfDomain } from '../keys/domainSeal.ts';
import { protectorPlace } from '../keys/keyRing.ts';
import { auditedSettings } from './auditedSettings.ts';
import { faultsOfDraft, faultsOfSecret, type ProtectorDraft, settingsOf } from './draft.ts';
import { auditOf, type Coordinator, ownerOf, type ProtectorParts } from './owner.ts';
import type { ProtectorFault } from './protectorFaults.ts';

export type MadeProtector =
  | {
      readonly kind: 'made';
      readonly number: number;
      readonly name: string;
      readonly key: string;
      /** For the one page that shows it; it is stored sealed only. */
      readonly secret: Secret;
    }
  | { readonly kind: 'refused'; readonly faults: readonly ProtectorFault[] };

export interface ProtectorMaking {
  readonly by: Coordinator;
  readonly draft: ProtectorDraft;
  /** Undefined: one is generated. */
  readonly secret: Secret | undefined;
}

/**
 * Makes a protector with the next number of its owner. Two that are made at once under one name are told apart by the
 * domain's lock, and should that ever fail, by a unique key: the second is refused, and so is the same form sent twice.
 */
export async function makeProtector(parts: ProtectorParts, making: ProtectorMaking): Promise<MadeProtector> {
  try {
    return await parts.door.write((sql) => makeOne(sql, parts, making));
  } catch (error) {
    if (isDuplicate(error)) return { kind: 'refused', faults: ['name-taken'] };
    throw error;
  }
}

async function makeOne(
  sql: Sql,
  { root, now }: ProtectorParts,
  { by, draft, secret: typed }: ProtectorMaking,
): Promise<MadeProtector> {
  const owner = ownerOf(by);
  const domain = await lockDomain(sql, by.domain.name);
  if (!domain || domain.id !== owner.domainId) throw new Error(`The domain ${by.domain.name} has gone.`);
  const { timeZone, secretRules } = domain;
  const key = draft.key === '' ? randomKey() : draft.key;
  const secret = typed ?? randomSecret();
  const known = await protectorsOf(sql, owner);
  const settings = {
    ...settingsOf(draft, { timeZone, key }),
    origins: [],
    originCheck: 'warn',
  } as const;
  const faults = [
    ...faultsOfDraft(draft, { level: owner.level, timeZone, isNew: true }),
    ...takenBy(known, settings),
    ...(typed === undefined ? [] : faultsOfSecret(typed, secretRules, key)),
  ];
  if (faults.length > 0) return { kind: 'refused', faults };
  const number = Math.max(await lastNumber(sql, owner), ...known.map((one) => one.number)) + 1;
  await raiseLastNumber(sql, owner, number);
  const seal = await sealOfDomain(sql, { domain, root: root(), now: now() });
  const { level, domainId, courseId } = owner;
  const sealed = seal.seal(secret, protectorPlace('secret', { domainId, courseId, ref: { level, number } }));
  await addProtector(sql, owner, { protector: { ...settings, number, secret: sealed }, now: now() });
  const after = { number, ...auditedSettings(settings) };
  await addAudit(sql, [auditOf(by, 'protector-made', { object: settings.name, after })], now());
  return { kind: 'made', number, name: settings.name, key, secret };
}

/** A name and a key are one protector's of its owner (product.md, Link protectors). */
export function takenBy(
  others: readonly KnownProtector[],
  { name, key }: { readonly name: string; readonly key: string },
): readonly ProtectorFault[] {
  const faults: ProtectorFault[] = [];
  if (others.some((one) => one.name === name)) faults.push('name-taken');
  if (others.some((one) => one.key === key)) faults.push('key-taken');
  return faults;
}
