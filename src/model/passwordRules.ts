import type { Secret } from './secret.ts';
import { usernameFold } from './username.ts';

export const passwordLengthLimits = { least: 12, most: 256 } as const;

export type PasswordFault = 'too-short' | 'too-long' | 'common' | 'like-name';

/** Whose password it is to be, and how to tell a common one (`crypto/commonPasswords.ts` holds the list). */
export interface PasswordContext {
  readonly username: string;
  readonly displayName?: string;
  readonly email?: string;
  readonly isCommon: (password: string) => boolean;
}

/**
 * Everything that is wrong with a new password, at once (product.md, People): 12-256 code points after NFC, no rule of
 * composition, not common, not the person's name, whatever the letter case and the digits or signs around it.
 */
export function faultsOfPassword(password: Secret, about: PasswordContext): readonly PasswordFault[] {
  const text = password.reveal().normalize('NFC');
  const length = Array.from(text).length;
  const faults: PasswordFault[] = [];
  if (length < passwordLengthLimits.least) faults.push('too-short');
  // A text beyond the limit is not looked at any further: the comparisons below are work.
  if (length > passwordLengthLimits.most) return ['too-long'];
  if (about.isCommon(text)) faults.push('common');
  if (isLikeName(text, about)) faults.push('like-name');
  return faults;
}

function isLikeName(text: string, { username, displayName = '', email = '' }: PasswordContext): boolean {
  const whole = bare(text);
  const names = [username, displayName, email, email.replace(/@.*$/su, '')]
    .map(bare)
    .filter((name) => name !== '');
  return names.some(
    (name) => whole === name || core(whole) === name || (core(whole) === core(name) && core(name) !== ''),
  );
}

/** Letter case, look-alikes and blanks put aside. */
function bare(text: string): string {
  return usernameFold(text).replace(/\s/gu, '');
}

/** Without what is no letter at either end. */
function core(text: string): string {
  return text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}
