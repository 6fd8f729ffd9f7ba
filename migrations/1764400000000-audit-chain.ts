import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  addColumn,
  dropColumn,
  dropIndex,
  dropTables,
  engineOf,
  makeIndex,
  makeTable,
  typesOf,
} from './kit.ts';

/** Each change of a domain carries the hash of the one before it, so that none can be taken away or altered unseen. */
export class AuditChain1764400000000 implements MigrationInterface {
  readonly name = 'AuditChain1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'audit_chains', [
      `domain_id ${t.ref} NOT NULL`,
      `seq ${t.time} NOT NULL`,
      `hash ${t.bytes(32)} NOT NULL`,
      'PRIMARY KEY (domain_id)',
    ]);
    await addColumn(runner, 'audit', `seq ${t.time}`);
    await addColumn(runner, 'audit', `hash ${t.bytes(32)}`);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_audit_seq', 'audit (domain_id, seq)');
    await makeIndex(runner, 'INDEX', 'ix_audit_course', 'audit (course_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_audit_course', 'audit');
    await dropIndex(runner, 'uq_audit_seq', 'audit');
    await dropColumn(runner, 'audit', 'hash');
    await dropColumn(runner, 'audit', 'seq');
    await dropTables(runner, ['audit_chains']);
  }
}
