import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropIndex, engineOf, makeIndex } from './kit.ts';

/** Who studies in which course, and where shared words lie, without a look at the rows. */
export class DeskIndexes1764611000000 implements MigrationInterface {
  readonly name = 'DeskIndexes1764611000000';

  async up(runner: QueryRunner): Promise<void> {
    // SQLite knows too little of its tables to leave such an index alone where another one is better.
    const role = 'roles (domain_id, course_id, role, person_id, starts, ends, section)';
    if (engineOf(runner) === 'mysql') await makeIndex(runner, 'INDEX', 'ix_role_course', role);
    else await dropIndex(runner, 'ix_role_course', 'roles');
    await makeIndex(runner, 'INDEX', 'ix_deep_link_word', 'deep_links (domain_id, key_word)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_deep_link_word', 'deep_links');
    await dropIndex(runner, 'ix_role_course', 'roles');
  }
}
