import { randomToken } from '../../crypto/randomTokens.ts';
import { type NameAndValue, signLaunch } from '../../lti/lti11/sign.ts';
import { Secret } from '../../model/secret.ts';
import { launchPath, tinyPath } from '../../model/shortUrl.ts';
import {
  benchDomain,
  benchKey,
  courseIdOf,
  itemIdOf,
  shortIdOf,
  usernameOf,
} from '../../storage/bench/layout.ts';
import type { Draw } from './draws.ts';

export interface LaunchToSend {
  readonly path: string;
  /** `application/x-www-form-urlencoded`, 43 parameters, about 2.4 kB, as large LMSs send them. */
  readonly body: string;
}

/** A launch with a nonce of its own. `timestamp` in epoch seconds. */
export function signedLaunch(
  draw: Draw,
  to: { readonly origin: string; readonly secret: Secret; readonly timestamp: number },
): LaunchToSend {
  const path = launchPath(benchDomain, shortIdOf(draw.link));
  const { origin, secret, timestamp } = to;
  const nonce = randomToken();
  const url = `${origin}${path}`;
  const pairs = signLaunch({ url, parameters: parameters(draw), key: benchKey, secret, timestamp, nonce });
  return { path, body: new URLSearchParams([...pairs] as [string, string][]).toString() };
}

/** What a form may hold at most. */
const mostBytes = 512 * 1024;

/**
 * A launch that nobody signed and that costs as much as one can: a known link and key, half a megabyte, and line breaks,
 * for which there is one more form that may have been signed.
 */
export function forgedLaunch(
  draw: Draw,
  to: { readonly origin: string; readonly timestamp: number },
): LaunchToSend {
  const { path, body } = signedLaunch(draw, { ...to, secret: new Secret('guessed') });
  const breaks = '\r\n'.repeat(Math.floor((mostBytes - body.length - 20) / 2));
  return { path, body: `${body}&custom_breaks=${breaks}` };
}

export function shortUrlPath({ link }: Draw): string {
  return tinyPath(benchDomain, shortIdOf(link));
}

/** With the seven of OAuth these are 43. */
function parameters({ person, course, link }: Draw): NameAndValue[] {
  const username = usernameOf(person);
  const lms = 'https://moodle.campus.example';
  return [
    ['lti_message_type', 'basic-lti-launch-request'],
    ['lti_version', 'LTI-1p0'],
    ['resource_link_id', String(link)],
    ['resource_link_title', `Item ${link} of the week, with a title as teachers write them`],
    [
      'resource_link_description',
      'Please read this before the exam begins, and bring your student card along.',
    ],
    ['user_id', String(person)],
    ['user_image', `${lms}/user/pix.php/${person}/f1.jpg`],
    ['roles', 'Learner'],
    ['lis_person_sourcedid', username],
    ['lis_person_name_given', `Given ${person}`],
    ['lis_person_name_family', `Family ${person}`],
    ['lis_person_name_full', `Given ${person} Family ${person}`],
    ['lis_person_contact_email_primary', `${username}@campus.example`],
    ['lis_course_section_sourcedid', `2026-autumn-${courseIdOf(course)}`],
    [
      'lis_result_sourcedid',
      JSON.stringify({ data: { instanceid: itemIdOf(link), userid: person, typeid: null } }),
    ],
    ['lis_outcome_service_url', `${lms}/mod/lti/service.php`],
    ['context_id', String(course)],
    ['context_type', 'CourseSection'],
    ['context_label', courseIdOf(course)],
    ['context_title', `Course ${course}: introduction to measuring, autumn`],
    ['launch_presentation_locale', 'en'],
    ['launch_presentation_document_target', 'window'],
    [
      'launch_presentation_return_url',
      `${lms}/mod/lti/return.php?course=${course}&launch_container=4&instanceid=${link}`,
    ],
    ['tool_consumer_info_product_family_code', 'moodle'],
    ['tool_consumer_info_version', '2026042000'],
    ['tool_consumer_instance_guid', 'moodle.campus.example'],
    ['tool_consumer_instance_name', 'Campus'],
    ['tool_consumer_instance_description', 'The learning management system of the campus'],
    ['tool_consumer_instance_url', lms],
    ['tool_consumer_instance_contact_email', 'help@campus.example'],
    ['ext_lms', 'moodle-2'],
    ['ext_user_username', username],
    ['custom_week', 'Week 7: measuring what is there, and what is not'],
    ['custom_group', 'Tuesday, second group, room 4.112'],
    ['custom_note', 'Filled in by the LMS for each launch, äöü, 50 % & more'],
    ['custom_opens', '2026-11-21T08:00:00+01:00'],
  ];
}
