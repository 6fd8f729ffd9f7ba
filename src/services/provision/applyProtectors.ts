import { randomKey } from '../../crypto/randomTokens.ts';
import { nonceLifetimeLimits } from '../../model/protector.ts';
import {
  addProtector,
  changeProtector,
  freeKey,
  type KnownProtector,
  type ProtectorOwner,
  type ProtectorSettings,
  protectorsOf,
} from '../../storage/protectorStore.ts';
import { enforceSentence, lately, launchesBy } from '../origins/originState.ts';
import type { Where } from './applyLedger.ts';
import { giveNumbers } from './applyNumbers.ts';
import type { InDomain } from './applyParts.ts';
import type { ProvisionedProtector } from './applyResult.ts';
import { newSecret, type SecretChange, secretChange } from './applySecret.ts';
import { quoted } from './faults.ts';
import type { ProtectorPlan } from './plan.ts';
import { endingSecond, startingSecond } from './plannedTime.ts';

/** What the steps need before the domain's own protectors are known. */
export type OwnerParts = Omit<InDomain, 'people' | 'protectors'>;

export interface AppliedProtectors {
  /** Numbers of all the owner's protectors, by name. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Those of the file, in its order. */
  readonly listed: readonly ProvisionedProtector[];
}

interface Wanted {
  readonly plan: ProtectorPlan;
  readonly known: KnownProtector | undefined;
  readonly number: number;
  readonly settings: ProtectorSettings;
}

/** Makes and changes the link protectors of one owner. */
export async function applyProtectors(
  at: OwnerParts,
  { owner, where }: { readonly owner: ProtectorOwner; readonly where: Where },
  plans: readonly ProtectorPlan[],
): Promise<AppliedProtectors> {
  const known = await protectorsOf(at.sql, owner);
  const faults = at.ledger.faults.length;
  const numbers = await giveNumbers(at, owner, { plans, known });
  const wanted = plans.map((plan, position): Wanted => {
    const before = known.find(({ name }) => name === plan.name);
    return { plan, known: before, number: numbers[position] ?? 0, settings: settingsOf(at, plan, before) };
  });
  refuseSharedKeys(at, wanted, known);
  // What is wrong with keys and numbers would meet a unique index, whose words say less than ours.
  const isSound = at.ledger.faults.length === faults;
  for (const { known: before, settings } of isSound ? wanted : []) {
    if (before && before.key !== settings.key) await freeKey(at.sql, owner, before.number);
  }
  const listed: ProvisionedProtector[] = [];
  for (const each of wanted) listed.push(await applyOne(at, { owner, where, isSound }, each));
  const all = [...known, ...wanted.map(({ plan, number }) => ({ name: plan.name, number }))];
  return { numbers: new Map(all.map(({ name, number }) => [name, number])), listed };
}

async function applyOne(
  at: OwnerParts,
  {
    owner,
    where,
    isSound,
  }: { readonly owner: ProtectorOwner; readonly where: Where; readonly isSound: boolean },
  { plan, known, number, settings }: Wanted,
): Promise<ProvisionedProtector> {
  const { sql, ledger, now } = at;
  const subject = { what: 'protector', name: plan.name, where } as const;
  const place = { owner, number, key: settings.key };
  if (known === undefined) {
    const { sealed, generated } = newSecret(at, plan, place);
    ledger.record(subject, undefined, { number, ...fieldsOf(settings) });
    if (isSound) await addProtector(sql, owner, { protector: { ...settings, number, secret: sealed }, now });
    const shown = { name: plan.name, number, key: at.dryRun && plan.key === undefined ? null : settings.key };
    return generated === undefined || at.dryRun ? shown : { ...shown, secret: generated };
  }
  const secret: SecretChange = secretChange(at, plan, { ...place, known });
  const before = { ...fieldsOf(known), secret: 'as it was' };
  const after = { ...fieldsOf(settings), secret: secret.sealed === undefined ? 'as it was' : 'replaced' };
  if (ledger.record(subject, before, after) !== 'unchanged' && isSound) {
    await changeProtector(sql, owner, { ...settings, number, secret: secret.sealed, now });
    await noteOrigins(at, { owner, known, settings });
  }
  return { name: plan.name, number, key: settings.key };
}

/** An origin may have been approved since the file was written, and nobody must be shut out unawares (R25, R26). */
async function noteOrigins(
  { sql, ledger, now }: OwnerParts,
  {
    owner,
    known,
    settings,
  }: {
    readonly owner: ProtectorOwner;
    readonly known: KnownProtector;
    readonly settings: ProtectorSettings;
  },
): Promise<void> {
  const name = `Link protector ${quoted(settings.name)}`;
  const gone = known.origins.filter((origin) => !settings.origins.includes(origin));
  if (gone.length > 0) {
    ledger.notes.push(
      `${name}: approved no more, as the file leaves them out of origins: ${gone.join(', ')}.`,
    );
  }
  if (settings.originCheck !== 'enforce' || (known.originCheck === 'enforce' && gone.length === 0)) return;
  const uses = await lately(sql, { domainId: owner.domainId, protectorId: known.id }, now);
  ledger.notes.push(`${name}: ${enforceSentence(launchesBy(settings.origins, uses))}`);
}

function settingsOf(
  at: OwnerParts,
  plan: ProtectorPlan,
  known: KnownProtector | undefined,
): ProtectorSettings {
  const { timeZone } = at.domain;
  const validFrom = plan.validFrom && startingSecond(plan.validFrom, timeZone);
  const validUntil = plan.validUntil && endingSecond(plan.validUntil, timeZone);
  const settings: ProtectorSettings = {
    name: plan.name,
    key: plan.key ?? known?.key ?? randomKey(),
    enabled: plan.enabled ?? known?.enabled ?? true,
    validFrom: validFrom ?? known?.validFrom ?? null,
    validUntil: validUntil ?? known?.validUntil ?? null,
    nonceLifetime: plan.nonceLifetime ?? known?.nonceLifetime ?? nonceLifetimeLimits.usual,
    useIdentity: plan.useIdentity ?? known?.useIdentity ?? false,
    origins: plan.origins ?? known?.origins ?? [],
    originCheck: plan.originCheck ?? known?.originCheck ?? 'warn',
    rememberUsers: plan.rememberUsers ?? known?.rememberUsers ?? 'warn',
    relaunch: plan.relaunch ?? known?.relaunch ?? 'offer',
  };
  if (
    settings.validFrom !== null &&
    settings.validUntil !== null &&
    settings.validUntil <= settings.validFrom
  ) {
    at.ledger.fault(
      plan.path,
      'would end before it begins: look at validFrom and validUntil, also as stored',
    );
  }
  return settings;
}

/** A key names one protector of its owner; elsewhere it may recur. */
function refuseSharedKeys(at: OwnerParts, wanted: readonly Wanted[], known: readonly KnownProtector[]): void {
  const untouched = known.filter(({ name }) => !wanted.some(({ plan }) => plan.name === name));
  const holders = new Map(untouched.map(({ key, name }) => [key, name]));
  for (const { plan, settings } of wanted) {
    const holder = holders.get(settings.key);
    if (holder !== undefined) {
      at.ledger.fault([...plan.path, 'key'], `this key belongs to the link protector ${quoted(holder)}`);
    }
    holders.set(settings.key, plan.name);
  }
}

function fieldsOf(settings: ProtectorSettings) {
  const { name: _, ...fields } = settings;
  return { ...fields, useIdentity: identityFields(fields.useIdentity) };
}

/** In one order of its keys, whoever wrote it. */
function identityFields(use: ProtectorSettings['useIdentity']) {
  if (use === false) return false;
  const { parameter, fallbackParameter = null, transform, otherwise } = use;
  const ending = transform.kind === 'strip' ? transform.ending : null;
  return { parameter, fallbackParameter, transform: transform.kind, ending, otherwise };
}
