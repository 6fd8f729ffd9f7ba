import { Secret } from '../../model/secret.ts';
import { canonicalUsername } from '../../model/username.ts';
import { originOf } from './addresses.ts';
import type { FilePath } from './faults.ts';
import type { DomainPlan, PersonPlan, ProvisionPlan } from './plan.ts';
import { type ItemFiles, planCourse } from './planCourse.ts';
import { planProtector } from './planProtector.ts';
import type { FileDomain, FilePerson } from './schema.ts';

/**
 * Puts a file without faults into its normal form.
 * @param files what each `path:` names
 */
export function makePlan(domains: readonly FileDomain[], files: ItemFiles): ProvisionPlan {
  return { domains: domains.map((domain, position) => planDomain(domain, ['domains', position], files)) };
}

function planDomain(domain: FileDomain, path: FilePath, files: ItemFiles): DomainPlan {
  const { people = [], protectors = [], courses = [], secretRules, recommendedLaunchers = [] } = domain;
  return {
    path,
    name: domain.name,
    title: domain.title?.normalize('NFC'),
    publicUrl: domain.publicUrl === undefined ? undefined : originOf(domain.publicUrl),
    timeZone: domain.timeZone,
    trustLaunchUsernames: domain.trustLaunchUsernames,
    journalDays: domain.journalDays,
    secretRules:
      secretRules === undefined
        ? undefined
        : {
            ...(secretRules.minLength === undefined ? {} : { minLength: secretRules.minLength }),
            ...(secretRules.maxLength === undefined ? {} : { maxLength: secretRules.maxLength }),
            ...(secretRules.require === undefined ? {} : { require: secretRules.require }),
          },
    recommendedLaunchers: recommendedLaunchers.map(({ name, lms }, position) => ({
      path: [...path, 'recommendedLaunchers', position],
      name: name.normalize('NFC'),
      lms,
    })),
    people: people.map((person, position) => planPerson(person, [...path, 'people', position])),
    protectors: protectors.map((each, position) => planProtector(each, [...path, 'protectors', position])),
    courses: courses.map((course, position) => planCourse(course, [...path, 'courses', position], files)),
  };
}

function planPerson(person: FilePerson, path: FilePath): PersonPlan {
  return {
    path,
    username: canonicalUsername(person.username) ?? person.username,
    name: person.name?.normalize('NFC'),
    email: person.email?.normalize('NFC'),
    password: secretOf(person.password),
    passwordHash: secretOf(person.passwordHash),
    domainCoordinator: person.domainCoordinator,
    disabled: person.disabled,
  };
}

function secretOf(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : new Secret(text);
}
