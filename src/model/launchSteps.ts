import type { IdentityVerdict, LaunchCode } from './launchCode.ts';

/** The steps in which a launch is judged, in their order (product.md, A launch). */
export const launchSteps = [
  'form',
  'fields',
  'link',
  'key',
  'protector',
  'signature',
  'time',
  'nonce',
  'message',
  'item',
  'open',
  'deep-link',
  'place',
  'origin',
  'identity',
] as const;

export type LaunchStep = (typeof launchSteps)[number];

/** `asked`: it went on, to a sign-in. `left`: not reached. `spared`: a test launch takes no nonce. */
export const stepVerdicts = ['passed', 'warned', 'asked', 'failed', 'left', 'spared'] as const;

export type StepVerdict = (typeof stepVerdicts)[number];

export interface JudgedStep {
  readonly step: LaunchStep;
  readonly verdict: StepVerdict;
  /** Notes of the journal that belong to the step. */
  readonly remarks: readonly string[];
}

/** At which step a launch ends; codes that are not here have passed them all. */
const endsAt: Partial<Readonly<Record<LaunchCode, LaunchStep>>> = {
  'not-a-form': 'form',
  'too-large': 'form',
  unreadable: 'form',
  unsigned: 'fields',
  incomplete: 'fields',
  'repeated-parameter': 'fields',
  'unsupported-method': 'fields',
  'unknown-link': 'link',
  'unknown-key': 'key',
  'protector-closed': 'protector',
  'bad-signature': 'signature',
  stale: 'time',
  future: 'time',
  replayed: 'nonce',
  'wrong-message': 'message',
  'incomplete-message': 'message',
  'item-gone': 'item',
  'link-closed': 'open',
  'wrong-protector': 'deep-link',
  'wrong-context': 'place',
  'origin-refused': 'origin',
  stopped: 'identity',
  'not-in-course': 'identity',
};

/** The notes that the steps' own words do not say already. */
const remarksOf: Partial<Readonly<Record<LaunchStep, readonly string[]>>> = {
  form: ['other-charset', 'not-utf8'],
  link: ['former-address'],
  signature: ['previous-secret', 'trailing-slash', 'query-counted-once', 'crlf-as-lf'],
  place: ['other-place'],
  origin: ['other-origin', 'relaunch-ignored', 'relaunch-window', 'relaunched'],
  identity: ['person-changed'],
};

/** Every note that has words of its own. */
export const launchRemarks: readonly string[] = Object.values(remarksOf).flat();

export interface StepsQuestion {
  readonly code: LaunchCode;
  readonly identity: IdentityVerdict | null;
  /** Notes and tolerated variants. */
  readonly notes: readonly string[];
}

/** What each step came to, as the journal's row tells it. */
export function judgedSteps({ code, identity, notes }: StepsQuestion): readonly JudgedStep[] {
  const end = endsAt[code];
  const last = end === undefined ? launchSteps.length : launchSteps.indexOf(end);
  return launchSteps.map((step, n) => {
    const remarks = (remarksOf[step] ?? []).filter((note) => notes.includes(note));
    if (n > last) return { step, verdict: 'left', remarks: [] };
    if (n === last) return { step, verdict: 'failed', remarks };
    if (step === 'nonce' && notes.includes('test-launch')) return { step, verdict: 'spared', remarks };
    if (step === 'identity' && identity !== 'accepted') {
      return { step, verdict: code === 'login-required' ? 'asked' : 'left', remarks };
    }
    return { step, verdict: remarks.length > 0 ? 'warned' : 'passed', remarks };
  });
}
