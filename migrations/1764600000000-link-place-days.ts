import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropIndex, dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** From which places in the LMS a link was launched, by day: what may be approved, and what a check would have refused. */
export class LinkPlaceDays1764600000000 implements MigrationInterface {
  readonly name = 'LinkPlaceDays1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'link_place_days', [
      `domain_id ${t.ref} NOT NULL`,
      `link_id ${t.ref} NOT NULL`,
      `protector_id ${t.ref} NOT NULL`,
      `day ${t.int} NOT NULL`,
      `kind ${t.exact(8)} NOT NULL`,
      `context_id ${t.exact(255)} NOT NULL`,
      `resource_link_id ${t.exact(255)} NOT NULL`,
      `launches ${t.int} NOT NULL`,
      `refused ${t.int} NOT NULL`,
      `title ${t.text(200)} NOT NULL`,
      `last_at ${t.time} NOT NULL`,
      'PRIMARY KEY (link_id, protector_id, day, kind, context_id, resource_link_id)',
    ]);
    await makeIndex(runner, 'INDEX', 'ix_link_place_day', 'link_place_days (day)');
    await makeIndex(runner, 'INDEX', 'ix_link_place_domain', 'link_place_days (domain_id, day)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_link_place_domain', 'link_place_days');
    await dropIndex(runner, 'ix_link_place_day', 'link_place_days');
    await dropTables(runner, ['link_place_days']);
  }
}
