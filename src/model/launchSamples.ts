import type { LmsFamily } from './lmsFamily.ts';

/** How long the last launches are kept for a closer look (R31). */
export const sampleKeepingMs = 14 * 24 * 3_600_000;

/** So many of each protector and course, the newest. */
export const samplesKept = 20;

/** What a value looks like, without saying what it is. */
export const valueShapes = [
  'empty',
  'variable',
  'number',
  'hex',
  'uuid',
  'email',
  'address',
  'word',
  'words',
  'other',
] as const;

export type ValueShape = (typeof valueShapes)[number];

/** How a value agrees with a username of the roster: as it stands, in small letters, or before its last `@`. */
export type RosterMatch = 'exact' | 'lower' | 'strip';

/** One parameter of a launch as it is kept: never its value. */
export interface MaskedField {
  readonly name: string;
  /** Characters. */
  readonly length: number;
  /** Left out where nobody has signed the launch. */
  readonly shape?: ValueShape;
  /** The first character, only of values that may be a name. */
  readonly first?: string;
  readonly match?: RosterMatch;
}

export interface LaunchSample {
  readonly at: number;
  readonly reference: string;
  readonly family: LmsFamily | '';
  readonly fields: readonly MaskedField[];
}

/** Names longer than any that an LMS has are cut: they are the sender's own text. */
const longestName = 64;

/** Parameters of one launch that are kept. */
export const mostFields = 120;

/** Of values that hold keys of sessions or grades, or addresses, nothing but the length is kept (R31). */
const veiled =
  /^(?:oauth_|lis_result|.*(?:sourcedid|_url|token|digest|session|secret|password|state|nonce))/i;

/** The two that may be somebody's username are looked at all the same. */
const candidates: ReadonlySet<string> = new Set(['lis_person_sourcedid', 'ext_sakai_provider_displayid']);

const longestCandidate = 250;

interface KnownName {
  /** Nothing but the length is kept of its value. */
  readonly isVeiled: boolean;
  /** What people read of a name that a sender chose. */
  readonly shown: string;
}

/** Launches use the same few names, and what there is to say of each is said once. */
const knownNames = new Map<string, KnownName>();
const mostKnownNames = 500;

function known(name: string): KnownName {
  const found = knownNames.get(name);
  if (found !== undefined) return found;
  // A copy: the name is a part of the whole form, which would stay as long as it does.
  const own = Buffer.from(name).toString();
  const made = { isVeiled: veiled.test(own) && !candidates.has(own), shown: printable(own) };
  if (knownNames.size >= mostKnownNames) knownNames.clear();
  if (own.length <= longestName) knownNames.set(own, made);
  return made;
}

/** Whether a value may be looked at: it could be a username, and is none of what must not be kept. */
export function mayBeName(name: string, value: string): boolean {
  if (known(name).isVeiled) return false;
  const text = value.trim();
  return text !== '' && text.length <= longestCandidate && !/[/?\s]|:\/\//.test(text);
}

/** One parameter without its value. */
export function masked(name: string, value: string, match?: RosterMatch): MaskedField {
  const { shown: kept, isVeiled } = known(name);
  if (isVeiled) return { name: kept, length: value.length, shape: 'other' };
  const shape = shapeOf(value);
  const [first = ''] = value;
  const shown = shape === 'email' || shape === 'word' || shape === 'hex' || shape === 'number';
  return {
    name: kept,
    length: value.length,
    shape,
    ...(shown && value.length > 2 && /^[\p{L}\p{N}]$/u.test(first) ? { first } : {}),
    ...(match === undefined ? {} : { match }),
  };
}

/** A parameter of a launch that nobody has signed: name and length. */
export function onlyLength(name: string, value: string): MaskedField {
  return { name: known(name).shown, length: value.length };
}

function printable(name: string): string {
  const text = name.replace(/[^\x20-\x7e]/g, '?');
  return text.length <= longestName ? text : `${text.slice(0, longestName - 1)}…`;
}

const shapes: readonly (readonly [RegExp, ValueShape])[] = [
  [/^\s*$/, 'empty'],
  [/^\$[A-Za-z]/, 'variable'],
  [/^[0-9]+$/, 'number'],
  [/^[0-9a-f]{16,}$/i, 'hex'],
  [/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'uuid'],
  [/^[^\s@]+@[^\s@]+$/, 'email'],
  [/^[a-z][a-z0-9+.-]*:/i, 'address'],
  [/^\S+$/, 'word'],
  [/^[^<>]+$/, 'words'],
];

function shapeOf(value: string): ValueShape {
  const start = value.slice(0, 300);
  return shapes.find(([form]) => form.test(start))?.[1] ?? 'other';
}
