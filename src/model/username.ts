const mostCharacters = 100;
const mostDisplayCharacters = 200;

/**
 * What makes two different usernames look alike, or one look like nothing: control, format (zero-width, bidirectional),
 * private, unassigned and surrogate code points, ignorable ones that Unicode counts as letters or marks (Hangul
 * fillers, variation selectors), the empty Braille cell, every blank but U+0020, and U+FFFD, which stands for bytes that could not
 * be read: two different names would become one.
 */
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800\uFFFD]|(?! )\p{Z}/u;

/**
 * The one form in which a username is kept and compared (NFC, case kept), or undefined where the text cannot be a
 * username: 1-100 code points, at most 400 bytes, nothing invisible, no blank at either end.
 */
export function canonicalUsername(text: string): string | undefined {
  // Normalising a huge text is work. No NFC character comes of more than four, so this refuses nothing that fits.
  if (text.length > 16 * mostCharacters) return undefined;
  const name = text.normalize('NFC');
  if (name === '' || countCharacters(name) > mostCharacters || invisible.test(name)) return undefined;
  if (name.startsWith(' ') || name.endsWith(' ') || /^\p{M}/u.test(name)) return undefined;
  return name;
}

/** As canonicalUsername, for a value from a launch: one that NFC would change is nobody's name (R4). */
export function usernameFromLaunch(value: string): string | undefined {
  const name = canonicalUsername(value);
  return name === value ? name : undefined;
}

/**
 * The form in which a new username must differ from every other (product.md, People): NFKC and case folding, runs of
 * blanks as one, because a page shows them so. For that question only; names are never compared by it at sign-in.
 */
export function usernameFold(text: string): string {
  // Most are, in lists of many thousands.
  if (/^[ -~]*$/.test(text)) return text.toLowerCase().replace(/ +/g, ' ');
  let folded = text;
  // JavaScript has no case folding: upper case unites ß and ss, dotless and dotted i, final and other sigma. What
  // compatibility forms bring out may fold again, so it goes on until nothing changes.
  for (let round = 0; round < 4; round += 1) {
    const before = folded;
    folded = foldOnce(before);
    if (folded === before) return folded;
  }
  return folded;
}

function foldOnce(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  // Turkish İ becomes an i with another dot above, which looks like i.
  return lower
    .replace(/i\u0307/gu, 'i')
    .replace(/ς/gu, 'σ')
    .replace(/\s+/gu, ' ')
    .normalize('NFKC');
}

/**
 * A display name as it is kept: NFC, without blanks around it; undefined where it is empty, longer than 200 code
 * points, or holds control characters, line breaks, half surrogates or characters that turn the writing direction.
 */
export function cleanDisplayName(text: string): string | undefined {
  if (text.length > 16 * mostDisplayCharacters) return undefined;
  const name = text.normalize('NFC').trim();
  if (name === '' || countCharacters(name) > mostDisplayCharacters) return undefined;
  return /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(name) ? undefined : name;
}

function countCharacters(text: string): number {
  return Array.from(text).length;
}
