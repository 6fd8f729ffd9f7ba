import { searchFold } from '../model/searchWords.ts';
import type { NamedPerson } from '../storage/roleStore.ts';
import { likePattern } from '../web/listing.ts';
import type { Texts } from '../web/texts.ts';
import type { FieldPlan } from './formFields.ts';

/** Finds people who could be meant by a part of a username or name. */
export type FindPeople<At> = (
  by: At,
  question: { readonly typed: string; readonly pattern: string },
) => Promise<readonly NamedPerson[]>;

/** What was typed of somebody: a username, or a part of a name and the one that was then picked. */
export interface TypedPerson {
  readonly person: string;
  readonly pick: string;
}

/** A picked one counts before what was typed to find it. */
export function usernameOf({ person, pick }: TypedPerson): string {
  return pick === '' ? person : pick;
}

/** Those who could be meant, to pick from. */
export function meantBy<At>(
  find: FindPeople<At>,
  by: At,
  { person }: TypedPerson,
): Promise<readonly NamedPerson[]> {
  return find(by, { typed: person, pattern: likePattern(searchFold(person.trim())) });
}

/** The field `pick`; undefined where there is nobody to pick. */
export function pickPlan(found: readonly NamedPerson[], { t }: Texts): FieldPlan | undefined {
  if (found.length === 0) return undefined;
  const options = found.map(({ username, displayName }) => ({
    value: username,
    text: displayName,
    hint: username,
  }));
  return { name: 'pick', label: t('choosing.whichOfThese'), type: 'radios', options };
}
