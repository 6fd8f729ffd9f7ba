import type { LmsKind } from './lmsKinds.ts';

/** What a parameter of a launch is worth in an LMS, where it is to name the student. */
export const parameterVerdicts = [
  'fits',
  'often-empty',
  'depends',
  'older-only',
  'changeable',
  'author-sets',
  'query-sets',
  'editable',
  'opaque',
  'not-sent',
  'unknown',
] as const;

export type ParameterVerdict = (typeof parameterVerdicts)[number];

const sourcedId = 'lis_person_sourcedid';
const email = 'lis_person_contact_email_primary';

type Verdicts = Readonly<Record<string, ParameterVerdict>>;

/** Parameters by LMS, as far as more is known of them than of any other. */
const known: Readonly<Record<LmsKind, Verdicts>> = {
  moodle: { ext_user_username: 'fits', [sourcedId]: 'often-empty', [email]: 'changeable' },
  canvas: { custom_canvas_user_login_id: 'fits', [sourcedId]: 'query-sets', [email]: 'query-sets' },
  openedx: { [sourcedId]: 'author-sets', [email]: 'author-sets' },
  sakai: { [sourcedId]: 'fits', ext_sakai_eid: 'older-only', [email]: 'changeable' },
  blackboard: { [sourcedId]: 'depends', [email]: 'changeable' },
  brightspace: {
    ext_d2l_username: 'fits',
    ext_d2l_orgdefinedid: 'depends',
    [sourcedId]: 'not-sent',
    [email]: 'changeable',
  },
  other: {},
};

/** Where one LMS alone has such names. */
const ofOneLms: readonly (readonly [RegExp, LmsKind])[] = [
  [/^ext_user_username$/, 'moodle'],
  [/^ext_sakai_/, 'sakai'],
  [/^ext_d2l_/, 'brightspace'],
];

/**
 * What a username parameter is worth in an LMS. Of parameters that teachers or students can set there it says so (R3):
 * whoever can, can be any student of the course.
 */
export function judgeParameter(lms: LmsKind, parameter: string): ParameterVerdict {
  // The name is whatever somebody typed, and every object has a `constructor`.
  if (Object.hasOwn(known[lms], parameter)) return known[lms][parameter] ?? 'unknown';
  if (parameter === 'user_id') return 'opaque';
  if (/^custom_/.test(parameter)) return 'editable';
  const foreign =
    lms !== 'other' && ofOneLms.some(([names, owner]) => names.test(parameter) && owner !== lms);
  return foreign ? 'not-sent' : 'unknown';
}

/** The parameter to choose in an LMS about which nothing else is known. */
export const usualParameter: Readonly<Record<LmsKind, string>> = {
  moodle: 'ext_user_username',
  canvas: 'custom_canvas_user_login_id',
  openedx: sourcedId,
  sakai: sourcedId,
  blackboard: sourcedId,
  brightspace: 'ext_d2l_username',
  other: sourcedId,
};

/** Does the LMS have to send e-mail addresses for it? */
export function needsEmail(parameters: readonly string[]): boolean {
  return parameters.includes(email);
}
