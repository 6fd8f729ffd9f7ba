import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** Imports of whole trees: those under way with their entries, and from which entry of an archive an item came. */
export class Imports1764670000000 implements MigrationInterface {
  readonly name = 'Imports1764670000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'imports', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `folder ${t.exact(64)} NOT NULL`,
      `token ${t.exact(64)} NOT NULL`,
      `name ${t.text(255)} NOT NULL`,
      `kind ${t.exact(12)} NOT NULL`,
      `state ${t.exact(12)} NOT NULL`,
      `problem ${t.text(500)} NOT NULL`,
      `done ${t.int} NOT NULL`,
      `total ${t.int} NOT NULL`,
      `mark ${t.exact(64)} NOT NULL`,
      `beat_at ${t.time} NOT NULL`,
      `made_at ${t.time} NOT NULL`,
      `expires_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'INDEX', 'ix_import_course', 'imports (course_id, id)');
    await makeIndex(runner, 'INDEX', 'ix_import_state', 'imports (state, beat_at)');
    await makeIndex(runner, 'INDEX', 'ix_import_expires', 'imports (expires_at)');
    await makeTable(runner, 'import_entries', [
      `import_id ${t.ref} NOT NULL`,
      `place ${t.int} NOT NULL`,
      `parent ${t.int}`,
      `depth ${t.int} NOT NULL`,
      `source ${t.exact(2100)} NOT NULL`,
      `path ${t.exact(2100)} NOT NULL`,
      `stem ${t.exact(800)} NOT NULL`,
      `kind ${t.exact(8)} NOT NULL`,
      `title ${t.text(200)} NOT NULL`,
      `url ${t.exact(2000)}`,
      `file_name ${t.text(255)}`,
      `hash ${t.exact(64)}`,
      `size ${t.time}`,
      `verdict ${t.exact(12)} NOT NULL`,
      `reason ${t.exact(32)} NOT NULL`,
      `detail ${t.text(500)} NOT NULL`,
      `item_id ${t.exact(64)} NOT NULL`,
      'PRIMARY KEY (import_id, place)',
    ]);
    await makeIndex(runner, 'INDEX', 'ix_import_entry_verdict', 'import_entries (import_id, verdict, place)');
    await makeTable(runner, 'import_sources', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `folder_id ${t.ref} NOT NULL`,
      `source_hash ${t.exact(64)} NOT NULL`,
      `item_id ${t.ref} NOT NULL`,
      `source_mark ${t.exact(64)} NOT NULL`,
      `item_mark ${t.exact(64)} NOT NULL`,
      `archive ${t.text(255)} NOT NULL`,
    ]);
    await makeIndex(
      runner,
      'UNIQUE INDEX',
      'uq_import_source',
      'import_sources (course_id, folder_id, source_hash)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['import_sources', 'import_entries', 'imports']);
  }
}
