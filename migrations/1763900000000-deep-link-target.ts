import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, engineOf, typesOf } from './kit.ts';

/** Deep-link settings say where an item is shown and where its exit leads; a launch keeps the former. */
export class DeepLinkTarget1763900000000 implements MigrationInterface {
  readonly name = 'DeepLinkTarget1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await addColumn(runner, 'deep_links', `target ${t.exact(10)}`);
    await addColumn(runner, 'deep_links', `exit_to ${t.exact(2300)}`);
    await addColumn(runner, 'launch_sessions', `target ${t.exact(10)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'launch_sessions', 'target');
    await dropColumn(runner, 'deep_links', 'exit_to');
    await dropColumn(runner, 'deep_links', 'target');
  }
}
