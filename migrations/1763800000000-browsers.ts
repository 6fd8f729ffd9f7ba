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

/** What launches need in every browser: languages, the hand-over to a new window, and what was learned of origins. */
export class Browsers1763800000000 implements MigrationInterface {
  readonly name = 'Browsers1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await addColumn(runner, 'launch_sessions', `locale ${t.exact(16)}`);
    await addColumn(runner, 'launch_sessions', `handover_hash ${t.bytes(32)}`);
    await addColumn(runner, 'launch_sessions', `handover_until ${t.time}`);
    await addColumn(runner, 'launch_sessions', `handover_sealed ${t.exact(4000)}`);
    await addColumn(runner, 'launch_sessions', `agent_hash ${t.bytes(32)}`);
    await makeIndex(runner, 'INDEX', 'ix_launch_session_handover', 'launch_sessions (handover_hash)');

    await addColumn(runner, 'launch_sessions', `next_item ${t.exact(64)}`);

    await addColumn(runner, 'protectors', `relaunch ${t.exact(10)}`);
    await makeTable(runner, 'relaunches', [
      `state_hash ${t.bytes(32)} NOT NULL`,
      `browser_hash ${t.bytes(32)} NOT NULL`,
      `platform_hash ${t.bytes(32)}`,
      `protector_id ${t.ref} NOT NULL`,
      `link_id ${t.ref} NOT NULL`,
      `spent_by ${t.bytes(32)}`,
      `expires_at ${t.time} NOT NULL`,
      `PRIMARY KEY (state_hash)`,
    ]);
    await makeIndex(runner, 'INDEX', 'ix_relaunch_expires', 'relaunches (expires_at)');

    await makeTable(runner, 'origin_proposals', [
      `protector_id ${t.ref} NOT NULL`,
      `origin ${t.exact(300)} NOT NULL`,
      `subject_hash ${t.bytes(32)} NOT NULL`,
      `first_at ${t.time} NOT NULL`,
      `PRIMARY KEY (protector_id, origin, subject_hash)`,
    ]);
    await makeIndex(runner, 'INDEX', 'ix_origin_proposal_first', 'origin_proposals (first_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'protectors', 'relaunch');
    await dropColumn(runner, 'launch_sessions', 'next_item');
    await dropTables(runner, ['relaunches', 'origin_proposals']);
    await dropIndex(runner, 'ix_launch_session_handover', 'launch_sessions');
    for (const column of ['locale', 'handover_hash', 'handover_until', 'handover_sealed', 'agent_hash'])
      await dropColumn(runner, 'launch_sessions', column);
  }
}
