import { type LmsLaunch, launchUrl, oauthFields } from './lmsLaunch.ts';

const usage = 'block-v1:Org+C101+2026+type@lti_consumer+block@9f3c2b1a0d4e4f5c8b7a6d5e4f3c2b1a';

/** Plus and at signs in ids, a part of the sourcedid quoted inside the value, an empty return address. */
export const openEdx: LmsLaunch = {
  lms: 'Open edX',
  url: launchUrl,
  key: 'openedx-prod',
  secret: 'edx_secret-A1b2C3d4E5f6G7h8',
  posted: [
    ...oauthFields({ key: 'openedx-prod', nonce: '133742069001122334455667788991790000000' }),
    ['user_id', '8f14e45fceea167a5a36dedd4bea2543'],
    ['roles', 'Student,Learner'],
    ['launch_presentation_return_url', ''],
    ['launch_presentation_locale', 'es-419'],
    ['lti_message_type', 'basic-lti-launch-request'],
    ['lti_version', 'LTI-1p0'],
    ['resource_link_id', usage],
    ['lis_result_sourcedid', `course-v1%3AOrg%2BC101%2B2026:${usage}:8f14e45fceea167a5a36dedd4bea2543`],
    [
      'lis_outcome_service_url',
      `https://edx.uni.example/courses/course-v1:Org+C101+2026/xblock/${usage}/handler_noauth/outcome_service_handler`,
    ],
    ['lis_person_sourcedid', 'ana+test'],
    ['lis_person_contact_email_primary', 'ana+test@uni.example'],
    ['lis_person_name_full', 'Ana Núñez'],
    ['context_id', 'course-v1:Org+C101+2026'],
    ['context_title', 'Introducción a la física – C101'],
    ['context_label', 'Org'],
    ['tool_consumer_info_product_family_code', 'Uni Online'],
    ['custom_component_display_name', 'Quiz 1 (50%)'],
    ['custom_component_due_date', '2026-03-01 12:00:00'],
    ['custom_component_graceperiod', '86400'],
    ['custom_chapter', '3'],
  ],
  tolerated: [],
  reads: {
    subject: '8f14e45fceea167a5a36dedd4bea2543',
    contextId: 'course-v1:Org+C101+2026',
    resourceLinkId: usage,
    returnUrl: undefined,
    locale: 'es-419',
    documentTarget: undefined,
    productFamily: 'Uni Online',
  },
  username: ['lis_person_sourcedid', 'ana+test'],
};
