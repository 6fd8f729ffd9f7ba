import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  addColumn,
  dropColumn,
  dropIndex,
  dropTables,
  engineOf,
  makeIndex,
  makeTable,
  typesOf,
} from './kit.ts';

/** Who purges, one process at a time, and how long each domain keeps its journal. */
export class Purging1764300000000 implements MigrationInterface {
  readonly name = 'Purging1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'leases', [
      `duty ${t.exact(32)} NOT NULL`,
      `mark ${t.exact(32)} NOT NULL`,
      `holder ${t.exact(300)} NOT NULL`,
      `held_until ${t.time} NOT NULL`,
      'PRIMARY KEY (duty)',
    ]);
    await addColumn(runner, 'domains', `journal_days ${t.int}`);
    await makeIndex(runner, 'INDEX', 'ix_one_time_expires', 'one_time_addresses (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_one_time_expires', 'one_time_addresses');
    await dropColumn(runner, 'domains', 'journal_days');
    await dropTables(runner, ['leases']);
  }
}
