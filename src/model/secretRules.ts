import type { Secret } from './secret.ts';

export const characterKinds = ['lower', 'upper', 'digit', 'special'] as const;

export type CharacterKind = (typeof characterKinds)[number];

/** A domain's rules for typed protector secrets (product.md, Secret rules). Lengths count code points. */
export interface SecretRules {
  readonly minLength: number;
  readonly maxLength: number;
  readonly require: readonly CharacterKind[];
}

export const usualSecretRules: SecretRules = { minLength: 20, maxLength: 255, require: [] };

export const secretLengthLimits = { least: 1, most: 255, mostBytes: 800 } as const;

export type BrokenSecretRule =
  | 'too-short'
  | 'too-long'
  | 'no-lower'
  | 'no-upper'
  | 'no-digit'
  | 'no-special'
  | 'unprintable'
  | 'outer-blank'
  | 'same-as-key';

export type RulesFault =
  | 'min-length'
  | 'max-length'
  | 'min-over-max'
  | 'unknown-kind'
  | 'repeated-kind'
  | 'too-many-kinds';

export type KeyFault = 'empty' | 'too-long' | 'not-ascii' | 'colon' | 'outer-blank';

const shapes: Readonly<Record<CharacterKind, RegExp>> = {
  lower: /\p{Ll}/u,
  upper: /\p{Lu}/u,
  digit: /\p{Nd}/u,
  special: /[\p{P}\p{S}]/u,
};

/** Controls, invisible formats, half surrogates, private characters, and every blank but U+0020. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]|(?! )\p{Z}/u;

/**
 * Every rule that a typed secret breaks, at once; none means that it may be kept. Beside the domain's rules: at most
 * 255 code points and 800 bytes of UTF-8, printable, no blank at either end (an LMS cuts it off and then nothing
 * verifies), and not the key, which every launch shows.
 */
export function brokenSecretRules(secret: Secret, rules: SecretRules, key = ''): readonly BrokenSecretRule[] {
  const text = secret.reveal();
  const length = Array.from(text).length;
  const most = Math.min(rules.maxLength, secretLengthLimits.most);
  const broken: BrokenSecretRule[] = [];
  if (length < Math.max(rules.minLength, secretLengthLimits.least)) broken.push('too-short');
  if (length > most || bytesOf(text) > secretLengthLimits.mostBytes) broken.push('too-long');
  for (const kind of characterKinds) {
    if (rules.require.includes(kind) && !shapes[kind].test(text)) broken.push(`no-${kind}`);
  }
  if (unprintable.test(text)) broken.push('unprintable');
  if (text.startsWith(' ') || text.endsWith(' ')) broken.push('outer-blank');
  if (text !== '' && text === key) broken.push('same-as-key');
  return broken;
}

/** What is wrong with the rules themselves: lengths outside 1-255, or rules that no secret can keep. */
export function faultsOfRules(rules: {
  readonly minLength: number;
  readonly maxLength: number;
  readonly require: readonly string[];
}): readonly RulesFault[] {
  const faults: RulesFault[] = [];
  if (!isLength(rules.minLength)) faults.push('min-length');
  if (!isLength(rules.maxLength)) faults.push('max-length');
  if (rules.minLength > rules.maxLength) faults.push('min-over-max');
  if (rules.require.some((kind) => !characterKinds.some((known) => known === kind)))
    faults.push('unknown-kind');
  if (new Set(rules.require).size < rules.require.length) faults.push('repeated-kind');
  if (new Set(rules.require).size > rules.maxLength) faults.push('too-many-kinds');
  return faults;
}

/** What is wrong with a typed key: it has 1-255 printable ASCII characters, no colon, no blank at either end. */
export function faultsOfKey(text: string): readonly KeyFault[] {
  if (text === '') return ['empty'];
  const faults: KeyFault[] = [];
  if (text.length > 255) faults.push('too-long');
  if (!/^[\x20-\x7e]*$/.test(text)) faults.push('not-ascii');
  if (text.includes(':')) faults.push('colon');
  if (text.startsWith(' ') || text.endsWith(' ')) faults.push('outer-blank');
  return faults;
}

function isLength(number: number): boolean {
  return Number.isInteger(number) && number >= secretLengthLimits.least && number <= secretLengthLimits.most;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
