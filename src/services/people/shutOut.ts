import type { AuditDeed } from '../../model/auditDeeds.ts';
import { addAudit } from '../../storage/auditStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { endSessionsOf, type PersonOfDomain } from '../../storage/personPageStore.ts';
import { disablePerson as disableRow, enablePerson as enableRow } from '../../storage/rosterStore.ts';
import { actorOf } from '../rights/coordinators.ts';
import { lockPerson, type Stays, type Target, whyStays } from './person.ts';

export type ShutOut = { readonly kind: 'done' } | Stays;

/** Disables a person: sessions, tickets and a one-time address end at once; nothing is deleted. */
export function disablePerson(door: Door, target: Target, now: number): Promise<ShutOut> {
  return door.write(async (sql): Promise<ShutOut> => {
    const person = await lockPerson(sql, target);
    if (!person) return { kind: 'gone' };
    const stays = await whyStays(sql, target, { person, now });
    if (stays) return stays;
    if (person.disabled) return { kind: 'done' };
    await disableRow(sql, { domainId: target.by.domain.domainId, personId: person.id }, now);
    await note(
      sql,
      { target, person, deed: 'person-changed', change: [{ disabled: false }, { disabled: true }] },
      now,
    );
    return { kind: 'done' };
  });
}

/** Lets a disabled person in again; the password is the one of before. */
export function enablePerson(door: Door, target: Target, now: number): Promise<ShutOut> {
  return door.write(async (sql): Promise<ShutOut> => {
    const person = await lockPerson(sql, target);
    if (!person) return { kind: 'gone' };
    if (!person.disabled) return { kind: 'done' };
    await enableRow(sql, { domainId: target.by.domain.domainId, personId: person.id });
    await note(
      sql,
      { target, person, deed: 'person-changed', change: [{ disabled: true }, { disabled: false }] },
      now,
    );
    return { kind: 'done' };
  });
}

/** Ends all of a person's sessions; they may sign in again at once. */
export function endSessions(door: Door, target: Target, now: number): Promise<ShutOut> {
  return door.write(async (sql): Promise<ShutOut> => {
    const person = await lockPerson(sql, target);
    if (!person) return { kind: 'gone' };
    await endSessionsOf(sql, { domainId: target.by.domain.domainId, personId: person.id }, now);
    await note(sql, { target, person, deed: 'sessions-ended' }, now);
    return { kind: 'done' };
  });
}

interface Noted {
  readonly target: Target;
  readonly person: PersonOfDomain;
  readonly deed: AuditDeed;
  readonly change?: readonly [unknown, unknown];
}

async function note(sql: Sql, { target: { by }, person, deed, change }: Noted, now: number): Promise<void> {
  const { domainId } = by.domain;
  const entry = { domainId, courseId: null, actor: actorOf(by), deed, object: person.username };
  await addAudit(sql, [change ? { ...entry, before: change[0], after: change[1] } : entry], now);
}
