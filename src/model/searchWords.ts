import { usernameFold } from './username.ts';

/** What a row keeps of them is an index's key, which has an end. */
export const searchWordsBytes = 2_400;

/**
 * The form in which people are searched for, of what they are called and of what was typed: upper and lower case, accents
 * and compatibility forms make no difference, whatever the database knows of letters. Never for telling people apart.
 */
export function searchFold(text: string): string {
  return usernameFold(text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')).normalize('NFC');
}

/** All that a person is found by, the username first. */
export function searchWordsOf(person: {
  readonly username: string;
  readonly displayName: string;
  readonly email: string | null;
}): string {
  const { username, displayName, email } = person;
  const words = [username, displayName, email ?? ''].map(searchFold).join('\n');
  return Buffer.byteLength(words) <= searchWordsBytes ? words : cut(words);
}

function cut(text: string): string {
  const bytes = Buffer.from(text).subarray(0, searchWordsBytes);
  // The last character may have been cut through.
  return bytes.toString('utf8').replace(/\uFFFD+$/, '');
}
