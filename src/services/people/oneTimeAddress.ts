import { tokenHash } from '../../crypto/digest.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import { giveOneTimeAddress, type OneTimeOwner } from '../../storage/administratorStore.ts';
import { addAudit } from '../../storage/auditStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { actorOf } from '../rights/coordinators.ts';
import { lockPerson, type Target } from './person.ts';

/** How long a one-time address is good (R2). */
export const addressMs = 24 * 60 * 60_000;

/** Shown once; kept only as a hash. Whoever has it becomes that person. */
export interface OneTimeAddress {
  /** The path under which the password is set. */
  readonly path: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Gives a person of the domain a new one-time address. It ends nothing until it is used, and voids the one before (R2).
 * Undefined for somebody who is not there or is disabled.
 */
export function addressForPerson(
  door: Door,
  target: Target,
  now: number,
): Promise<({ readonly username: string } & OneTimeAddress) | undefined> {
  return door.write(async (sql) => {
    const person = await lockPerson(sql, target);
    if (!person || person.disabled) return undefined;
    const { domainId } = target.by.domain;
    const entry = { domainId, actor: actorOf(target.by), object: person.username };
    const address = await newAddress(sql, { owner: { personId: person.id }, ...entry }, now);
    return { username: person.username, ...address };
  });
}

export interface AddressFor {
  readonly owner: OneTimeOwner;
  /** Null for administrators. */
  readonly domainId: number | null;
  readonly actor: string;
  readonly object: string;
}

/** A new one-time address with its line in the audit trail, within a transaction. */
export async function newAddress(
  sql: Sql,
  { owner, domainId, actor, object }: AddressFor,
  now: number,
): Promise<OneTimeAddress> {
  const token = randomToken();
  const expiresAt = now + addressMs;
  await giveOneTimeAddress(sql, { owner, tokenHash: tokenHash(token), now, expiresAt });
  await addAudit(sql, [{ domainId, courseId: null, actor, deed: 'one-time-address-given', object }], now);
  return { path: `/password/${token}`, expiresAt };
}
