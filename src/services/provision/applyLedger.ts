import type { AuditDeed } from '../../model/auditDeeds.ts';
import type { AuditEntry } from '../../storage/auditStore.ts';
import type { FilePath } from './faults.ts';

/** Who did it, as the audit trail says. */
export const commandLine = 'command line';

export type Noun =
  | 'domain'
  | 'launcher'
  | 'person'
  | 'protector'
  | 'course'
  | 'role'
  | 'item'
  | 'order'
  | 'menu'
  | 'deep-link'
  | 'short-url';

/** Where a thing belongs. */
export interface Where {
  readonly domain: { readonly id: number; readonly name: string };
  readonly course?: { readonly id: number; readonly name: string } | undefined;
}

export interface Subject {
  readonly what: Noun;
  readonly name: string;
  readonly where: Where;
}

/** What is known of a thing, without secrets, so that two states can be compared and shown. */
export type Fields = Readonly<Record<string, unknown>>;

/** One thing that was made or changed. */
export interface Change {
  readonly what: Noun;
  readonly name: string;
  readonly domain: string;
  readonly course?: string;
  /** Which of its fields; for what was changed only. */
  readonly fields?: readonly string[];
}

/** What a run makes and changes, with the audit rows for it, and the faults that showed on the way. */
export class Ledger {
  readonly made: Change[] = [];
  readonly changed: Change[] = [];
  readonly audits: AuditEntry[] = [];
  readonly faults: { readonly path: FilePath; readonly message: string }[] = [];
  /** Sentences for the operator that stop nothing. */
  readonly notes: string[] = [];
  unchanged = 0;

  /** All faults are gathered, so that the operator mends them in one go; any of them undoes the run. */
  fault(path: FilePath, message: string): void {
    this.faults.push({ path, message });
  }

  /** Notes what becomes of a thing. `before` undefined: it is new. */
  record(subject: Subject, before: Fields | undefined, after: Fields): 'made' | 'changed' | 'unchanged' {
    const { what, name, where } = subject;
    const { domain, course } = where;
    const change = { what, name, domain: domain.name, ...(course ? { course: course.name } : {}) };
    const fields = before === undefined ? [] : differing(before, after);
    if (before !== undefined && fields.length === 0) {
      this.unchanged += 1;
      return 'unchanged';
    }
    const outcome = before === undefined ? 'made' : 'changed';
    if (outcome === 'made') this.made.push(change);
    else this.changed.push({ ...change, fields });
    this.audits.push({
      domainId: domain.id,
      courseId: course?.id ?? null,
      actor: commandLine,
      deed: deedOf(what, outcome),
      object: name,
      before: before && only(before, fields),
      after: before === undefined ? only(after, Object.keys(after)) : only(after, fields),
    });
    return outcome;
  }
}

function deedOf(what: Noun, outcome: 'made' | 'changed'): AuditDeed {
  // A launcher is not ours to make.
  if (what !== 'launcher') return `${what}-${outcome}`;
  return outcome === 'made' ? 'launcher-recommended' : 'launcher-changed';
}

function differing(before: Fields, after: Fields): string[] {
  return Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

function only(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
}
