import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** Server processes that run now and the root keys that they hold, so that none is left behind when these change. */
export class Nodes1764100000000 implements MigrationInterface {
  readonly name = 'Nodes1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'nodes', [
      `id ${t.key}`,
      `mark ${t.exact(32)} NOT NULL`,
      `name ${t.exact(300)} NOT NULL`,
      `root_keys ${t.exact(8000)} NOT NULL`,
      `seen_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_node', 'nodes (mark)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['nodes']);
  }
}
