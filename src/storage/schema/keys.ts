import type { EntitySchema } from 'typeorm';
import { exact, key, orNull, orZero, primary, ref, table, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';
import type { DataKeyRow, KeyFileRow, LeaseRow, NodeRow, SettingsVersionRow } from './rows.ts';

export function keysTables(dialect: Dialect): EntitySchema<unknown>[] {
  return [
    table<DataKeyRow>(dialect, {
      name: 'data_keys',
      columns: {
        id: key,
        domain_id: ref,
        key_id: exact(32),
        wrapped: exact(400),
        root_key: exact(64),
        created_at: time,
        retired_at: orNull(time),
      },
      unique: { uq_data_key: ['domain_id', 'key_id'] },
    }),
    table<KeyFileRow>(dialect, {
      name: 'key_files',
      columns: {
        id: key,
        kind: exact(16),
        key_id: exact(64),
        fingerprint: exact(128),
        noted_at: time,
      },
      unique: { uq_key_file: ['kind', 'key_id'] },
    }),
    table<NodeRow>(dialect, {
      name: 'nodes',
      columns: { id: key, mark: exact(32), name: exact(300), root_keys: exact(8000), seen_at: time },
      unique: { uq_node: ['mark'] },
    }),
    table<LeaseRow>(dialect, {
      name: 'leases',
      columns: { duty: primary(exact(32)), mark: exact(32), holder: exact(300), held_until: time },
    }),
    table<SettingsVersionRow>(dialect, {
      name: 'settings_version',
      columns: {
        id: primary(ref),
        version: time,
        not_before: orZero(time),
        started_at: orZero(time),
      },
    }),
  ] as EntitySchema<unknown>[];
}
