import type { EntitySchema } from 'typeorm';
import { bigKey, exact, longText, orNull, ref, table, text, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';
import type { AuditRow } from './rows.ts';

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
      },
      indexes: { ix_audit_domain: ['domain_id', 'id'] },
    }),
  ] as EntitySchema<unknown>[];
}
