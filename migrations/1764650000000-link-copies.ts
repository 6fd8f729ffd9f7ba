import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** Which short URL of a copied course stands for which one of the course that it was copied from. */
export class LinkCopies1764650000000 implements MigrationInterface {
  readonly name = 'LinkCopies1764650000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'link_copies', [
      `link_id ${t.ref} NOT NULL`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `from_link_id ${t.ref} NOT NULL`,
      `copied_at ${t.time} NOT NULL`,
      'PRIMARY KEY (link_id)',
    ]);
    await makeIndex(runner, 'INDEX', 'ix_link_copy_course', 'link_copies (course_id, link_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['link_copies']);
  }
}
