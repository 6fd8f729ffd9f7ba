import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, engineOf, typesOf } from './kit.ts';

/** By which browser and system somebody signed in, in two words, so that people know their sessions again. */
export class SessionAgents1764620000000 implements MigrationInterface {
  readonly name = 'SessionAgents1764620000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await addColumn(runner, 'account_sessions', `agent ${t.exact(24)}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'account_sessions', 'agent');
  }
}
