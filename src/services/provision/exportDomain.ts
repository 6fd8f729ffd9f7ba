import { coursesOf } from '../../storage/courseSettingsStore.ts';
import { currentAddress } from '../../storage/domainAddressStore.ts';
import { domainNamed } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import { recommendedLaunchers } from '../../storage/launcherStore.ts';
import { protectorsOf } from '../../storage/protectorStore.ts';
import { type KnownPerson, peopleOf } from '../../storage/rosterStore.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { type ExportingDomain, exportCourse, orLeftOut } from './exportCourse.ts';
import type { ExportedCourse, ExportedDomain, ExportedPerson } from './exportedDomain.ts';
import type { ExportedFile } from './exportFiles.ts';
import { protectorOut } from './exportWords.ts';
import { writeProvisionFile } from './writeFile.ts';

export interface DomainExport {
  /** A provision file (YAML). */
  readonly text: string;
  readonly files: readonly ExportedFile[];
  /** Sentences for the operator: what the format cannot hold. */
  readonly notes: readonly string[];
}

/**
 * A whole domain in the form that `provision` takes: without secrets, passwords and their hashes, with the numbers of
 * protectors and the short ids.
 * @throws OperatorRefusal where there is no such domain
 */
export async function exportDomain(door: Door, name: string): Promise<DomainExport> {
  return door.read(async (sql) => {
    const domain = await domainNamed(sql, name);
    if (!domain) throw new OperatorRefusal(`There is no domain ${JSON.stringify(name)}.`);
    const { id, timeZone } = domain;
    const protectors = await protectorsOf(sql, { level: 'domain', domainId: id, courseId: 0 });
    const people = await peopleOf(sql, id);
    const shared: ExportingDomain = {
      id,
      timeZone,
      usernames: new Map(people.map((person) => [person.id, person.username])),
      protectorNames: new Map(protectors.map((protector) => [protector.number, protector.name])),
    };
    const courses: ExportedCourse[] = [];
    const files: ExportedFile[] = [];
    const notes: string[] = [];
    for (const course of await coursesOf(sql, id)) {
      // The form knows no archived course, and brought back it would take launches again.
      if (course.archived) {
        notes.push(`The archived course ${course.course} is left out.`);
        continue;
      }
      const exported = await exportCourse(sql, shared, course);
      courses.push(exported.course);
      files.push(...exported.files);
    }
    const { title, trustUsernames, journalDays, secretRules } = domain;
    const out: ExportedDomain = {
      name,
      title,
      publicUrl: await currentAddress(sql, id),
      timeZone,
      trustLaunchUsernames: trustUsernames,
      journalDays,
      secretRules: { ...secretRules, require: [...secretRules.require] },
      recommendedLaunchers: orLeftOut(await recommendedLaunchers(sql, id)),
      people: orLeftOut(people.map(personOut)),
      protectors: orLeftOut(protectors.map((each) => protectorOut(each, timeZone))),
      courses: orLeftOut(courses),
    };
    return { text: writeProvisionFile([out]), files, notes };
  });
}

function personOut({
  username,
  displayName,
  email,
  domainCoordinator,
  disabled,
}: KnownPerson): ExportedPerson {
  return {
    username,
    name: displayName,
    email: email ?? undefined,
    domainCoordinator: domainCoordinator || undefined,
    disabled: disabled || undefined,
  };
}
