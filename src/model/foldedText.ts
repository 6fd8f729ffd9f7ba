/** Raised whenever `folded` or `plainText` gives something else: what was written under another number is made anew. */
export const foldingRules = 1;

/**
 * Text as searches compare it: without regard to case, accents, ligatures, width, and signs that nobody sees. `Straße`,
 * `STRASSE` and `strasse` are one.
 */
export function folded(text: string): string {
  return text.replace(foreign, decomposed).toLowerCase().replace(/ς/g, 'σ');
}

/** Signs beyond ASCII, some at a time: to put a long row of accents in order takes the square of its length. */
const foreign = /[^\0-\x7f]{1,64}/gu;

function decomposed(signs: string): string {
  // The dot that a capital i leaves behind comes with its small letter alone.
  return signs
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/ß/g, 'ss');
}

/** So many words are looked for; of what is longer, the beginning. */
const mostWords = 8;
const longestQuery = 200;

/** The words of a search, folded, each once. All of them must be found. */
export function searchedFor(query: string): readonly string[] {
  const words = folded(query.slice(0, longestQuery)).split(/\s+/u);
  return [...new Set(words.filter((word) => word !== ''))].slice(0, mostWords);
}

/** A piece of text, and whether it is what was searched for. */
export interface MarkedText {
  readonly text: string;
  readonly marked: boolean;
}

/** The text in pieces, those marked in which a folded word stands. */
export function withMarks(text: string, words: readonly string[]): readonly MarkedText[] {
  const { plain, origins } = foldedWithOrigins(text);
  const isMarked = new Uint8Array(text.length);
  for (const word of words) {
    for (let at = plain.indexOf(word); at >= 0 && word !== ''; at = plain.indexOf(word, at + word.length)) {
      const end = origins[at + word.length] ?? text.length;
      isMarked.fill(1, origins[at] ?? 0, end);
    }
  }
  const pieces: { text: string; marked: boolean }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const marked = isMarked[at] === 1;
    const last = pieces.at(-1);
    if (last?.marked === marked) last.text += text.charAt(at);
    else pieces.push({ text: text.charAt(at), marked });
  }
  return pieces;
}

/** Folded sign by sign, with the place that each unit came from. */
function foldedWithOrigins(text: string): { readonly plain: string; readonly origins: readonly number[] } {
  const origins: number[] = [];
  let plain = '';
  let at = 0;
  for (const sign of text) {
    // Most signs are ASCII, and these fold to one of their own length.
    const part = sign < '\u0080' ? sign.toLowerCase() : folded(sign);
    for (let unit = 0; unit < part.length; unit += 1) origins.push(at);
    plain += part;
    at += sign.length;
  }
  return { plain, origins };
}

/** Signs before what was found, and in all. */
const before = 60;
const excerptLength = 240;

/**
 * The place of a text where the first of the words that occurs stands, cut at blanks. The beginning where none does.
 * Looked for piece by piece, since folding changes lengths.
 */
export function excerptAround(text: string, words: readonly string[]): string {
  const found = firstPlace(text, words);
  const start = found <= before ? 0 : wordStart(text, found - before);
  const end = start + excerptLength >= text.length ? text.length : wordEnd(text, start + excerptLength);
  return `${start > 0 ? '… ' : ''}${text.slice(start, end).trim()}${end < text.length ? ' …' : ''}`;
}

const pieceLength = 2_000;

function firstPlace(text: string, words: readonly string[]): number {
  for (let start = 0; start < text.length; start += pieceLength) {
    // Pieces overlap by more than the longest word, so that none is cut in two for both.
    const piece = text.slice(start, start + pieceLength + longestQuery);
    const whole = folded(piece);
    if (!words.some((word) => whole.includes(word))) continue;
    const { plain, origins } = foldedWithOrigins(piece);
    const places = words.map((word) => plain.indexOf(word)).filter((place) => place >= 0);
    if (places.length > 0) return start + (origins[Math.min(...places)] ?? 0);
  }
  return 0;
}

function wordStart(text: string, at: number): number {
  const blank = text.lastIndexOf(' ', at);
  return blank < at - 40 ? wholeSign(text, at) : blank + 1;
}

function wordEnd(text: string, at: number): number {
  const blank = text.lastIndexOf(' ', at);
  return blank < at - 40 ? wholeSign(text, at) : blank;
}

/** Not between the two halves of one sign. */
function wholeSign(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
}
