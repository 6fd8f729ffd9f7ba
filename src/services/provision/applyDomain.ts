import {
  faultsOfRules,
  type RulesFault,
  type SecretRules,
  usualSecretRules,
} from '../../model/secretRules.ts';
import { coursesOf } from '../../storage/courseSettingsStore.ts';
import { currentAddress, domainOfHost, setCurrentAddress } from '../../storage/domainAddressStore.ts';
import {
  addDomain,
  changeDomain,
  type DomainSettings,
  type KnownDomain,
  lockDomain,
} from '../../storage/domainStore.ts';
import { sealOfDomain } from '../keys/domainSeal.ts';
import { applyCourse } from './applyCourse.ts';
import { applyLaunchers } from './applyLaunchers.ts';
import type { Applying, InDomain } from './applyParts.ts';
import { applyPeople } from './applyPeople.ts';
import { applyProtectors, type OwnerParts } from './applyProtectors.ts';
import type { ProvisionedCourse, ProvisionedDomain } from './applyResult.ts';
import type { DomainPlan } from './plan.ts';

const ruleSentences: Readonly<Record<RulesFault, string>> = {
  'min-length': 'minLength is not a length from 1 to 255',
  'max-length': 'maxLength is not a length from 1 to 255',
  'min-over-max': 'minLength would be more than maxLength',
  'unknown-kind': 'a kind of character is not known',
  'repeated-kind': 'a kind of character is named twice',
  'too-many-kinds': 'no secret of maxLength could hold all that is required',
};

/** One domain of the file, with everything in it. */
export async function applyDomain(at: Applying, plan: DomainPlan): Promise<ProvisionedDomain> {
  const { sql, ledger, root, now } = at;
  const known = await lockDomain(sql, plan.name);
  const settings = settingsOf(at, plan, known);
  const id = known?.id ?? (await makeDomain(at, plan, settings));
  const origin = await applyAddress(at, { id, plan });
  const domain = { id, name: plan.name };
  const subject = { what: 'domain', name: plan.name, where: { domain } } as const;
  const before = known && { ...fieldsOf(known), publicUrl: origin.before };
  const after = { ...fieldsOf(settings), publicUrl: origin.after };
  if (ledger.record(subject, before, after) === 'changed') await changeDomain(sql, id, settings);

  await applyLaunchers(at, { domain }, plan);
  const { timeZone, secretRules } = settings;
  const owned: OwnerParts = {
    ...at,
    seal: await sealOfDomain(sql, { domain, root, now }),
    domain: { ...domain, timeZone, secretRules, origin: origin.after ?? at.publicUrl },
  };
  const people = await applyPeople(at, domain, plan.people);
  const owner = { level: 'domain', domainId: id, courseId: 0 } as const;
  const protectors = await applyProtectors(owned, { owner, where: { domain } }, plan.protectors);
  const here: InDomain = { ...owned, people, protectors: protectors.numbers };
  const courses: ProvisionedCourse[] = [];
  const there = plan.courses.length === 0 ? [] : await coursesOf(sql, id);
  for (const course of plan.courses) {
    const one = there.find(({ course: name }) => name === course.id);
    courses.push(await applyCourse(here, course, one));
  }
  return { name: plan.name, protectors: protectors.listed, courses };
}

/** A domain with an address of its own is not reached at the server's; one that gets it later still is (R11). */
async function makeDomain(at: Applying, plan: DomainPlan, settings: DomainSettings): Promise<number> {
  const serverAddress = plan.publicUrl === undefined;
  return addDomain(at.sql, { name: plan.name, ...settings, serverAddress }, at.now);
}

function settingsOf(at: Applying, plan: DomainPlan, known: KnownDomain | undefined): DomainSettings {
  const rules = { ...(known?.secretRules ?? usualSecretRules), ...plan.secretRules };
  const faults = plan.secretRules === undefined ? [] : faultsOfRules(rules);
  if (faults.length > 0) {
    const sentence = faults.map((fault) => ruleSentences[fault]).join(', and ');
    at.ledger.fault([...plan.path, 'secretRules'], `${sentence}, with what the domain has for the rest`);
  }
  return {
    title: plan.title ?? known?.title ?? plan.name,
    timeZone: plan.timeZone ?? known?.timeZone ?? 'UTC',
    trustUsernames: plan.trustLaunchUsernames ?? known?.trustUsernames ?? false,
    journalDays: plan.journalDays ?? known?.journalDays,
    secretRules: rules,
  };
}

interface Origins {
  readonly before: string | null;
  readonly after: string | null;
}

async function applyAddress(
  { sql, ledger, now }: Applying,
  { id, plan }: { readonly id: number; readonly plan: DomainPlan },
): Promise<Origins> {
  const before = (await currentAddress(sql, id)) ?? null;
  const after = plan.publicUrl ?? before;
  if (after === null || after === before) return { before, after };
  const holder = await domainOfHost(sql, new URL(after).host);
  if (holder !== undefined && holder !== id) {
    const sentence = 'this host belongs to another domain of this server (R11)';
    ledger.fault([...plan.path, 'publicUrl'], sentence);
    return { before, after };
  }
  await setCurrentAddress(sql, { domainId: id, origin: after }, now);
  return { before, after };
}

function fieldsOf({ title, timeZone, trustUsernames, journalDays, secretRules }: DomainSettings) {
  const { minLength, maxLength, require } = secretRules satisfies SecretRules;
  return {
    title,
    timeZone,
    trustLaunchUsernames: trustUsernames,
    journalDays: journalDays ?? null,
    secretRules: { minLength, maxLength, require },
  };
}
