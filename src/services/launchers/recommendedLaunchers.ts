import type { LmsKind } from '../../model/lmsKinds.ts';
import { cleanDisplayName } from '../../model/username.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import {
  addLauncher,
  dropLauncher,
  type RecommendedLauncher,
  recommendedLaunchers,
} from '../../storage/launcherStore.ts';
import { actorOf, type DomainCoordinator } from '../rights/coordinators.ts';

/** More would help nobody to choose. */
export const mostLaunchers = 50;

/** What a domain recommends to its courses, for its own page and for the form of a course's new link protector. */
export function readLaunchers(
  door: Door,
  { domain }: Pick<DomainCoordinator, 'domain'>,
): Promise<readonly RecommendedLauncher[]> {
  return door.read((sql) => recommendedLaunchers(sql, domain.domainId));
}

/** A launcher's name as it is kept; undefined for none, one of over 80 characters, or one with what does not show. */
export function launcherName(text: string): string | undefined {
  const name = cleanDisplayName(text);
  return name !== undefined && Array.from(name).length <= 80 ? name : undefined;
}

export type Recommended = 'recommended' | 'there-already' | 'too-many';

/** `name` as `launcherName` gives it. */
export async function recommendLauncher(
  door: Door,
  { by, name, lms }: { readonly by: DomainCoordinator; readonly name: string; readonly lms: LmsKind },
  now: number,
): Promise<Recommended> {
  const { domainId } = by.domain;
  return door.write(async (sql): Promise<Recommended> => {
    await lockDomain(sql, by.domain.name);
    const there = await recommendedLaunchers(sql, domainId);
    if (there.some((one) => one.name === name)) return 'there-already';
    if (there.length >= mostLaunchers) return 'too-many';
    if (!(await addLauncher(sql, { domainId, name, lms }, now))) return 'there-already';
    await writeDown(sql, { by, deed: 'launcher-recommended', name, after: { lms } }, now);
    return 'recommended';
  });
}

/** Tells whether it stood there. Protectors that were made of it stay as they are. */
export async function forgetLauncher(
  door: Door,
  { by, name }: { readonly by: DomainCoordinator; readonly name: string },
  now: number,
): Promise<boolean> {
  return door.write(async (sql) => {
    if (!(await dropLauncher(sql, by.domain.domainId, name))) return false;
    await writeDown(sql, { by, deed: 'launcher-dropped', name }, now);
    return true;
  });
}

interface Change {
  readonly by: DomainCoordinator;
  readonly deed: 'launcher-recommended' | 'launcher-dropped';
  readonly name: string;
  readonly after?: unknown;
}

function writeDown(sql: Sql, { by, deed, name, after }: Change, now: number): Promise<void> {
  const entry = {
    domainId: by.domain.domainId,
    courseId: null,
    actor: actorOf(by),
    deed,
    object: name,
    after,
  };
  return addAudit(sql, [entry], now);
}
