import { sha256 } from '../../crypto/digest.ts';
import { randomReference } from '../../crypto/randomTokens.ts';
import { usernameFold } from '../../model/username.ts';
import { addAudit } from '../../storage/auditStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { anonymiseRow, deletePerson, endWhatIsKept, forgetName } from '../../storage/forgettingStore.ts';
import type { PersonOfDomain } from '../../storage/personPageStore.ts';
import { actorOf } from '../rights/coordinators.ts';
import { lockPerson, type Target, whyStays } from './person.ts';
import type { ShutOut } from './shutOut.ts';

/**
 * Takes name, e-mail address, password and the LMS's memory away; roles stay, so that a course keeps its numbers. The
 * journal gets the pseudonym. The audit trail is not touched: a chain that could be altered for a good reason could be
 * altered for any.
 */
export function anonymisePerson(door: Door, target: Target, now: number): Promise<ShutOut> {
  return forget(door, target, {
    now,
    async change(sql, { who, pseudonym }) {
      const foldHash = sha256(usernameFold(pseudonym));
      await anonymiseRow(sql, who, { pseudonym, foldHash, now });
      return { deed: 'person-anonymised' };
    },
  });
}

/** Takes the person away altogether, with roles and settings that are for nobody else. */
export function erasePerson(door: Door, target: Target, now: number): Promise<ShutOut> {
  return forget(door, target, {
    now,
    async change(sql, { who }) {
      return { deed: 'person-erased', after: await deletePerson(sql, who) };
    },
  });
}

interface Forgetting {
  readonly who: { readonly domainId: number; readonly personId: number };
  readonly pseudonym: string;
}

interface Forgotten {
  readonly deed: 'person-anonymised' | 'person-erased';
  readonly after?: unknown;
}

function forget(
  door: Door,
  target: Target,
  {
    now,
    change,
  }: { readonly now: number; readonly change: (sql: Sql, one: Forgetting) => Promise<Forgotten> },
): Promise<ShutOut> {
  return door.write(async (sql): Promise<ShutOut> => {
    const person: PersonOfDomain | undefined = await lockPerson(sql, target);
    if (!person) return { kind: 'gone' };
    const stays = await whyStays(sql, target, { person, now });
    if (stays) return stays;
    const { domainId } = target.by.domain;
    const who = { domainId, personId: person.id };
    const pseudonym = `removed-${randomReference().toLowerCase()}`;
    await endWhatIsKept(sql, who);
    const done = await change(sql, { who, pseudonym });
    await forgetName(sql, { domainId, username: person.username, pseudonym });
    // The pseudonym alone: it must not be said here whose it is.
    const entry = { domainId, courseId: null, actor: actorOf(target.by), object: pseudonym };
    await addAudit(sql, [{ ...entry, ...done }], now);
    return { kind: 'done' };
  });
}
