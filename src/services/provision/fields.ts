import { z } from 'zod';
import { isAcceptablePasswordHash } from '../../crypto/passwordHash.ts';
import { isDay, isTimeZone } from '../../model/days.ts';
import { isCourseId, isDomainName, isItemId, isSection } from '../../model/ids.ts';
import { journalDaysLimits } from '../../model/journalKeeping.ts';
import { lmsIdFault, mostLmsIdBytes } from '../../model/lmsPlace.ts';
import { faultsOfKey } from '../../model/secretRules.ts';
import { isShortId } from '../../model/shortUrl.ts';
import { canonicalUsername, cleanDisplayName } from '../../model/username.ts';
import { originOf, webAddressFault } from './addresses.ts';
import { oneOf, quoted } from './faults.ts';
import { readTime } from './plannedTime.ts';

const mostBodyBytes = 1024 * 1024;
const unstorable = /[\p{Cc}\p{Cs}]/u;

/** A text with the sentence that says what is wrong with it, or undefined where it is right. */
function text(judge: (value: string) => string | undefined) {
  return z.string().check((context) => {
    const message = judge(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });
}

function shaped(isRight: (value: string) => boolean, expected: string) {
  return text((value) => (isRight(value) ? undefined : `${quoted(value)} is not ${expected}`));
}

/** A name of 1 to `most` characters as people write it. */
function name(most: number) {
  return text((value) => {
    const length = Array.from(value.normalize('NFC').trim()).length;
    if (length === 0) return 'is empty; write at least one character';
    if (length > most) return `has ${length} characters; at most ${most} are allowed`;
    if (value !== value.trim()) return 'begins or ends with a blank';
    return cleanDisplayName(value) === undefined
      ? 'holds a line break or another character that does not show'
      : undefined;
  });
}

/** One of a closed list of words. */
export function word<const Words extends readonly [string, ...string[]]>(words: Words, what: string) {
  return z.enum(words, {
    error: ({ input }) => {
      const given = typeof input === 'string' ? `${quoted(input)} is not ${what}` : `expected ${what}`;
      return `${given}; use ${oneOf(words)}`;
    },
  });
}

const idRule =
  '1-64 letters, digits, ".", "_" or "-", beginning with a letter or digit, and no word of our addresses';

export const domainName = shaped(
  isDomainName,
  'a domain name: 1-32 of a-z, 0-9 and "-", beginning with a letter or digit, and no word of our addresses',
);
export const courseId = shaped(isCourseId, `a course id: ${idRule}`);
export const itemId = shaped(isItemId, `an item id: ${idRule}`);
export const section = shaped(isSection, 'a section: 1-64 letters, digits, ".", "_" or "-"');
export const shortId = shaped(isShortId, 'a short id: 6-12 letters and digits');
export const username = shaped(
  (value) => canonicalUsername(value) !== undefined,
  'a username: 1-100 visible characters, no blank at either end',
);
export const protectorName = name(80);
export const title = name(200);
export const menuName = name(80);
export const buttonText = name(60);

export const email = shaped(
  (value) => value.length <= 254 && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(value),
  'an e-mail address',
);
export const timeZone = shaped(isTimeZone, 'a time zone such as America/Detroit or UTC');
export const day = shaped(isDay, 'a day; write it as 2026-08-01');
export const time = shaped(
  (value) => readTime(value) !== undefined,
  'a day or time; write 2026-08-01, or 2026-08-01T08:00:00Z with a zone at the end',
);
/** Not repeated in the sentence: an address may hold a password. */
export const origin = text((value) =>
  originOf(value) === undefined
    ? 'is not an origin; write http:// or https://, the host and perhaps a port, without path'
    : undefined,
);
export const webAddress = text(webAddressFault);
export const parameterName = shaped(
  (value) => /^[!-~]{1,255}$/.test(value),
  'the name of a launch parameter: 1-255 ASCII characters without blanks',
);
export const nameEnding = shaped(
  (value) => value.length <= 255 && /^@[^\s@\p{C}]+$/u.test(value),
  'an ending to strip; write it with its @, such as "@msu.example"',
);
/** Not repeated in the sentence: it may be a shared word in the wrong place. */
export const protectorLink = text((value) =>
  /^(domain|course):\S/.test(value) && name(80).safeParse(value.replace(/^\w+:/, '')).success
    ? undefined
    : 'is not a link protector; write "domain:NAME" or "course:NAME"',
);
/** An id that an LMS gave. It is compared byte by byte, so nothing about it is mended. */
export const lmsId = text((value) => {
  switch (lmsIdFault(value)) {
    case 'empty':
      return 'is empty; write the id as the LMS sends it, or leave the key out';
    case 'control':
      return 'holds a control character';
    case 'long':
      return `has ${new TextEncoder().encode(value).length} bytes; at most ${mostLmsIdBytes} are allowed`;
    default:
      return undefined;
  }
});
export const filePath = text((value) => (value === '' ? 'is empty; write the path of a file' : undefined));

export const body = text((value) => {
  if (/[^\P{Cc}\t\n\r]/u.test(value)) return 'holds a control character';
  return new TextEncoder().encode(value).length > mostBodyBytes ? 'is longer than 1 MiB' : undefined;
});

export const protectorKey = text((value) => {
  const faults = faultsOfKey(value);
  return faults.length === 0
    ? undefined
    : `${quoted(value)} is not a key: 1-255 printable ASCII characters without colon, no blank at either end`;
});

export const nonceLifetime = whole(10, 3600, 'seconds');
export const secretLength = whole(1, 255, 'characters');
export const journalDays = whole(journalDaysLimits.least, journalDaysLimits.most, 'days');
export const protectorNumber = whole(1, 1_000_000_000, '');

/** Texts below are secrets: no sentence repeats them. */
export const secret = z.string();
export const password = z.string();
export const passwordHash = text((value) =>
  isAcceptablePasswordHash(value)
    ? undefined
    : 'is not an argon2id hash ($argon2id$v=19$m=...) within our limits',
);
export const sharedWord = text((value) => {
  const length = Array.from(value).length;
  if (length === 0 || length > 100) return 'the shared word must have 1-100 characters';
  return value !== value.trim() || unstorable.test(value)
    ? 'the shared word must not hold line breaks or begin or end with a blank'
    : undefined;
});

function whole(least: number, most: number, unit: string) {
  return z.number().check((context) => {
    const { value } = context;
    if (Number.isInteger(value) && value >= least && value <= most) return;
    const message = `${value} is not a whole number from ${least} to ${most}${unit === '' ? '' : ` ${unit}`}`;
    context.issues.push({ code: 'custom', message, input: value });
  });
}
