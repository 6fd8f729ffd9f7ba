import type { EntitySchema } from 'typeorm';
import { exact, flag, int, key, longText, orNull, orZero, ref, table, text, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';
import type { CourseRow, DomainAddressRow, DomainRow, RecommendedLauncherRow } from './rows.ts';

export function tenancyTables(dialect: Dialect): EntitySchema<unknown>[] {
  return [
    table<DomainRow>(dialect, {
      name: 'domains',
      columns: {
        id: key,
        name: exact(32),
        title: text(200),
        time_zone: exact(64),
        trust_usernames: flag,
        secret_rules: longText,
        server_address: flag,
        last_protector: int,
        created_at: time,
        journal_days: orNull(int),
      },
      unique: { uq_domain_name: ['name'] },
    }),
    table<DomainAddressRow>(dialect, {
      name: 'domain_addresses',
      columns: {
        id: key,
        domain_id: ref,
        origin: exact(300),
        host: exact(280),
        is_current: flag,
        added_at: time,
      },
      unique: { uq_address_host: ['host'] },
      indexes: { ix_address_domain: ['domain_id'] },
    }),
    table<CourseRow>(dialect, {
      name: 'courses',
      columns: {
        id: key,
        domain_id: ref,
        course_id: exact(64),
        title: text(200),
        trust_usernames: orNull(flag),
        last_protector: int,
        last_menu: orZero(int),
        archived_at: orNull(time),
        created_at: time,
      },
      unique: { uq_course: ['domain_id', 'course_id'] },
    }),
    table<RecommendedLauncherRow>(dialect, {
      name: 'recommended_launchers',
      columns: { id: key, domain_id: ref, name: exact(320), lms: exact(16), created_at: time },
      unique: { uq_recommended_launcher: ['domain_id', 'name'] },
    }),
  ] as EntitySchema<unknown>[];
}
