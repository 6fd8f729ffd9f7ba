import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropIndex, dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** What the pages about people need: lists that wait to be imported, names to be forgotten, and ways to find both. */
export class PeoplePages1764520000000 implements MigrationInterface {
  readonly name = 'PeoplePages1764520000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'import_drafts', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `person_id ${t.ref} NOT NULL`,
      `content ${t.longText} NOT NULL`,
      `made_at ${t.time} NOT NULL`,
      `expires_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_import_draft_person', 'import_drafts (person_id)');
    await makeIndex(runner, 'INDEX', 'ix_import_draft_expires', 'import_drafts (expires_at)');
    await makeTable(runner, 'forgotten_names', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `username ${t.exact(400)} NOT NULL`,
      `pseudonym ${t.exact(400)} NOT NULL`,
      `up_to ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'INDEX', 'ix_person_coordinator', 'people (domain_id, domain_coordinator)');
    await makeIndex(runner, 'INDEX', 'ix_lms_user_person', 'lms_users (person_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_lms_user_person', 'lms_users');
    await dropIndex(runner, 'ix_person_coordinator', 'people');
    await dropTables(runner, ['forgotten_names', 'import_drafts']);
  }
}
