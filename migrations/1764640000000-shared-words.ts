import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

/** The word of a key-protected item is asked for: which session gave which word for which item, until the word changes. */
export class SharedWords1764640000000 implements MigrationInterface {
  readonly name = 'SharedWords1764640000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await addColumn(runner, 'deep_links', `word_version ${t.exact(32)}`);
    await addColumn(runner, 'deep_links', `word_set_at ${t.time}`);
    const first = engineOf(runner) === 'mysql' ? "CONCAT('first-', id)" : "'first-' || id";
    await runner.query(
      `UPDATE deep_links SET word_version = ${first} WHERE key_word IS NOT NULL AND word_version IS NULL`,
    );
    await makeTable(runner, 'given_words', [
      `holder ${t.bytes(32)} NOT NULL`,
      `item_id ${t.ref} NOT NULL`,
      `version ${t.exact(32)} NOT NULL`,
      `expires_at ${t.time} NOT NULL`,
      'PRIMARY KEY (holder, item_id, version)',
    ]);
    await makeIndex(runner, 'INDEX', 'ix_given_word_expires', 'given_words (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, ['given_words']);
    await dropColumn(runner, 'deep_links', 'word_set_at');
    await dropColumn(runner, 'deep_links', 'word_version');
  }
}
