import { batched } from './batch.ts';
import type { Door, Sql } from './door.ts';
import { versionedCache } from './versionedCache.ts';

interface Answers<Question, Found> {
  readonly most: number;
  /** What makes two questions the same. */
  readonly name: (question: Question) => string;
  /** Answers each question, in their order. */
  readonly find: (sql: Sql, questions: readonly Question[]) => Promise<Found[]>;
  /** Whether the answer holds until the version changes. */
  readonly lasts: (found: Found) => boolean;
}

export interface KeptAnswers<Question, Found> {
  /** What was kept under the question's version; undefined where nothing is. */
  known(question: Question): { readonly found: Found } | undefined;
  ask(question: Question): Promise<Found>;
}

/** One read answers all who ask at the same time; what was found is kept while nothing changes. */
export function keptAnswers<Question extends { readonly version: number }, Found>(
  door: Door,
  { most, name, find, lasts }: Answers<Question, Found>,
): KeptAnswers<Question, Found> {
  const cache = versionedCache<{ readonly found: Found }>(most);
  const read = batched((questions: readonly Question[]) => door.read((sql) => find(sql, questions)));
  const known = (question: Question) => cache.find(question.version, name(question));
  return {
    known,
    async ask(question) {
      const kept = known(question);
      if (kept) return kept.found;
      const found = await read(question);
      if (lasts(found)) cache.keep(question.version, name(question), { found });
      return found;
    },
  };
}
