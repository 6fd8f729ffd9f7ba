import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** Failed tries of passwords, so that all processes and nodes count them together. */
export class Failures1764200000000 implements MigrationInterface {
  readonly name = 'Failures1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'failures', [
      `mark ${t.bytes(16)} NOT NULL`,
      `failed_at ${t.time} NOT NULL`,
      `expires_at ${t.time} NOT NULL`,
      'PRIMARY KEY (mark)',
    ]);
    await makeIndex(runner, 'INDEX', 'ix_failure_expires', 'failures (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['failures']);
  }
}
