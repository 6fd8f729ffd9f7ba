import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeTable, typesOf } from './kit.ts';

/** One row by which every server sees that what it remembers of domains, links, people or settings may be outdated. */
export class SettingsVersion1763950000000 implements MigrationInterface {
  readonly name = 'SettingsVersion1763950000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'settings_version', [
      `id ${t.ref} NOT NULL`,
      `version ${t.time} NOT NULL`,
      'PRIMARY KEY (id)',
    ]);
    const there: unknown[] = await runner.query('SELECT 1 FROM settings_version WHERE id = 1');
    if (there.length === 0) await runner.query('INSERT INTO settings_version (id, version) VALUES (1, 1)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['settings_version']);
  }
}
