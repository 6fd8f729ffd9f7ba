import { canonicalUsername, cleanDisplayName } from './username.ts';

/** An e-mail address as it is kept: NFC, with something on either side of one @; undefined where it is none. */
export function cleanEmail(text: string): string | undefined {
  if (text.length > 1_000) return undefined;
  const email = text.normalize('NFC').trim();
  return email.length <= 254 && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(email) ? email : undefined;
}

/** A person as somebody types or hands in one. */
export interface TypedPerson {
  readonly username: string;
  /** '' stands for the username. */
  readonly displayName: string;
  /** '' where there is none. */
  readonly email: string;
}

/** The same as it is kept. */
export interface CleanPerson {
  readonly username: string;
  readonly displayName: string;
  readonly email: string | null;
}

export type PersonFault = 'no-username' | 'bad-username' | 'bad-name' | 'bad-email';

/** Everything that is wrong with a typed person, at once; else the person as it is kept. */
export function readPerson(typed: TypedPerson): CleanPerson | readonly PersonFault[] {
  const faults: PersonFault[] = [];
  // Blanks around it were typed or copied by mistake; R4 speaks of launches.
  const name = typed.username.trim();
  const username = canonicalUsername(name);
  if (name === '') faults.push('no-username');
  else if (username === undefined) faults.push('bad-username');
  const displayName =
    typed.displayName.trim() === '' ? (username ?? '-') : cleanDisplayName(typed.displayName);
  if (displayName === undefined) faults.push('bad-name');
  const email = typed.email.trim() === '' ? null : cleanEmail(typed.email);
  if (email === undefined) faults.push('bad-email');
  if (username === undefined || displayName === undefined || email === undefined || faults.length > 0)
    return faults;
  return { username, displayName, email };
}
