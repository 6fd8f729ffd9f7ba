import { tokenHash } from '../../crypto/digest.ts';
import type { Passwords } from '../../crypto/passwords.ts';
import { faultsOfPassword, type PasswordFault } from '../../model/passwordRules.ts';
import type { Secret } from '../../model/secret.ts';
import type { AdministratorStore, OneTimeAddressStore } from '../../storage/administratorStore.ts';
import type { PersonStore } from '../../storage/personStore.ts';

export interface SetPasswordParts {
  readonly addresses: OneTimeAddressStore;
  readonly people: PersonStore;
  readonly administrators: AdministratorStore;
  readonly passwords: Passwords;
  /** Loads the list of passwords that everybody tries; few servers ever need it. */
  readonly commonPasswords: () => Promise<(text: string) => boolean>;
  readonly now: () => number;
}

/** Whose password an address sets, for the page. */
export interface PasswordOwner {
  readonly username: string;
  readonly domain: string | undefined;
  readonly displayName: string | undefined;
}

/** Undefined for an address that was used, has ended, was replaced, or never was. */
export async function ownerOfAddress(
  parts: SetPasswordParts,
  token: string,
): Promise<PasswordOwner | undefined> {
  const owner = await parts.addresses.find(tokenHash(token), parts.now());
  if (!owner) return undefined;
  if ('personId' in owner) {
    const person = await parts.people.findById(owner.personId);
    return person && { username: person.username, domain: person.domain, displayName: person.displayName };
  }
  const administrator = await parts.administrators.findById(owner.administratorId);
  return administrator && { username: administrator.username, domain: undefined, displayName: undefined };
}

export type SetPasswordResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'void' }
  | { readonly kind: 'faults'; readonly owner: PasswordOwner; readonly faults: readonly PasswordFault[] };

/** Sets a password by a one-time address, which is spent by that, and ends the owner's sessions (R2). */
export async function setPassword(
  parts: SetPasswordParts,
  { token, password }: { readonly token: string; readonly password: Secret },
): Promise<SetPasswordResult> {
  const owner = await ownerOfAddress(parts, token);
  if (!owner) return { kind: 'void' };
  const { username, displayName } = owner;
  const isCommon = await parts.commonPasswords();
  const about = { username, isCommon, ...(displayName === undefined ? {} : { displayName }) };
  const faults = faultsOfPassword(password, about);
  if (faults.length > 0) return { kind: 'faults', owner, faults };
  const passwordHash = await parts.passwords.hashPassword(password);
  const spent = await parts.addresses.spend({ tokenHash: tokenHash(token), passwordHash, now: parts.now() });
  return { kind: spent ? 'done' : 'void' };
}
