/** Who owns a link protector: the domain, or one of its courses. */
export type ProtectorLevel = 'domain' | 'course';

/** How items refer to a protector: by owner and number, never by name (product.md, Link protectors). */
export interface ProtectorRef {
  readonly level: ProtectorLevel;
  readonly number: number;
}

export type NameTransform =
  | { readonly kind: 'none' }
  | { readonly kind: 'lower' }
  | { readonly kind: 'strip'; readonly ending: string };

/** "Use identity? yes", with everything that belongs to it. */
export interface UseIdentity {
  readonly parameter: string;
  readonly fallbackParameter?: string;
  readonly transform: NameTransform;
  readonly otherwise: 'login' | 'stop';
}

/** Strength of a check that a coordinator can switch on by degrees. */
export type CheckMode = 'off' | 'warn' | 'enforce';

/** LTI 1.1.2: whether a launch may, or must, be sent once more through the LMS before it counts (R32). */
export const relaunchModes = ['off', 'offer', 'require'] as const;

export type RelaunchMode = (typeof relaunchModes)[number];

export const nonceLifetimeLimits = { least: 10, most: 3600, usual: 300 } as const;

export function sameProtector(one: ProtectorRef, other: ProtectorRef): boolean {
  return one.level === other.level && one.number === other.number;
}
