import { type NameAndValue, signLaunch } from '../../src/lti/lti11/sign.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Activity } from './activities.ts';
import type { LmsPerson } from './people.ts';

/** Ways to spoil a launch; `honest` spoils nothing. Each differs from the honest one by exactly one thing. */
export const manners = {
  honest: 'as it should be',
  'wrong-secret': 'signed with another secret',
  forged: 'somebody else’s username put in after signing',
  slow: 'a clock that is 10 minutes slow',
  fast: 'a clock that is 10 minutes fast',
  unsigned: 'not signed at all',
  'other-link': 'signed for another link',
} as const;

export type Manner = keyof typeof manners;

export function isManner(text: string): text is Manner {
  return Object.hasOwn(manners, text);
}

export interface LaunchOrder {
  readonly activity: Activity;
  /** Index of the activity in the LMS course; it is the resource link. */
  readonly place: number;
  readonly person: LmsPerson;
  readonly manner: Manner;
  readonly launchUrl: string;
  /** Where the LMS itself is: an origin. */
  readonly lms: string;
  readonly target: 'iframe' | 'window';
  /** Epoch seconds. */
  readonly now: number;
  readonly nonce: string;
}

export interface LaunchForm {
  readonly action: string;
  readonly pairs: readonly NameAndValue[];
}

/** The form that a click posts: the parameters of a Moodle launch, signed with what is set up for the activity. */
export function launchForm(order: LaunchOrder): LaunchForm {
  const { activity, manner, launchUrl, now, nonce } = order;
  const parameters = parametersOf(order);
  if (manner === 'unsigned') return { action: launchUrl, pairs: parameters };
  const drift = manner === 'slow' ? -600 : manner === 'fast' ? 600 : 0;
  const secret = manner === 'wrong-secret' ? 'somebody-guessed-this-one' : activity.secret;
  const url = manner === 'other-link' ? launchUrl.replace(/[^/]+$/, 'zzzzzz') : launchUrl;
  const signed = signLaunch({
    url,
    parameters,
    key: activity.key,
    secret: new Secret(secret),
    timestamp: now + drift,
    nonce,
  });
  if (manner !== 'forged') return { action: launchUrl, pairs: signed };
  const pairs = signed.map(
    ([name, value]): NameAndValue => [name, name === 'lis_person_sourcedid' ? 'bob' : value],
  );
  return { action: launchUrl, pairs };
}

/** What Moodle sends (mod/lti) when name and e-mail are shared; every value is signed, the empty ones too. */
function parametersOf({ activity, place, person, lms, target }: LaunchOrder): readonly NameAndValue[] {
  const { username, name, roles } = person;
  const [given = '', family = ''] = name.split(' ');
  return [
    ['user_id', String(6000 + username.length * 31 + username.charCodeAt(0))],
    ['lis_person_sourcedid', username],
    ['roles', roles],
    ['context_id', '17861'],
    ['context_label', 'PHY 101'],
    ['context_title', 'Physics 101'],
    ['context_type', 'CourseSection'],
    ['lis_course_section_sourcedid', ''],
    ['resource_link_id', String(17 + place)],
    ['resource_link_title', activity.name],
    ['resource_link_description', 'Opened from the stand-in LMS.\r\nNothing to hand in.'],
    ['lis_person_name_given', given],
    ['lis_person_name_family', family],
    ['lis_person_name_full', name],
    ['ext_user_username', username],
    ['lis_person_contact_email_primary', `${username}@campus.example`],
    ['launch_presentation_locale', 'en'],
    ['launch_presentation_document_target', target],
    ['launch_presentation_return_url', `${lms}/back?course=17861&sesskey=standin123`],
    ['ext_lms', 'moodle-2'],
    ['tool_consumer_info_product_family_code', 'moodle'],
    ['tool_consumer_info_version', '2026051800'],
    ['tool_consumer_instance_guid', 'campus.example'],
    ['tool_consumer_instance_name', 'Stand-in Campus'],
    ['lti_version', 'LTI-1p0'],
    ['lti_message_type', 'basic-lti-launch-request'],
  ];
}
