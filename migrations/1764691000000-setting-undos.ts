import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** What the settings were that somebody changed together, so that it can be undone. */
export class SettingUndos1764691000000 implements MigrationInterface {
  readonly name = 'SettingUndos1764691000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'setting_undos', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `person_id ${t.ref} NOT NULL`,
      `content ${t.longText} NOT NULL`,
      `made_at ${t.time} NOT NULL`,
      `expires_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_setting_undo', 'setting_undos (course_id, person_id)');
    await makeIndex(runner, 'INDEX', 'ix_setting_undo_expires', 'setting_undos (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['setting_undos']);
  }
}
