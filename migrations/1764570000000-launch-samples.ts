import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** What the last launches held, masked, and for whom failed signatures are looked into for an hour. */
export class LaunchSamples1764570000000 implements MigrationInterface {
  readonly name = 'LaunchSamples1764570000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'launch_samples', [
      `id ${t.bigKey}`,
      `at ${t.time} NOT NULL`,
      `reference ${t.exact(12)} NOT NULL`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `link_id ${t.ref}`,
      `protector_id ${t.ref} NOT NULL`,
      `code ${t.exact(24)} NOT NULL`,
      `identity ${t.exact(20)}`,
      `family ${t.exact(16)} NOT NULL`,
      `fields ${t.longText} NOT NULL`,
      `cause ${t.exact(40)}`,
    ]);
    await makeIndex(
      runner,
      'INDEX',
      'ix_sample_owner',
      'launch_samples (domain_id, course_id, protector_id, id)',
    );
    await makeIndex(runner, 'INDEX', 'ix_sample_protector', 'launch_samples (protector_id, id)');
    await makeIndex(runner, 'INDEX', 'ix_sample_reference', 'launch_samples (reference)');
    await makeIndex(runner, 'INDEX', 'ix_sample_at', 'launch_samples (at)');
    await makeTable(runner, 'explanations', [
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `expires_at ${t.time} NOT NULL`,
      'PRIMARY KEY (domain_id, course_id)',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['explanations', 'launch_samples']);
  }
}
