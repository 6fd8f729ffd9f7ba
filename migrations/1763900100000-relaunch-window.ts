import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, dropIndex, engineOf, makeIndex, typesOf } from './kit.ts';

/** A relaunch whose browser kept no cookie in its frame is started anew from a window of its own. */
export class RelaunchWindow1763900100000 implements MigrationInterface {
  readonly name = 'RelaunchWindow1763900100000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await addColumn(runner, 'relaunches', `address_sealed ${t.exact(6000)}`);
    await addColumn(runner, 'relaunches', `window_hash ${t.bytes(32)}`);
    await addColumn(runner, 'relaunches', `agent_hash ${t.bytes(32)}`);
    await makeIndex(runner, 'INDEX', 'ix_relaunch_window', 'relaunches (window_hash)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_relaunch_window', 'relaunches');
    for (const column of ['address_sealed', 'window_hash', 'agent_hash'])
      await dropColumn(runner, 'relaunches', column);
  }
}
