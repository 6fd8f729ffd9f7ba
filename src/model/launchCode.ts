/**
 * The closed list of what can become of a launch. The words stand in the journal, in the operator's output and
 * in tests; they never change their meaning. Every code needs an answer in `routes/launchAnswers.ts`.
 */
export const refusalCodes = [
  'not-a-form',
  'too-large',
  'unreadable',
  'unsigned',
  'incomplete',
  'repeated-parameter',
  'unsupported-method',
  'unknown-link',
  'unknown-key',
  'protector-closed',
  'bad-signature',
  'stale',
  'future',
  'replayed',
  'wrong-message',
  'incomplete-message',
  'wrong-protector',
  'link-closed',
  'item-gone',
  'wrong-context',
  'origin-refused',
  'stopped',
  'not-in-course',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

export const launchCodes = [
  'opened',
  'login-required',
  'repeated-click',
  'relaunch-asked',
  ...refusalCodes,
] as const;

export type LaunchCode = (typeof launchCodes)[number];

/** What was decided about the person whom a launch named (product.md, Identity; in order of precedence). */
export const identityVerdicts = [
  'not-used',
  'vetoed-by-course',
  'missing',
  'empty',
  'repeated',
  'unresolved',
  'unknown-user',
  'disabled-user',
  'changed',
  'privileged',
  'inactive-role',
  'not-a-student',
  'accepted',
] as const;

export type IdentityVerdict = (typeof identityVerdicts)[number];

/** Departures from the strict signature form that are accepted and noted (product.md, step 4). */
export const toleratedVariants = ['trailing-slash', 'query-counted-once', 'crlf-as-lf'] as const;

export type ToleratedVariant = (typeof toleratedVariants)[number];

/** A launch that must not go on. Not a fault: it has a code, an answer and a journal row. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** The field that the detail begins with: one of ours, never a name that was sent. */
  readonly field: string | undefined;

  constructor(code: RefusalCode, detail = '') {
    super(detail === '' ? code : `${code}: ${detail}`);
    this.name = 'Refusal';
    this.code = code;
    this.field = /^([a-z_]+) is /.exec(detail)?.[1];
  }
}
