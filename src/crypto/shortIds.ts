import { customAlphabet } from 'nanoid';
import { shortIdLengths, shortIdSymbols } from '../model/shortUrl.ts';

/** Short words that nobody wants on a course sheet (English, German, French, Spanish); the symbols have no o. */
const rudeWords = (
  'anal anus arse ass bitch crap cum cunt damn dick dyke fag fart fuck jizz kike kkk milf nazi nig nude paki penis ' +
  'piss pube pussy rape sex shit slut spic suck tit turd twat wank fick hure arsch pute merde bite puta mierda pene'
).split(' ');

/** Digits that are read as letters. */
const readAs: Readonly<Record<string, string>> = {
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
};

const draw = customAlphabet(shortIdSymbols);

/**
 * A random short id of the 56 symbols. Unique only once an insert says so (product.md, Short URLs).
 * @throws RangeError for a length outside 6-12.
 */
export function randomShortId(length: number = shortIdLengths.usual): string {
  const { least, most } = shortIdLengths;
  if (!Number.isInteger(length) || length < least || length > most) {
    throw new RangeError(`a short id has ${least} to ${most} symbols`);
  }
  for (;;) {
    const id = draw(length);
    if (!readsRude(id)) return id;
  }
}

/** Whether somebody may read a rude word in it, also with digits for letters. */
export function readsRude(id: string): boolean {
  const lower = id.toLowerCase();
  const read = Array.from(lower, (symbol) => readAs[symbol] ?? symbol).join('');
  return rudeWords.some((word) => lower.includes(word) || read.includes(word));
}
