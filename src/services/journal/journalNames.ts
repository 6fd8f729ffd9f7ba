import { canonicalUsername } from '../../model/username.ts';
import type { Sql } from '../../storage/door.ts';
import { linkInScope, personInScope } from '../../storage/journalNameStore.ts';
import type { JournalScope } from '../../storage/journalPageStore.ts';

/** What the words of a question stand for. */
export interface JournalNames {
  readonly link: { readonly id: number; readonly courseId: number } | undefined;
  readonly person: { readonly username: string; readonly id: number } | undefined;
}

/** `unknown` where a short URL is asked for that is not there, or not of this course: nothing can be found. */
export async function namesIn(
  sql: Sql,
  scope: JournalScope,
  {
    link: shortId,
    username: typed,
  }: { readonly link?: string | undefined; readonly username?: string | undefined },
): Promise<JournalNames | 'unknown'> {
  const link = shortId === undefined ? undefined : await linkInScope(sql, scope, shortId);
  if (shortId !== undefined && link === undefined) return 'unknown';
  if (typed === undefined) return { link, person: undefined };
  const username = canonicalUsername(typed);
  if (username === undefined) return 'unknown';
  // A launch may have named somebody whom nobody knows: then the name alone is looked for.
  return { link, person: { username, id: (await personInScope(sql, scope, username)) ?? 0 } };
}
