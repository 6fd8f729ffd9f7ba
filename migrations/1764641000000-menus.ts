import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, dropTables, engineOf, makeTable, typesOf } from './kit.ts';

/** Menu collections of a course, and which of them deep-link settings choose. */
export class Menus1764641000000 implements MigrationInterface {
  readonly name = 'Menus1764641000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'menus', [
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `number ${t.int} NOT NULL`,
      `name ${t.text(80)} NOT NULL`,
      `shows ${t.exact(80)} NOT NULL`,
      'PRIMARY KEY (course_id, number)',
    ]);
    await addColumn(runner, 'courses', `last_menu ${t.int} NOT NULL DEFAULT 0`);
    await addColumn(runner, 'deep_links', `menu ${t.int}`);
    await addColumn(runner, 'deep_links', `menu_shows ${t.exact(80)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'deep_links', 'menu_shows');
    await dropColumn(runner, 'deep_links', 'menu');
    await dropColumn(runner, 'courses', 'last_menu');
    await dropTables(runner, ['menus']);
  }
}
