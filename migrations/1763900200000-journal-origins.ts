import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, engineOf, typesOf } from './kit.ts';

/** Where launches came from, so that an operator can see what a check of origins would refuse before it does. */
export class JournalOrigins1763900200000 implements MigrationInterface {
  readonly name = 'JournalOrigins1763900200000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await addColumn(runner, 'launches', `origin ${t.exact(300)}`);
    await addColumn(runner, 'launches', `return_origin ${t.exact(300)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['return_origin', 'origin']) await dropColumn(runner, 'launches', column);
  }
}
