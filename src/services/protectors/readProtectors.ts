import { stateMark } from '../../crypto/stateMark.ts';
import { dayIn } from '../../model/days.ts';
import { domainNamed } from '../../storage/domainStore.ts';
import type { Sql } from '../../storage/door.ts';
import { passwordlessStudents } from '../../storage/passwordlessStore.ts';
import { sessionsOfProtector } from '../../storage/protectorEnding.ts';
import { launchesNoted, type SecretState, secretState } from '../../storage/protectorSecretStore.ts';
import {
  type KnownProtector,
  listProtectors,
  type ProtectorQuestion,
  protectorNumbered,
} from '../../storage/protectorStore.ts';
import { lastLaunches, usesOfProtectors } from '../../storage/protectorUseStore.ts';
import { daysLooked } from '../origins/originState.ts';
import { auditedSettings } from './auditedSettings.ts';
import { type Coordinator, ownerOf, type ProtectorParts } from './owner.ts';

/** A protector as lists show it. */
export interface ListedProtector {
  readonly protector: KnownProtector;
  /** How many deep-link settings name it. */
  readonly settings: number;
  /** Epoch milliseconds. */
  readonly lastLaunch: number | undefined;
}

export interface ProtectorList {
  readonly protectors: readonly ListedProtector[];
  readonly total: number;
}

/** One page of the protectors of a domain, or of a course. */
export function listOfProtectors(
  { door }: ProtectorParts,
  by: Coordinator,
  question: ProtectorQuestion,
): Promise<ProtectorList> {
  return door.read((sql) => listIn(sql, ownerOf(by), question));
}

/** One page of the domain's protectors, for a course that may use them. */
export function listOfDomain(
  { door }: ProtectorParts,
  { domain }: Coordinator,
  question: ProtectorQuestion,
): Promise<ProtectorList> {
  const owner = { level: 'domain', domainId: domain.domainId, courseId: 0 } as const;
  return door.read((sql) => listIn(sql, owner, question));
}

async function listIn(
  sql: Sql,
  owner: ReturnType<typeof ownerOf>,
  question: ProtectorQuestion,
): Promise<ProtectorList> {
  const { protectors, total } = await listProtectors(sql, owner, question);
  const uses = protectors.length === 0 ? new Map<number, number>() : await usesOfProtectors(sql, owner);
  const launches = await lastLaunches(
    sql,
    protectors.map(({ id }) => id),
  );
  const listed = protectors.map((protector) => ({
    protector,
    settings: uses.get(protector.number) ?? 0,
    lastLaunch: launches.get(protector.id),
  }));
  return { protectors: listed, total };
}

/** One protector with all that its page shows. */
export interface ReadProtector {
  readonly protector: KnownProtector;
  /** Of everything that the settings form changes. */
  readonly mark: string;
  readonly secret: SecretState;
  /** Of its secret, for the form that changes it: sent twice, it changes it once. */
  readonly secretMark: string;
  /** How many sessions that it opened are running. */
  readonly running: number;
  /** How many launches of the last 14 days came as somebody else than before; `enforce` would stop them (R3). */
  readonly changedPeople: number;
}

/** Undefined where the coordinator's domain or course has none of that number. */
export function readProtector(
  { door, now }: ProtectorParts,
  by: Coordinator,
  number: number,
): Promise<ReadProtector | undefined> {
  const owner = ownerOf(by);
  return door.read(async (sql) => {
    const protector = await protectorNumbered(sql, owner, { number });
    if (!protector) return undefined;
    const { id } = protector;
    return {
      protector,
      mark: markOf(protector),
      secret: await secretState(sql, { owner, id }, now()),
      secretMark: secretMarkOf(protector),
      running: await sessionsOfProtector(sql, { domainId: owner.domainId, protectorId: id }, now()),
      changedPeople: await launchesNoted(sql, id, {
        note: 'person-changed',
        since: now() - daysLooked * 86_400_000,
      }),
    };
  });
}

export function markOf(protector: KnownProtector): string {
  return stateMark([protector.id, auditedSettings(protector)]);
}

/** Of the ciphertext, which tells nothing of the secret. Encrypting it anew under another key makes it another one. */
export function secretMarkOf({ id, secret }: Pick<KnownProtector, 'id' | 'secret'>): string {
  return stateMark([id, secret]);
}

/** Students who come in by launch alone, where it is trusted (R5). */
export async function passwordlessOf(sql: Sql, by: Coordinator, now: number): Promise<number> {
  return passwordlessStudents(sql, ownerOf(by), dayIn(by.domain.timeZone, now));
}

/** The rules that the domain has for typed secrets. */
export async function secretRulesOf({ door }: ProtectorParts, { domain }: Coordinator) {
  const known = await door.read((sql) => domainNamed(sql, domain.name));
  if (!known) throw new Error(`The domain ${domain.name} has gone.`);
  return known.secretRules;
}
