import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, dropIndex, engineOf, makeIndex, typesOf } from './kit.ts';

/** What people are searched for by, folded, so that an index alone tells who is meant. */
export class PeopleSearch1764610000000 implements MigrationInterface {
  readonly name = 'PeopleSearch1764610000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await addColumn(runner, 'people', `search_words ${t.exact(mostBytes)}`);
    for (let last = 0; ; ) {
      const people: Person[] = await runner.query(
        'SELECT id, username, display_name, email FROM people WHERE id > ? AND search_words IS NULL ORDER BY id LIMIT 500',
        [last],
      );
      const newest = people.at(-1);
      if (!newest) break;
      last = Number(newest.id);
      const cases = people.map(() => 'WHEN ? THEN ?').join(' ');
      const values = people.flatMap((person) => [person.id, wordsOf(person)]);
      await runner.query(
        `UPDATE people SET search_words = CASE id ${cases} END WHERE id IN (${people.map(() => '?').join(',')})`,
        [...values, ...people.map(({ id }) => id)],
      );
    }
    await makeIndex(runner, 'INDEX', 'ix_person_search', 'people (domain_id, search_words)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'ix_person_search', 'people');
    await dropColumn(runner, 'people', 'search_words');
  }
}

const mostBytes = 2_400;

interface Person {
  readonly id: number;
  readonly username: string | Buffer;
  readonly display_name: string;
  readonly email: string | null;
}

/** As the code of that day folded them; history imports nothing of the present. */
function wordsOf({ username, display_name, email }: Person): string {
  const words = [username.toString(), display_name, email ?? ''].map(fold).join('\n');
  const bytes = Buffer.from(words).subarray(0, mostBytes);
  return Buffer.byteLength(words) <= mostBytes ? words : bytes.toString('utf8').replace(/\uFFFD+$/, '');
}

function fold(text: string): string {
  let folded = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  for (let round = 0; round < 4; round += 1) {
    const before = folded;
    const lower = before.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
    folded = lower
      .replace(/i\u0307/gu, 'i')
      .replace(/ς/gu, 'σ')
      .replace(/\s+/gu, ' ')
      .normalize('NFKC');
    if (folded === before) break;
  }
  return folded.normalize('NFC');
}
