import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** Teachers who choose contents from inside their LMS, while they do. */
export class Selections1764690000000 implements MigrationInterface {
  readonly name = 'Selections1764690000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'selections', [
      `id ${t.bigKey}`,
      `token_hash ${t.bytes(32)} NOT NULL`,
      `reference ${t.exact(12)} NOT NULL`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `protector_id ${t.ref} NOT NULL`,
      `consumer_key ${t.exact(255)} NOT NULL`,
      `secret_used ${t.exact(10)} NOT NULL`,
      `asked_sealed ${t.longText} NOT NULL`,
      `frame_origins ${t.exact(2000)} NOT NULL`,
      `family ${t.exact(64)} NOT NULL`,
      `locale ${t.exact(16)}`,
      `subject_hash ${t.bytes(32)}`,
      `browser_hash ${t.bytes(32)}`,
      `person_id ${t.ref}`,
      `signed_in_at ${t.time}`,
      `started_at ${t.time} NOT NULL`,
      `expires_at ${t.time} NOT NULL`,
      `answered_at ${t.time}`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_selection_token', 'selections (token_hash)');
    await makeIndex(runner, 'INDEX', 'ix_selection_browser', 'selections (browser_hash)');
    await makeIndex(runner, 'INDEX', 'ix_selection_expires', 'selections (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['selections']);
  }
}
