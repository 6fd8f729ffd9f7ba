import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeTable, typesOf } from './kit.ts';

/** What items are found by. The server fills it by itself, from the items that have no row here. */
export class ItemTexts1764660000000 implements MigrationInterface {
  readonly name = 'ItemTexts1764660000000';

  async up(runner: QueryRunner): Promise<void> {
    const engine = engineOf(runner);
    const t = typesOf(engine);
    await makeTable(runner, 'item_texts', [
      `course_id ${t.ref} NOT NULL`,
      `item_id ${t.ref} NOT NULL`,
      `domain_id ${t.ref} NOT NULL`,
      `rules ${t.int} NOT NULL`,
      `folded ${engine === 'mysql' ? 'mediumblob' : 'text'} NOT NULL`,
      'PRIMARY KEY (course_id, item_id)',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['item_texts']);
  }
}
