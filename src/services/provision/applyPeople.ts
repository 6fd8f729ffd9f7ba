import { sha256 } from '../../crypto/digest.ts';
import { usernameFold } from '../../model/username.ts';
import {
  addPeople,
  changePerson,
  disablePerson,
  enablePerson,
  type KnownPerson,
  type NewPerson,
  type PersonSettings,
  peopleOf,
} from '../../storage/rosterStore.ts';
import type { Applying } from './applyParts.ts';
import { quoted } from './faults.ts';
import type { PersonPlan } from './plan.ts';

/**
 * Makes and changes the people of a domain; passwords count at creation only. Returns the ids of everybody in the
 * domain by username, those included that the file does not name.
 */
export async function applyPeople(
  at: Applying,
  domain: { readonly id: number; readonly name: string },
  plans: readonly PersonPlan[],
): Promise<ReadonlyMap<string, number>> {
  const { sql, now } = at;
  const known = await peopleOf(sql, domain.id);
  const byName = new Map(known.map((person) => [person.username, person]));
  const looks = new Map(known.map(({ foldHash, username }) => [foldHash.toString('hex'), username]));
  const made: NewPerson[] = [];
  for (const plan of plans) {
    const person = byName.get(plan.username);
    if (person) {
      await changeKnown(at, domain, { plan, person });
      continue;
    }
    const foldHash = sha256(usernameFold(plan.username));
    const other = looks.get(foldHash.toString('hex'));
    if (other !== undefined) {
      at.ledger.fault(
        [...plan.path, 'username'],
        `looks like the username ${quoted(other)} that the domain has already; people would mix them up`,
      );
      continue;
    }
    made.push(newPerson(at, domain, { plan, foldHash }));
  }
  await addPeople(sql, domain.id, { people: made, now });
  await tellOfLastCoordinator(at, domain, known);
  if (made.length === 0) return new Map(known.map(({ username, id }) => [username, id]));
  return new Map((await peopleOf(sql, domain.id)).map(({ username, id }) => [username, id]));
}

function newPerson(
  at: Applying,
  domain: { readonly id: number; readonly name: string },
  { plan, foldHash }: { readonly plan: PersonPlan; readonly foldHash: Buffer },
): NewPerson {
  const passwordHash = plan.passwordHash?.reveal() ?? at.hashes.get(plan) ?? null;
  if (plan.password !== undefined && passwordHash === null && !at.dryRun) {
    at.ledger.fault(plan.path, 'was there a moment ago and is gone; run the command again');
  }
  const settings = settingsOf(plan, undefined);
  at.ledger.record({ what: 'person', name: plan.username, where: { domain } }, undefined, {
    ...fieldsOf(settings),
    password: plan.password || plan.passwordHash ? 'set' : 'none',
  });
  return { username: plan.username, foldHash, passwordHash, ...settings };
}

async function changeKnown(
  at: Applying,
  domain: { readonly id: number; readonly name: string },
  { plan, person }: { readonly plan: PersonPlan; readonly person: KnownPerson },
): Promise<void> {
  const settings = settingsOf(plan, person);
  const subject = { what: 'person', name: plan.username, where: { domain } } as const;
  if (at.ledger.record(subject, fieldsOf(person), fieldsOf(settings)) === 'unchanged') return;
  const who = { domainId: domain.id, personId: person.id };
  await changePerson(at.sql, who, { username: person.username, ...settings });
  if (settings.disabled && !person.disabled) await disablePerson(at.sql, who, at.now);
  if (!settings.disabled && person.disabled) await enablePerson(at.sql, who);
}

function settingsOf(plan: PersonPlan, person: KnownPerson | undefined): PersonSettings {
  return {
    displayName: plan.name ?? person?.displayName ?? plan.username,
    email: plan.email ?? person?.email ?? null,
    domainCoordinator: plan.domainCoordinator ?? person?.domainCoordinator ?? false,
    disabled: plan.disabled ?? person?.disabled ?? false,
  };
}

function fieldsOf({ displayName, email, domainCoordinator, disabled }: PersonSettings) {
  return { name: displayName, email, domainCoordinator, disabled };
}

/** Pages keep the last coordinator (product.md, People); an operator may have to shut exactly that account, at once. */
async function tellOfLastCoordinator(
  at: Applying,
  domain: { readonly id: number; readonly name: string },
  before: readonly KnownPerson[],
): Promise<void> {
  if (!before.some(isCoordinator)) return;
  if ((await peopleOf(at.sql, domain.id)).some(isCoordinator)) return;
  at.ledger.notes.push(`The domain ${domain.name} has no domain coordinator any more.`);
}

function isCoordinator({ domainCoordinator, disabled }: PersonSettings): boolean {
  return domainCoordinator && !disabled;
}
