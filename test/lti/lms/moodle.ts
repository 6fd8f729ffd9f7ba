import { type LmsLaunch, launchUrl, oauthFields } from './lmsLaunch.ts';

const description =
  'Rozdział 3: „Uczenie maszynowe”\r\n\r\n  * zadania (1)–(4)\r\n  * termin: 12:00 & ani minuty później!\r\n'.repeat(
    3,
  );
const returnUrl =
  'https://moodle.uni.example/mod/lti/return.php?course=17861&launch_container=3&instanceid=17&sesskey=abcDEF1234';

/** Moodle 4: an empty ID number, CR LF in the description as signed, JSON in the sourcedid, a session key. */
const common: LmsLaunch['posted'] = [
  ...oauthFields({ key: 'moodle-prod', nonce: '0a8f0a3c5c7a1f3bb7f7a6d1c0e4b2d9' }),
  ['user_id', '6454'],
  ['lis_person_sourcedid', ''],
  ['roles', 'Learner'],
  ['context_id', '17861'],
  ['context_label', 'SI-24/25'],
  ['context_title', 'Sztuczna inteligencja [2024/25]'],
  ['lti_message_type', 'basic-lti-launch-request'],
  ['resource_link_title', 'Narzędzie zewnętrzne'],
  ['resource_link_description', description],
  ['resource_link_id', '17'],
  ['context_type', 'CourseSection'],
  ['lis_course_section_sourcedid', ''],
  [
    'lis_result_sourcedid',
    '{"data":{"instanceid":"17","userid":"6454","typeid":null,"launchid":1204857303},"hash":"5b1c9f"}',
  ],
  ['lis_outcome_service_url', 'https://moodle.uni.example/mod/lti/service.php'],
  ['lis_person_name_given', 'Łucja'],
  ['lis_person_name_family', 'Żółć'],
  ['lis_person_name_full', 'Łucja Żółć'],
  ['ext_user_username', 'lucja.zolc@uni.example'],
  ['lis_person_contact_email_primary', 'lucja.zolc@uni.example'],
  ['launch_presentation_locale', 'pl'],
  ['ext_lms', 'moodle-2'],
  ['tool_consumer_info_product_family_code', 'moodle'],
  ['tool_consumer_info_version', '2021051718'],
  ['lti_version', 'LTI-1p0'],
  ['tool_consumer_instance_guid', 'moodle.uni.example'],
  ['tool_consumer_instance_name', 'Uni LMS'],
  ['tool_consumer_instance_description', 'Uni e-courses'],
  [
    'custom_context_memberships_url',
    'https://moodle.uni.example/mod/lti/services.php/CourseSection/17861/bindings/2/memberships',
  ],
  ['custom_system_setting_url', 'https://moodle.uni.example/mod/lti/services.php/tool/2/custom'],
  ['custom_unknown', '$Person.unknown'],
  ['launch_presentation_document_target', 'iframe'],
  ['launch_presentation_return_url', returnUrl],
];

const reads: LmsLaunch['reads'] = {
  subject: '6454',
  contextId: '17861',
  resourceLinkId: '17',
  returnUrl,
  locale: 'pl',
  documentTarget: 'iframe',
  productFamily: 'moodle',
};

const usual = {
  key: 'moodle-prod',
  secret: 'M00dle-Secret_with-32-characters',
  reads,
  username: ['ext_user_username', 'lucja.zolc@uni.example'],
} as const;

export const moodle: LmsLaunch = { ...usual, lms: 'Moodle', url: launchUrl, posted: common, tolerated: [] };

/** The query of the tool's address is signed, left in the address, and removed from the body. */
export const moodleWithQuery: LmsLaunch = {
  ...usual,
  lms: 'Moodle, tool address with a query',
  url: `${launchUrl}?chapter=3&flag&title=a+b%20c`,
  posted: common,
  tolerated: [],
};

/** A plug-in that puts bare line feeds into the text; the browser posts CR LF all the same. */
export const moodleSigningLineFeeds: LmsLaunch = {
  ...usual,
  lms: 'Moodle, description signed with line feeds',
  url: launchUrl,
  posted: common,
  signs: { body: common.map(([name, value]) => [name, value.replaceAll('\r\n', '\n')]) },
  tolerated: ['crlf-as-lf'],
};
