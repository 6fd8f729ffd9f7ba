import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** Launchers that a domain recommends to its courses: a name and a kind of LMS, nothing secret. */
export class RecommendedLaunchers1764510000000 implements MigrationInterface {
  readonly name = 'RecommendedLaunchers1764510000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'recommended_launchers', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `name ${t.exact(320)} NOT NULL`,
      `lms ${t.exact(16)} NOT NULL`,
      `created_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(
      runner,
      'UNIQUE INDEX',
      'uq_recommended_launcher',
      'recommended_launchers (domain_id, name)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['recommended_launchers']);
  }
}
