import type { EntitySchema } from 'typeorm';
import { bigKey, exact, longText, orNull, primary, ref, table, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';
import type { ExplanationRow, LaunchSampleRow } from './inspectingRows.ts';

export function inspectingTables(dialect: Dialect): EntitySchema<unknown>[] {
  return [
    table<LaunchSampleRow>(dialect, {
      name: 'launch_samples',
      columns: {
        id: bigKey,
        at: time,
        reference: exact(12),
        domain_id: ref,
        course_id: ref,
        link_id: orNull(ref),
        protector_id: ref,
        code: exact(24),
        identity: orNull(exact(20)),
        family: exact(16),
        fields: longText,
        cause: orNull(exact(40)),
      },
      indexes: {
        ix_sample_owner: ['domain_id', 'course_id', 'protector_id', 'id'],
        ix_sample_protector: ['protector_id', 'id'],
        ix_sample_reference: ['reference'],
        ix_sample_at: ['at'],
      },
    }),
    table<ExplanationRow>(dialect, {
      name: 'explanations',
      columns: { domain_id: primary(ref), course_id: primary(ref), expires_at: time },
    }),
  ] as EntitySchema<unknown>[];
}
