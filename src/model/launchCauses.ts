import type { IdentityVerdict, LaunchCode } from './launchCode.ts';

/** Why a launch went as it did, as finely as can be told apart: each has its own words and its own remedy. */
export const launchCauses = [
  'opened',
  'repeated-click',
  'relaunch-asked',
  'not-a-form',
  'too-large',
  'unreadable',
  'unsigned',
  'unsigned-moodle',
  'incomplete',
  'repeated-parameter',
  'unsupported-method',
  'unknown-link',
  'unknown-host',
  'unknown-key',
  'protector-closed',
  'protector-off',
  'protector-early',
  'protector-over',
  'protector-secretless',
  'bad-signature',
  'wrong-secret',
  'expired-secret',
  'secret-of-another',
  'secret-blanks',
  'key-as-secret',
  'empty-secret',
  'other-scheme',
  'other-port',
  'other-host',
  'other-path',
  'other-link',
  'other-method',
  'other-algorithm',
  'query-not-signed',
  'blanks-not-signed',
  'fields-not-signed',
  'stale',
  'future',
  'replayed',
  'wrong-message',
  'incomplete-message',
  'wrong-protector',
  'link-closed',
  'link-off',
  'link-early',
  'link-over',
  'course-archived',
  'not-deep-linked',
  'item-gone',
  'wrong-context',
  'origin-refused',
  'origin-missing',
  'relaunch-refused',
  'not-in-course',
  'name-not-used',
  'name-vetoed-by-course',
  'name-missing',
  'name-empty',
  'name-repeated',
  'name-unresolved',
  'name-unknown-user',
  'name-disabled-user',
  'name-changed',
  'name-privileged',
  'name-inactive-role',
  'name-not-a-student',
  'name-accepted',
] as const;

export type LaunchCause = (typeof launchCauses)[number];

/** What is known of a launch that people ask about. */
export interface ToldLaunch {
  readonly code: LaunchCode;
  readonly identity: IdentityVerdict | null;
  readonly notes: readonly string[];
  /** The Origin header in the journal's words; null where it does not know. */
  readonly origin: string | null;
  /** What a bad signature was found to be made with. */
  readonly found?: string | undefined;
}

/** The codes that stand for several causes, with the notes that tell them apart. */
const byNote: Partial<Readonly<Record<LaunchCode, readonly LaunchCause[]>>> = {
  unsigned: ['unsigned-moodle'],
  'unknown-link': ['unknown-host'],
  'protector-closed': ['protector-secretless', 'protector-off', 'protector-early', 'protector-over'],
  'link-closed': ['course-archived', 'link-off', 'link-early', 'link-over', 'not-deep-linked'],
  'origin-refused': ['relaunch-refused'],
};

export function causeOf({ code, identity, notes, origin, found }: ToldLaunch): LaunchCause {
  if (code === 'login-required' || code === 'stopped') return causeNamed(`name-${identity ?? 'missing'}`);
  if (code === 'bad-signature') return causeNamed(found ?? code);
  const noted = byNote[code]?.find((cause) => notes.includes(cause));
  if (noted !== undefined) return noted;
  if (code === 'origin-refused' && (origin === 'none' || origin === 'null')) return 'origin-missing';
  return causeNamed(code);
}

function causeNamed(word: string): LaunchCause {
  return launchCauses.find((cause) => cause === word) ?? 'bad-signature';
}

/** Who can mend it. */
export type Mender = 'nobody' | 'coordinator' | 'domain' | 'lms' | 'student';

/** Where in the menus of an LMS. */
export type LmsPlaceName = 'secret' | 'url' | 'names' | 'clock';

const inLms: Readonly<Record<LmsPlaceName, readonly LaunchCause[]>> = {
  secret: [
    'unsigned',
    'unsigned-moodle',
    'unknown-key',
    'bad-signature',
    'wrong-secret',
    'expired-secret',
    'secret-of-another',
    'secret-blanks',
    'key-as-secret',
    'empty-secret',
    'unsupported-method',
    'other-algorithm',
  ],
  url: [
    'not-a-form',
    'incomplete',
    'repeated-parameter',
    'unknown-link',
    'unknown-host',
    'other-scheme',
    'other-port',
    'other-host',
    'other-path',
    'other-link',
    'query-not-signed',
    'wrong-message',
    'incomplete-message',
    'other-method',
  ],
  names: ['name-missing', 'name-empty', 'name-unresolved', 'name-repeated'],
  clock: ['stale', 'future'],
};

/** Undefined for what no menu of the LMS mends. */
export function lmsPlaceOf(cause: LaunchCause): LmsPlaceName | undefined {
  const places = Object.keys(inLms) as LmsPlaceName[];
  return places.find((place) => inLms[place].includes(cause));
}

const menders: Readonly<Record<Exclude<Mender, 'lms'>, readonly LaunchCause[]>> = {
  nobody: ['opened', 'repeated-click', 'relaunch-asked', 'name-accepted', 'name-privileged'],
  student: ['replayed', 'unreadable', 'name-changed'],
  domain: [
    'name-vetoed-by-course',
    'name-disabled-user',
    'protector-closed',
    'protector-off',
    'protector-early',
    'protector-over',
    'protector-secretless',
    'course-archived',
    'origin-refused',
    'origin-missing',
    'relaunch-refused',
  ],
  coordinator: [
    'wrong-protector',
    'link-closed',
    'link-off',
    'link-early',
    'link-over',
    'not-deep-linked',
    'item-gone',
    'wrong-context',
    'not-in-course',
    'name-not-used',
    'name-unknown-user',
    'name-inactive-role',
    'name-not-a-student',
  ],
};

export function menderOf(cause: LaunchCause): Mender {
  const all = Object.keys(menders) as (keyof typeof menders)[];
  return all.find((mender) => menders[mender].includes(cause)) ?? 'lms';
}
