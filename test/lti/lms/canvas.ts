import { type LmsLaunch, launchUrl, oauthFields } from './lmsLaunch.ts';

const returnUrl = 'https://canvas.uni.example/courses/616/external_content/success/external_tool_redirect';

/** Privacy "Public", an assignment: opaque ids, everything about the person, short role, all roles beside it. */
const common: LmsLaunch['posted'] = [
  ...oauthFields({ key: 'canvas-prod', nonce: 'v2m4QGkXrTBhZ8oWcJdS5yLx0NfUaP1iEe7Rt3uKq' }),
  ['context_id', '4dde05e8ca1973bcca9bffc13e1548820eee93a3'],
  ['context_label', 'MATH 101'],
  ['context_title', 'Calculus 1'],
  ['custom_canvas_api_domain', 'canvas.uni.example'],
  ['custom_canvas_assignment_id', '4411'],
  ['custom_canvas_assignment_points_possible', '10'],
  ['custom_canvas_assignment_title', 'Week 3 quiz'],
  ['custom_canvas_course_id', '616'],
  ['custom_canvas_enrollment_state', 'active'],
  ['custom_canvas_user_id', '1091'],
  ['custom_canvas_user_login_id', 'student1@example.com'],
  ['custom_unresolved', '$Canvas.foo'],
  ['ext_ims_lis_basic_outcome_url', 'https://canvas.uni.example/api/lti/v1/tools/834/ext_grade_passback'],
  ['ext_outcome_data_values_accepted', 'url,text'],
  ['ext_outcome_result_total_score_accepted', 'true'],
  ['ext_outcome_submission_submitted_at_accepted', 'true'],
  [
    'ext_roles',
    'urn:lti:instrole:ims/lis/Instructor,urn:lti:instrole:ims/lis/Student,urn:lti:role:ims/lis/Learner,urn:lti:sysrole:ims/lis/User',
  ],
  ['launch_presentation_document_target', 'iframe'],
  ['launch_presentation_height', '400'],
  ['launch_presentation_locale', 'en'],
  ['launch_presentation_return_url', returnUrl],
  ['launch_presentation_width', '800'],
  ['lis_course_offering_sourcedid', 'MATH-101-F26'],
  ['lis_outcome_service_url', 'https://canvas.uni.example/api/lti/v1/tools/834/grade_passback'],
  ['lis_person_contact_email_primary', 'student1@example.com'],
  ['lis_person_name_family', 'O’Neil'],
  ['lis_person_name_full', "Zoë O'Neil"],
  ['lis_person_name_given', 'Zoë'],
  ['lis_person_sourcedid', 'sis-1091'],
  ['lis_result_sourcedid', '834-616-4411-1091-0123456789abcdef0123456789abcdef01234567'],
  ['lti_message_type', 'basic-lti-launch-request'],
  ['lti_version', 'LTI-1p0'],
  ['resource_link_id', 'f9d0a6d8b15cf1e1e1f0f1c1e7b5b7f0c4a8d3e2'],
  ['resource_link_title', 'Week 3 quiz'],
  ['roles', 'Learner'],
  ['tool_consumer_info_product_family_code', 'canvas'],
  ['tool_consumer_info_version', 'cloud'],
  ['tool_consumer_instance_contact_email', 'notifications@instructure.com'],
  ['tool_consumer_instance_guid', 'KnQbaa1zaM6pN0xP3uR9.canvas.uni.example'],
  ['tool_consumer_instance_name', 'Uni'],
  ['user_id', '86157096483e6b3a50bfedc6bac902c0b20a824f'],
  ['user_image', 'https://canvas.uni.example/images/thumbnails/12/abc'],
];

const usual = {
  key: 'canvas-prod',
  secret: 'canvas-secret-0123456789-abcdef',
  reads: {
    subject: '86157096483e6b3a50bfedc6bac902c0b20a824f',
    contextId: '4dde05e8ca1973bcca9bffc13e1548820eee93a3',
    resourceLinkId: 'f9d0a6d8b15cf1e1e1f0f1c1e7b5b7f0c4a8d3e2',
    returnUrl,
    locale: 'en',
    documentTarget: 'iframe',
    productFamily: 'canvas',
  },
  username: ['custom_canvas_user_login_id', 'student1@example.com'],
} as const;

export const canvas: LmsLaunch = { ...usual, lms: 'Canvas', url: launchUrl, posted: common, tolerated: [] };

const copied: LmsLaunch['posted'] = [...common, ['chapter', '3'], ['title', 'a b&c']];

/** The query is copied into the body, signed once, and left in the address. */
export const canvasWithQuery: LmsLaunch = {
  ...usual,
  lms: 'Canvas, tool address with a query',
  url: `${launchUrl}?chapter=3&title=a+b%26c`,
  posted: copied,
  signs: { url: launchUrl, body: copied },
  tolerated: ['query-counted-once'],
};

/** The address was typed with a slash at its end; the form goes to the one without. */
export const canvasWithoutSlash: LmsLaunch = {
  ...usual,
  lms: 'Canvas, slash lost',
  url: launchUrl,
  posted: common,
  signs: { url: `${launchUrl}/` },
  tolerated: ['trailing-slash'],
};
