import type { FileCourse, FileDomain, FilePerson, FileProtector } from './schema.ts';

/**
 * A domain as `export` hands it out: the form of the provision file without passwords, hashes and secrets, which
 * have no place in this type. A shared word is written as `unset` (R9).
 */
export interface ExportedDomain extends Omit<FileDomain, 'people' | 'protectors' | 'courses'> {
  people?: ExportedPerson[] | undefined;
  protectors?: ExportedProtector[] | undefined;
  courses?: ExportedCourse[] | undefined;
}

export type ExportedPerson = Omit<FilePerson, 'password' | 'passwordHash'>;

export type ExportedProtector = Omit<FileProtector, 'secret'>;

export interface ExportedCourse extends Omit<FileCourse, 'protectors'> {
  protectors?: ExportedProtector[] | undefined;
}
