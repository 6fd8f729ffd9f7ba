import { needsRehash, type Passwords, TooBusy } from '../../crypto/passwords.ts';
import type { Secret } from '../../model/secret.ts';
import { canonicalUsername } from '../../model/username.ts';
import type { AccountOwner } from '../../storage/accountSessionStore.ts';
import type { AdministratorStore } from '../../storage/administratorStore.ts';
import type { Person, PersonStore } from '../../storage/personStore.ts';

/** How often passwords may be tried; made by `web/throttle.ts`. */
export interface SignInThrottle {
  check(attempt: SignInAttempt): Promise<{ readonly waitSeconds: number }>;
  failed(attempt: SignInAttempt): Promise<void>;
  succeeded(attempt: SignInAttempt): Promise<void>;
  abandoned(attempt: SignInAttempt): void;
}

export interface SignInAttempt {
  readonly account: string;
  readonly address: string;
  readonly ticket?: string;
  readonly receiver?: string;
  readonly browser?: string;
  readonly word?: string;
}

export interface SignInParts {
  readonly people: PersonStore;
  readonly administrators: AdministratorStore;
  readonly passwords: Passwords;
  readonly throttle: SignInThrottle;
  /** By which words are told from each other while this process lives; never kept. */
  readonly markOfWord: (text: string) => string;
}

export interface SignInRequest {
  /** '' for server administrators, who stand outside every domain (R2). */
  readonly domain: string;
  readonly username: string;
  readonly password: Secret;
  /** Group of addresses, for the throttle; never kept. */
  readonly address: string;
  /** Whom a verified launch named, or its reference, where one vouches for this try (R29). */
  readonly ticket: string | undefined;
  /** This browser, if the account signed in from it before. */
  readonly browser: string | undefined;
}

export type SignInResult =
  | { readonly kind: 'signed-in'; readonly owner: AccountOwner; readonly person: Person | undefined }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly seconds: number };

/**
 * Judges a name and a password. Unknown, disabled and password-less people, wrong passwords: one answer, one duration.
 * @throws TooBusy where the queue of hashing is full
 */
export async function signIn(parts: SignInParts, request: SignInRequest): Promise<SignInResult> {
  const attempt = attemptOf(parts, request);
  const { waitSeconds } = await parts.throttle.check(attempt);
  if (waitSeconds > 0) return { kind: 'wait', seconds: waitSeconds };
  try {
    const found = await findAccount(parts, request);
    const caller = attempt.ticket !== undefined || attempt.browser !== undefined ? 'reserved' : 'usual';
    const right = found
      ? await parts.passwords.verifyPassword(found.hash, request.password, caller)
      : await parts.passwords.verifyNobody(request.password, caller);
    if (!found || !right) {
      await parts.throttle.failed(attempt);
      return { kind: 'wrong' };
    }
    await parts.throttle.succeeded(attempt);
    await rehashIfOld(parts, found, request.password);
    return { kind: 'signed-in', owner: found.owner, person: found.person };
  } catch (error) {
    parts.throttle.abandoned(attempt);
    throw error;
  }
}

function attemptOf(
  { markOfWord }: SignInParts,
  { domain, username, password, address, ticket, browser }: SignInRequest,
): SignInAttempt {
  const account = `${domain}/${(canonicalUsername(username) ?? username).slice(0, 200)}`;
  return {
    account,
    address,
    word: markOfWord(`${domain}/${password.reveal().normalize('NFC')}`),
    ...(ticket === undefined ? {} : { ticket: `${account} ${ticket}`, receiver: ticket }),
    ...(browser === undefined ? {} : { browser }),
  };
}

interface Account {
  readonly owner: AccountOwner;
  readonly person: Person | undefined;
  readonly hash: string;
}

async function findAccount(parts: SignInParts, request: SignInRequest): Promise<Account | undefined> {
  const username = canonicalUsername(request.username);
  if (username === undefined) return undefined;
  if (request.domain === '') {
    const administrator = await parts.administrators.findByName(username);
    if (!administrator || administrator.disabled || administrator.passwordHash === undefined)
      return undefined;
    return {
      owner: { administratorId: administrator.id },
      person: undefined,
      hash: administrator.passwordHash,
    };
  }
  const person = await parts.people.findByName(request.domain, username);
  if (!person || person.disabled || person.passwordHash === undefined) return undefined;
  return { owner: { personId: person.id }, person, hash: person.passwordHash };
}

/** Now that the password is at hand, an old hash gets today's parameters. Nobody waits or fails for it. */
async function rehashIfOld(parts: SignInParts, account: Account, password: Secret): Promise<void> {
  if (!needsRehash(account.hash)) return;
  try {
    const change = { from: account.hash, to: await parts.passwords.hashPassword(password) };
    if ('personId' in account.owner) await parts.people.rehash(account.owner.personId, change);
    else await parts.administrators.rehash(account.owner.administratorId, change);
  } catch (error) {
    if (!(error instanceof TooBusy)) throw error;
  }
}
