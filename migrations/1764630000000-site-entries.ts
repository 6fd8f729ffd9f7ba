import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** The files of uploaded sites, by the hash of the archive that they came in. */
export class SiteEntries1764630000000 implements MigrationInterface {
  readonly name = 'SiteEntries1764630000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'site_entries', [
      `id ${t.key}`,
      `site_hash ${t.exact(64)} NOT NULL`,
      `path ${t.exact(900)} NOT NULL`,
      `hash ${t.exact(64)} NOT NULL`,
      `type ${t.exact(100)} NOT NULL`,
      `size ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_site_entry', 'site_entries (site_hash, path)');
    await makeIndex(runner, 'INDEX', 'ix_site_entry_hash', 'site_entries (hash)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['site_entries']);
  }
}
