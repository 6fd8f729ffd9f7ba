import type { EntitySchema } from 'typeorm';
import { exact, int, key, orNull, primary, ref, table, text, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';
import type { ImportEntryRow, ImportRow, ImportSourceRow } from './importingRows.ts';

export function importingTables(dialect: Dialect): EntitySchema<unknown>[] {
  return [
    table<ImportRow>(dialect, {
      name: 'imports',
      columns: {
        id: key,
        domain_id: ref,
        course_id: ref,
        folder: exact(64),
        token: exact(64),
        name: text(255),
        kind: exact(12),
        state: exact(12),
        problem: text(500),
        done: int,
        total: int,
        mark: exact(64),
        beat_at: time,
        made_at: time,
        expires_at: time,
      },
      indexes: {
        ix_import_course: ['course_id', 'id'],
        ix_import_state: ['state', 'beat_at'],
        ix_import_expires: ['expires_at'],
      },
    }),
    table<ImportEntryRow>(dialect, {
      name: 'import_entries',
      columns: {
        import_id: primary(ref),
        place: primary(int),
        parent: orNull(int),
        depth: int,
        source: exact(2100),
        path: exact(2100),
        stem: exact(800),
        kind: exact(8),
        title: text(200),
        url: orNull(exact(2000)),
        file_name: orNull(text(255)),
        hash: orNull(exact(64)),
        size: orNull(time),
        verdict: exact(12),
        reason: exact(32),
        detail: text(500),
        item_id: exact(64),
      },
      indexes: { ix_import_entry_verdict: ['import_id', 'verdict', 'place'] },
    }),
    table<ImportSourceRow>(dialect, {
      name: 'import_sources',
      columns: {
        id: key,
        domain_id: ref,
        course_id: ref,
        folder_id: ref,
        source_hash: exact(64),
        item_id: ref,
        source_mark: exact(64),
        item_mark: exact(64),
        archive: text(255),
      },
      unique: { uq_import_source: ['course_id', 'folder_id', 'source_hash'] },
    }),
  ] as EntitySchema<unknown>[];
}
