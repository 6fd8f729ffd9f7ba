import { isOpen } from '../../model/period.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { isDuplicate } from '../../storage/dialect.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Sql } from '../../storage/door.ts';
import { endSessionsOfProtector } from '../../storage/protectorEnding.ts';
import {
  changeProtector as change,
  type KnownProtector,
  protectorNumbered,
  protectorsOf,
} from '../../storage/protectorStore.ts';
import { sealOfDomain } from '../keys/domainSeal.ts';
import { protectorPlace } from '../keys/keyRing.ts';
import { auditedSettings, differencesOf, sameIdentity } from './auditedSettings.ts';
import { faultsOfDraft, type ProtectorDraft, settingsOf } from './draft.ts';
import { takenBy } from './makeProtector.ts';
import { auditOf, type Coordinator, ownerOf, type ProtectorParts } from './owner.ts';
import type { ProtectorFault } from './protectorFaults.ts';
import { markOf, passwordlessOf } from './readProtectors.ts';

export interface ProtectorChange {
  readonly by: Coordinator;
  readonly number: number;
  readonly draft: ProtectorDraft;
  /** Of the state that the form showed. */
  readonly mark: string;
  /** Whoever typed it was told how many students have no password, and goes on (R5). */
  readonly acceptsPasswordless: boolean;
  /** Ends the sessions that it opened, where it is closed from now on (R8). */
  readonly endSessions: boolean;
}

export type ChangedProtector =
  | { readonly kind: 'changed'; readonly name: string; readonly ended: number }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'gone' }
  /** Somebody else changed it since the form was shown; nothing was replaced. */
  | { readonly kind: 'meanwhile'; readonly now: KnownProtector; readonly mark: string }
  | {
      readonly kind: 'refused';
      readonly faults: readonly ProtectorFault[];
      /** How many students of courses that trust it have no password; 0 where that is no question. */
      readonly passwordless: number;
    };

/** Changes what can be set of a protector, its secret apart. */
export async function changeProtector(
  parts: ProtectorParts,
  wanted: ProtectorChange,
): Promise<ChangedProtector> {
  try {
    return await parts.door.write((sql) => changeOne(sql, parts, wanted));
  } catch (error) {
    if (isDuplicate(error)) return { kind: 'refused', faults: ['name-taken'], passwordless: 0 };
    throw error;
  }
}

async function changeOne(
  sql: Sql,
  parts: ProtectorParts,
  { by, number, draft, mark, acceptsPasswordless, endSessions }: ProtectorChange,
): Promise<ChangedProtector> {
  const owner = ownerOf(by);
  const now = parts.now();
  const domain = await lockDomain(sql, by.domain.name);
  const known = await protectorNumbered(sql, owner, { number, lock: true });
  if (!domain || !known) return { kind: 'gone' };
  const { timeZone } = domain;
  const after: KnownProtector = { ...known, ...settingsOf(draft, { timeZone, key: draft.key }) };
  const [was, willBe] = [auditedSettings(known), auditedSettings(after)];
  const faults = [
    ...faultsOfDraft(draft, { level: owner.level, timeZone, isNew: false }),
    ...takenBy(
      (await protectorsOf(sql, owner)).filter((one) => one.id !== known.id),
      after,
    ),
  ];
  if (after.key !== known.key && (await isSecret(sql, parts, { by, known, key: after.key }))) {
    faults.push('key-like-secret');
  }
  const leaves = known.useIdentity !== false && !sameIdentity(was, willBe);
  const passwordless = leaves ? await passwordlessOf(sql, by, now) : 0;
  if (passwordless > 0 && !acceptsPasswordless) faults.push('passwordless');
  if (faults.length > 0) return { kind: 'refused', faults, passwordless };
  const ends = endSessions && !isOpen(after, now);
  const { before, after: changed } = differencesOf(was, willBe);
  if (Object.keys(changed).length === 0 && !ends) return { kind: 'unchanged' };
  if (markOf(known) !== mark) return { kind: 'meanwhile', now: known, mark: markOf(known) };
  const { secret: _, ...settings } = after;
  await change(sql, owner, { ...settings, number, secret: undefined, now });
  const which = { domainId: owner.domainId, protectorId: known.id };
  const ended = ends ? await endSessionsOfProtector(sql, which) : 0;
  const told = ended > 0 ? { ...changed, endedSessions: ended } : changed;
  const object = after.name;
  await addAudit(sql, [auditOf(by, 'protector-changed', { object, before, after: told })], now);
  return { kind: 'changed', name: after.name, ended };
}

/** Every launch shows the key, so it must not be the secret. */
async function isSecret(
  sql: Sql,
  { root, now }: ProtectorParts,
  { by, known, key }: { readonly by: Coordinator; readonly known: KnownProtector; readonly key: string },
): Promise<boolean> {
  if (known.secret === null) return false;
  const { level, domainId, courseId } = ownerOf(by);
  const domain = { id: domainId, name: by.domain.name };
  const seal = await sealOfDomain(sql, { domain, root: root(), now: now() });
  const ref = { level, number: known.number };
  return seal.open(known.secret, protectorPlace('secret', { domainId, courseId, ref }))?.reveal() === key;
}
