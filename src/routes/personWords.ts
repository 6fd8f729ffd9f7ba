import type { PersonFault } from '../model/person.ts';
import type { Texts } from '../web/texts.ts';
import type { FieldFault } from './formFields.ts';

const places: Readonly<Record<PersonFault, readonly [field: string, key: string]>> = {
  'no-username': ['username', 'form.missing'],
  'bad-username': ['username', 'people.badUsername'],
  'bad-name': ['displayName', 'people.badName'],
  'bad-email': ['email', 'people.badEmail'],
};

/** What is wrong with a typed person, beside the fields `username`, `displayName` and `email`. */
export function wordsOfPerson(faults: readonly PersonFault[], { t }: Texts): readonly FieldFault[] {
  return faults.map((fault) => {
    const [field, key] = places[fault];
    return { field, text: t(key) };
  });
}
