import { sha256, tokenHash } from '../../crypto/digest.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import { canonicalUsername, usernameFold } from '../../model/username.ts';
import {
  addAdministrator,
  administratorStore,
  giveOneTimeAddress,
} from '../../storage/administratorStore.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { isDuplicate } from '../../storage/dialect.ts';
import type { Door, Unit } from '../../storage/door.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';

const addressMs = 24 * 60 * 60_000;

export interface CreatedAdministrator {
  readonly username: string;
  /** False: the administrator was there, and gets a new address; the one before is void (R2). */
  readonly made: boolean;
  /** Where the password is set, once. Whoever has it becomes the administrator. */
  readonly url: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

interface Asked {
  /** As typed. */
  readonly username: string;
  /** The server's own origin. */
  readonly publicUrl: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Makes a server administrator without a password, and the one-time address that sets it, for 24 hours. An administrator
 * who is there already only gets a new address.
 * @throws OperatorRefusal for what is no username, looks like another administrator's, or is disabled
 */
export async function createAdministrator(
  door: Door,
  { username: typed, publicUrl, now }: Asked,
): Promise<CreatedAdministrator> {
  const username = canonicalUsername(typed);
  if (username === undefined) {
    throw new OperatorRefusal('A username has 1 to 100 visible characters and no blank at either end.');
  }
  const known = await administratorStore(door).findByName(username);
  if (known?.disabled) throw new OperatorRefusal(`The administrator ${username} is disabled.`);
  const token = randomToken();
  const expiresAt = now + addressMs;
  const address = { tokenHash: tokenHash(token), now, expiresAt };
  try {
    await door.unit(async (sql) => {
      const id = known?.id ?? (await addOne(sql, username, now));
      await giveOneTimeAddress(sql, { owner: { administratorId: id }, ...address });
      const entry = { domainId: null, courseId: null, actor: 'command line', object: username };
      const deeds = known
        ? ['one-time-address-given' as const]
        : (['administrator-made', 'one-time-address-given'] as const);
      await addAudit(
        sql,
        deeds.map((deed) => ({ ...entry, deed })),
        now,
      );
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new OperatorRefusal(`Another administrator's username is ${username}, or looks just like it.`);
  }
  return { username, made: known === undefined, url: `${publicUrl}/password/${token}`, expiresAt };
}

function addOne(sql: Unit, username: string, now: number): Promise<number> {
  return addAdministrator(sql, { username, foldHash: sha256(usernameFold(username)), now });
}
