import type { EntitySchema } from 'typeorm';
import { bigKey, bytes, exact, longText, orNull, primary, ref, table, text, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';
import type { AuditChainRow, AuditRow } from './rows.ts';

export function auditTables(dialect: Dialect): EntitySchema<unknown>[] {
  return [
    table<AuditRow>(dialect, {
      name: 'audit',
      columns: {
        id: bigKey,
        at: time,
        domain_id: orNull(ref),
        course_id: orNull(ref),
        actor: text(500),
        deed: exact(64),
        object: text(500),
        before_value: orNull(longText),
        after_value: orNull(longText),
        seq: orNull(time),
        hash: orNull(bytes(32)),
      },
      unique: { uq_audit_seq: ['domain_id', 'seq'] },
      indexes: { ix_audit_domain: ['domain_id', 'id'], ix_audit_course: ['course_id', 'id'] },
    }),
    table<AuditChainRow>(dialect, {
      name: 'audit_chains',
      columns: { domain_id: primary(ref), seq: time, hash: bytes(32) },
    }),
  ] as EntitySchema<unknown>[];
}
