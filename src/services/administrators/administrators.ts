import { sha256 } from '../../crypto/digest.ts';
import { canonicalUsername, usernameFold } from '../../model/username.ts';
import { type Administrator, addAdministrator } from '../../storage/administratorStore.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { isDuplicate } from '../../storage/dialect.ts';
import type { Door, Sql } from '../../storage/door.ts';
import {
  administratorWithId,
  disableAdministrator,
  enableAdministrator,
  type ListedAdministrator,
  listAdministrators,
  lockAdministrators,
} from '../../storage/serverListStore.ts';
import { newAddress, type OneTimeAddress } from '../people/oneTimeAddress.ts';

/** How the audit trail names an administrator; no domain can be called so. */
export function actorOfServer({ username }: Administrator): string {
  return `server/${username}`;
}

export interface ByServer {
  readonly by: Administrator;
}

/** The list, searched and paged. */
export function readAdministrators(door: Door, question: Parameters<typeof listAdministrators>[1]) {
  return door.read((sql) => listAdministrators(sql, question));
}

/** Undefined for an id that none has. */
export function readAdministrator(door: Door, id: number): Promise<ListedAdministrator | undefined> {
  return door.read((sql) => administratorWithId(sql, id));
}

export type MadeAdministrator =
  | { readonly kind: 'made'; readonly username: string; readonly address: OneTimeAddress }
  | { readonly kind: 'bad-username' | 'taken' };

/** Makes another administrator, without a password, and the one-time address that sets it. */
export async function makeAdministrator(
  door: Door,
  { by, username: typed }: ByServer & { readonly username: string },
  now: number,
): Promise<MadeAdministrator> {
  const username = canonicalUsername(typed.trim());
  if (username === undefined) return { kind: 'bad-username' };
  const foldHash = sha256(usernameFold(username));
  try {
    return await door.write(async (sql) => {
      await judgedAgain(sql, by);
      const id = await addAdministrator(sql, { username, foldHash, now });
      const entry = { domainId: null, actor: actorOfServer(by), object: username };
      await addAudit(sql, [{ ...entry, courseId: null, deed: 'administrator-made' }], now);
      const address = await newAddress(sql, { owner: { administratorId: id }, ...entry }, now);
      return { kind: 'made', username, address };
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return { kind: 'taken' };
  }
}

export type ChangedAdministrator = { readonly kind: 'done' | 'gone' | 'self' };

/** Disables or enables another administrator. Nobody disables themselves, so one always stays. */
export function setAdministratorDisabled(
  door: Door,
  { by, id, disabled }: ByServer & { readonly id: number; readonly disabled: boolean },
  now: number,
): Promise<ChangedAdministrator> {
  return door.write(async (sql): Promise<ChangedAdministrator> => {
    const found = (await judgedAgain(sql, by)).find((one) => one.id === id);
    if (!found) return { kind: 'gone' };
    if (id === by.id) return { kind: 'self' };
    if (found.disabled === disabled) return { kind: 'done' };
    if (disabled) await disableAdministrator(sql, id, now);
    else await enableAdministrator(sql, id);
    const entry = { domainId: null, courseId: null, actor: actorOfServer(by), object: found.username };
    const change = { before: { disabled: found.disabled }, after: { disabled } };
    await addAudit(sql, [{ ...entry, deed: 'administrator-changed', ...change }], now);
    return { kind: 'done' };
  });
}

/** A new one-time address for an administrator; undefined for one who is not there or is disabled. */
export function addressForAdministrator(
  door: Door,
  { by, id }: ByServer & { readonly id: number },
  now: number,
): Promise<({ readonly username: string } & OneTimeAddress) | undefined> {
  return door.write(async (sql) => {
    const found = (await judgedAgain(sql, by)).find((one) => one.id === id && !one.disabled);
    if (!found) return undefined;
    const entry = { domainId: null, actor: actorOfServer(by), object: found.username };
    const address = await newAddress(sql, { owner: { administratorId: id }, ...entry }, now);
    return { username: found.username, ...address };
  });
}

/** All administrators under a lock; none where who asks was disabled while the request waited for it. */
async function judgedAgain(sql: Sql, by: Administrator): Promise<readonly ListedAdministrator[]> {
  const all = await lockAdministrators(sql);
  return all.some(({ id, disabled }) => id === by.id && !disabled) ? all : [];
}
