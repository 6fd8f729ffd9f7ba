import type { EntitySchema } from 'typeorm';
import { exact, int, orNull, primary, ref, table, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';
import type { LaunchCountingRow, LaunchDayRow } from './rows.ts';

export function countingTables(dialect: Dialect): EntitySchema<unknown>[] {
  return [
    table<LaunchDayRow>(dialect, {
      name: 'launch_days',
      columns: {
        domain_id: primary(ref),
        course_id: primary(ref),
        protector_id: primary(ref),
        link_id: primary(ref),
        day: primary(int),
        code: primary(exact(24)),
        times: int,
        last_at: time,
        clock_least: orNull(int),
      },
      indexes: { ix_launch_day: ['day'] },
    }),
    table<LaunchCountingRow>(dialect, {
      name: 'launch_counting',
      columns: { id: primary(ref), counted_id: time, mark_id: time, marked_at: time },
    }),
  ] as EntitySchema<unknown>[];
}
