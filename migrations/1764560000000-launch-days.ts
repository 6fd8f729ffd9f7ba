import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropIndex, dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** Launches counted by day, so that no page has to count millions of journal rows. */
export class LaunchDays1764560000000 implements MigrationInterface {
  readonly name = 'LaunchDays1764560000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'launch_days', [
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `protector_id ${t.ref} NOT NULL`,
      `link_id ${t.ref} NOT NULL`,
      `day ${t.int} NOT NULL`,
      `code ${t.exact(24)} NOT NULL`,
      `times ${t.int} NOT NULL`,
      `last_at ${t.time} NOT NULL`,
      `clock_least ${t.int}`,
      'PRIMARY KEY (domain_id, course_id, protector_id, link_id, day, code)',
    ]);
    await makeIndex(runner, 'INDEX', 'ix_launch_day', 'launch_days (day)');
    await makeTable(runner, 'launch_counting', [
      `id ${t.ref} NOT NULL`,
      `counted_id ${t.time} NOT NULL`,
      `mark_id ${t.time} NOT NULL`,
      `marked_at ${t.time} NOT NULL`,
      'PRIMARY KEY (id)',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_launch_day', 'launch_days');
    await dropTables(runner, ['launch_counting', 'launch_days']);
  }
}
