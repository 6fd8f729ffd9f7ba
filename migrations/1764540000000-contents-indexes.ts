import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropIndex, makeIndex } from './kit.ts';

/** What lies in a folder, in its order, and which items show the content of a file. */
export class ContentsIndexes1764540000000 implements MigrationInterface {
  readonly name = 'ContentsIndexes1764540000000';

  async up(runner: QueryRunner): Promise<void> {
    await makeIndex(runner, 'INDEX', 'ix_item_parent', 'items (course_id, parent_id, position)');
    await makeIndex(runner, 'INDEX', 'ix_item_file', 'items (file_hash)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_item_file', 'items');
    await dropIndex(runner, 'ix_item_parent', 'items');
  }
}
