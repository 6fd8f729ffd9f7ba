import { randomSecret } from '../../crypto/randomTokens.ts';
import type { Secret } from '../../model/secret.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Sql } from '../../storage/door.ts';
import { dropPreviousSecret, replaceSecret, secretState } from '../../storage/protectorSecretStore.ts';
import { protectorNumbered } from '../../storage/protectorStore.ts';
import { sealOfDomain } from '../keys/domainSeal.ts';
import { protectorPlace } from '../keys/keyRing.ts';
import { faultsOfSecret } from './draft.ts';
import { auditOf, type Coordinator, ownerOf, type ProtectorParts } from './owner.ts';
import type { ProtectorFault } from './protectorFaults.ts';
import { secretMarkOf } from './readProtectors.ts';

export interface SecretChange {
  readonly by: Coordinator;
  readonly number: number;
  /** Undefined: one is generated. */
  readonly secret: Secret | undefined;
  /** How long the old one is good beside it, in milliseconds; 0: not at all. */
  readonly overlapMs: number;
  /** Of the secret that the form was about. */
  readonly mark: string;
}

export type ChangedSecret =
  | { readonly kind: 'changed'; readonly name: string; readonly key: string; readonly secret: Secret }
  | { readonly kind: 'gone' }
  /** The secret was changed since the form was shown, perhaps by this very form, sent twice. */
  | { readonly kind: 'meanwhile' }
  | { readonly kind: 'refused'; readonly faults: readonly ProtectorFault[] };

/** Gives a protector another secret; the old one may stay good for a while beside it. */
export function changeSecret(parts: ProtectorParts, wanted: SecretChange): Promise<ChangedSecret> {
  return parts.door.write((sql) => changeOne(sql, parts, wanted));
}

async function changeOne(
  sql: Sql,
  parts: ProtectorParts,
  { by, number, secret: typed, overlapMs, mark }: SecretChange,
): Promise<ChangedSecret> {
  const owner = ownerOf(by);
  const now = parts.now();
  const domain = await lockDomain(sql, by.domain.name);
  // The seal locks the domain's keys first, as a change of them does.
  const seal = domain && (await sealOfDomain(sql, { domain, root: parts.root(), now }));
  const known = await protectorNumbered(sql, owner, { number, lock: true });
  if (!domain || !seal || !known) return { kind: 'gone' };
  const { level, domainId, courseId } = owner;
  const placeOf = (column: 'secret' | 'previous_secret') =>
    protectorPlace(column, { domainId, courseId, ref: { level, number } });
  const old = known.secret === null ? undefined : seal.open(known.secret, placeOf('secret'));
  const faults = typed === undefined ? [] : [...faultsOfSecret(typed, domain.secretRules, known.key)];
  if (typed !== undefined && typed.reveal() !== '' && typed.reveal() === old?.reveal())
    faults.push('secret-as-before');
  if (secretMarkOf(known) !== mark) return { kind: 'meanwhile' };
  if (faults.length > 0) return { kind: 'refused', faults };
  const secret = typed ?? randomSecret();
  const until = now + overlapMs;
  const previous =
    old === undefined || overlapMs <= 0
      ? undefined
      : { secret: seal.seal(old, placeOf('previous_secret')), until };
  await replaceSecret(sql, owner, { number, secret: seal.seal(secret, placeOf('secret')), previous, now });
  const after = {
    secret: typed === undefined ? 'generated' : 'typed',
    oldValidUntil: previous === undefined ? null : new Date(until).toISOString(),
  };
  await addAudit(sql, [auditOf(by, 'protector-secret-changed', { object: known.name, after })], now);
  return { kind: 'changed', name: known.name, key: known.key, secret };
}

/** Ends the time in which the old secret is still good; false where there is none, or no such protector. */
export function endOldSecret(parts: ProtectorParts, by: Coordinator, number: number): Promise<boolean> {
  const owner = ownerOf(by);
  return parts.door.write(async (sql) => {
    await lockDomain(sql, by.domain.name);
    const known = await protectorNumbered(sql, owner, { number, lock: true });
    const state = known && (await secretState(sql, { owner, id: known.id }, parts.now()));
    if (!known || state?.previousUntil === undefined) return false;
    await dropPreviousSecret(sql, owner, number);
    const before = { oldValidUntil: new Date(state.previousUntil).toISOString() };
    const change = { object: known.name, before, after: { oldValidUntil: null } };
    await addAudit(sql, [auditOf(by, 'protector-secret-changed', change)], parts.now());
    return true;
  });
}
