import type { IdentityVerdict } from './launchCode.ts';
import type { NameTransform, UseIdentity } from './protector.ts';
import { usernameFromLaunch } from './username.ts';

/** What a launch holds under one parameter name. */
export type Reading =
  | { readonly kind: 'absent' }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'value'; readonly value: string };

export type NameVerdict = Extract<
  IdentityVerdict,
  'missing' | 'empty' | 'repeated' | 'unresolved' | 'unknown-user'
>;

/** The username that a launch names, or why it names nobody. */
export type NameInLaunch =
  | { readonly kind: 'named'; readonly username: string }
  | { readonly kind: 'verdict'; readonly verdict: NameVerdict };

/** An LMS that cannot fill a variable in leaves it standing, and a person may be called anything but that. */
const unresolvedVariable = /^\$[A-Za-z]/;

/** No username with its ending is longer; normalising a value of half a megabyte would be work for nothing. */
const longestWorthReading = 2000;

/**
 * Reads the username from a launch. In this order: presence of the first parameter; of the second, only where
 * the first is absent or empty (nothing but blanks is empty); Unicode form as it was sent; transform; what a
 * username may be. So a first parameter that is there but of no use never gives way to the second (R4).
 * With both absent the verdict is `missing`; with one absent and the other empty it is `empty`.
 */
export function nameInLaunch(use: UseIdentity, read: (name: string) => Reading): NameInLaunch {
  const first = judgePresence(read(use.parameter));
  const lacking = first.kind === 'verdict' && (first.verdict === 'missing' || first.verdict === 'empty');
  if (!lacking || use.fallbackParameter === undefined) return usernameIn(first, use.transform);

  const second = judgePresence(read(use.fallbackParameter));
  const bothLack = second.kind === 'verdict' && second.verdict === 'missing';
  return usernameIn(bothLack ? first : second, use.transform);
}

type Presence =
  | { readonly kind: 'sent'; readonly value: string }
  | { readonly kind: 'verdict'; readonly verdict: NameVerdict };

function judgePresence(reading: Reading): Presence {
  if (reading.kind === 'absent') return { kind: 'verdict', verdict: 'missing' };
  if (reading.kind === 'repeated') return { kind: 'verdict', verdict: 'repeated' };
  if (reading.value.trim() === '') return { kind: 'verdict', verdict: 'empty' };
  if (unresolvedVariable.test(reading.value)) return { kind: 'verdict', verdict: 'unresolved' };
  return { kind: 'sent', value: reading.value };
}

function usernameIn(presence: Presence, transform: NameTransform): NameInLaunch {
  if (presence.kind === 'verdict') return presence;
  const nobody = { kind: 'verdict', verdict: 'unknown-user' } as const;
  if (presence.value.length > longestWorthReading) return nobody;
  if (presence.value.normalize('NFC') !== presence.value) return nobody;
  const transformed = transformName(presence.value, transform);
  if (transformed === undefined) return nobody;
  // Judged again afterwards: "H" with a line below has no single letter, but "h" with a line below has one.
  const username = usernameFromLaunch(transformed);
  return username === undefined ? nobody : { kind: 'named', username };
}

/** The name after the protector's transform, or undefined where the transform matches nobody (R4). */
function transformName(value: string, transform: NameTransform): string | undefined {
  switch (transform.kind) {
    case 'none':
      return value;
    case 'lower':
      return value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    case 'strip': {
      const { ending } = transform;
      // An ending that names no domain would turn every value into a name.
      if (!/^@./u.test(ending) || !value.endsWith(ending)) return undefined;
      return value.slice(0, -ending.length);
    }
  }
}
