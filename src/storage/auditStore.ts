import type { Sql } from './door.ts';
import { addRows } from './rowWriting.ts';

/** One change, for the audit trail: never a secret, a password or a hash. */
export interface AuditEntry {
  readonly domainId: number | null;
  readonly courseId: number | null;
  readonly actor: string;
  /** Such as `protector-changed`. */
  readonly deed: string;
  /** What it was done to, as people call it. */
  readonly object: string;
  readonly before?: Readonly<Record<string, unknown>> | undefined;
  readonly after?: Readonly<Record<string, unknown>> | undefined;
}

/** Writes changes down in the transaction that makes them. `now` in epoch milliseconds. */
export async function addAudit(sql: Sql, entries: readonly AuditEntry[], now: number): Promise<void> {
  await addRows(
    sql,
    'audit',
    entries.map(({ domainId, courseId, actor, deed, object, before, after }) => ({
      at: now,
      domain_id: domainId,
      course_id: courseId,
      actor: cut(actor),
      deed,
      object: cut(object),
      before_value: before === undefined ? null : JSON.stringify(before),
      after_value: after === undefined ? null : JSON.stringify(after),
    })),
  );
}

function cut(text: string): string {
  return [...text].slice(0, 500).join('');
}
