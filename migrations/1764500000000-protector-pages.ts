import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, dropIndex, engineOf, makeIndex, typesOf } from './kit.ts';

/** Since when a secret is in use, which launches still came with the one before, and which settings name a protector. */
export class ProtectorPages1764500000000 implements MigrationInterface {
  readonly name = 'ProtectorPages1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await addColumn(runner, 'protectors', `secret_changed_at ${t.time}`);
    await makeIndex(runner, 'INDEX', 'ix_launch_protector', 'launches (protector_id, at, notes)');
    await makeIndex(runner, 'INDEX', 'ix_deep_link_protect', 'deep_links (domain_id, course_id, protect)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_deep_link_protect', 'deep_links');
    await dropIndex(runner, 'ix_launch_protector', 'launches');
    await dropColumn(runner, 'protectors', 'secret_changed_at');
  }
}
