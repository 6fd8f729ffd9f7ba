import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, engineOf, typesOf } from './kit.ts';

/** What pages within a site say, for the search. Of sites that are there already, nothing is known. */
export class SiteTexts1764691500000 implements MigrationInterface {
  readonly name = 'SiteTexts1764691500000';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'site_entries', `said ${typesOf(engineOf(runner)).longText}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'site_entries', 'said');
  }
}
