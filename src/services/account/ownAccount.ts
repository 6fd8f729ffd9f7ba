import type { Passwords } from '../../crypto/passwords.ts';
import type { AuditDeed } from '../../model/auditDeeds.ts';
import { faultsOfPassword, type PasswordFault } from '../../model/passwordRules.ts';
import type { Secret } from '../../model/secret.ts';
import type { Administrator, OneTimeOwner } from '../../storage/administratorStore.ts';
import { addAudit } from '../../storage/auditStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { endOwnSession, type OwnPart, ownSessions } from '../../storage/ownSessionStore.ts';
import type { Person } from '../../storage/personStore.ts';
import { actorOfServer } from '../administrators/administrators.ts';
import { actorOf } from '../rights/coordinators.ts';

/** Whoever looks at their own things: somebody of a domain, or a server administrator. */
export type Self = { readonly person: Person } | { readonly administrator: Administrator };

export interface OwnParts {
  readonly door: Door;
  readonly passwords: Passwords;
  readonly commonPasswords: () => Promise<(text: string) => boolean>;
  readonly now: () => number;
}

export function ownerOf(self: Self): OneTimeOwner {
  return 'person' in self ? { personId: self.person.id } : { administratorId: self.administrator.id };
}

/** Everything that people do with their own accounts. */
export function ownDeeds({ door, passwords, commonPasswords, now }: OwnParts) {
  return {
    sessions: (self: Self, part: OwnPart) => ownSessions(door, { owner: ownerOf(self), now: now() }, part),
    endSession: (self: Self, mark: string) => endOwnSession(door, ownerOf(self), mark),
    /** Ends all sessions, this one too. */
    async endAll(self: Self): Promise<void> {
      await door.write(async (sql) => {
        await endAllOf(sql, self, now());
        await note(sql, { self, deed: 'sessions-ended' }, now());
      });
    },
    /** Everything that is wrong with a new password, at once. */
    async faults(self: Self, password: Secret): Promise<readonly PasswordFault[]> {
      const isCommon = await commonPasswords();
      if ('administrator' in self)
        return faultsOfPassword(password, { username: self.administrator.username, isCommon });
      const { username, displayName } = self.person;
      return faultsOfPassword(password, { username, displayName, isCommon });
    },
    /**
     * Sets a password that has no faults and ends every session; false where it was changed by somebody else meanwhile.
     * Whoever does it here is signed in anew by the caller, at the moment that is told.
     */
    async setPassword(self: Self, password: Secret): Promise<number | undefined> {
      const known = 'person' in self ? self.person : self.administrator;
      const hash = await passwords.hashPassword(password);
      const at = now();
      return door.write(async (sql) => {
        const [table, id] = placeOf(self);
        const text = `UPDATE ${table} SET password_hash = ? WHERE id = ? AND password_hash = ? AND disabled_at IS NULL`;
        const { affected } = await sql.run(text, [hash, id, known.passwordHash ?? '']);
        if (affected !== 1) return undefined;
        await endAllOf(sql, self, at);
        await note(sql, { self, deed: 'password-changed' }, at);
        return at;
      });
    },
  };
}

export type OwnDeeds = ReturnType<typeof ownDeeds>;

function placeOf(self: Self): readonly ['people' | 'administrators', number] {
  return 'person' in self ? ['people', self.person.id] : ['administrators', self.administrator.id];
}

async function endAllOf(sql: Sql, self: Self, now: number): Promise<void> {
  const [table, id] = placeOf(self);
  const column = table === 'people' ? 'person_id' : 'administrator_id';
  await sql.run(`UPDATE ${table} SET sessions_after = ? WHERE id = ?`, [now, id]);
  await sql.run(`DELETE FROM account_sessions WHERE ${column} = ?`, [id]);
  await sql.run(`DELETE FROM one_time_addresses WHERE ${column} = ?`, [id]);
  if (table === 'people') await sql.run('DELETE FROM launch_sessions WHERE person_id = ?', [id]);
}

async function note(
  sql: Sql,
  { self, deed }: { readonly self: Self; readonly deed: AuditDeed },
  now: number,
): Promise<void> {
  const [domainId, actor, object] =
    'person' in self
      ? [self.person.domainId, actorOf(self), self.person.username]
      : [null, actorOfServer(self.administrator), self.administrator.username];
  await addAudit(sql, [{ domainId, courseId: null, actor, deed, object }], now);
}
