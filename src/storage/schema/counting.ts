import type { EntitySchema } from 'typeorm';
import { exact, int, orNull, primary, ref, table, text, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';
import type { LaunchCountingRow, LaunchDayRow, LinkPlaceDayRow } from './rows.ts';

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
    table<LinkPlaceDayRow>(dialect, {
      name: 'link_place_days',
      columns: {
        domain_id: ref,
        link_id: primary(ref),
        protector_id: primary(ref),
        day: primary(int),
        kind: primary(exact(8)),
        context_id: primary(exact(255)),
        resource_link_id: primary(exact(255)),
        launches: int,
        refused: int,
        title: text(200),
        last_at: time,
      },
      indexes: { ix_link_place_day: ['day'], ix_link_place_domain: ['domain_id', 'day'] },
    }),
    table<LaunchCountingRow>(dialect, {
      name: 'launch_counting',
      columns: { id: primary(ref), counted_id: time, mark_id: time, marked_at: time },
    }),
  ] as EntitySchema<unknown>[];
}
