import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, engineOf, typesOf } from './kit.ts';

/** What a database knows of its own past, so that an older copy of it can be told, and the launches since then be refused. */
export class Restored1764000000000 implements MigrationInterface {
  readonly name = 'Restored1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await addColumn(runner, 'settings_version', `not_before ${t.time} NOT NULL DEFAULT 0`);
    await addColumn(runner, 'settings_version', `started_at ${t.time} NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['started_at', 'not_before']) await dropColumn(runner, 'settings_version', column);
  }
}
