import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropIndex, makeIndex } from './kit.ts';

/** The last launches of a short URL, and the sessions that run by it, are found without reading those of others. */
export class LaunchesByLink1764550000000 implements MigrationInterface {
  readonly name = 'LaunchesByLink1764550000000';

  async up(runner: QueryRunner): Promise<void> {
    await makeIndex(runner, 'INDEX', 'ix_launch_link', 'launches (link_id, at)');
    await makeIndex(runner, 'INDEX', 'ix_launch_session_link', 'launch_sessions (link_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_launch_session_link', 'launch_sessions');
    await dropIndex(runner, 'ix_launch_link', 'launches');
  }
}
