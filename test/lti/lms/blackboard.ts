import { type LmsLaunch, launchUrl, oauthFields } from './lmsLaunch.ts';

const returnUrl =
  'https://learn.uni.example/webapps/blackboard/execute/blti/launchReturn?launch_id=0b5d2f7e-5b57-4f0e-a5a4-6a3a2a3c9c1f&link_id=_123_1&launch_time=2026-09-21T14:13:20Z';

/** Learn Ultra: full role names, commas in name and style addresses, a return address with a query. */
export const blackboard: LmsLaunch = {
  lms: 'Blackboard',
  url: launchUrl,
  key: 'blackboard-prod',
  secret: 'bb-secret-1234567890-abcdefghij',
  posted: [
    ...oauthFields({ key: 'blackboard-prod', nonce: '170912345678901' }),
    ['lti_message_type', 'basic-lti-launch-request'],
    ['lti_version', 'LTI-1p0'],
    ['tool_consumer_info_product_family_code', 'BlackboardLearn'],
    ['tool_consumer_info_version', '3900.4.0-rel.14+d8ea606'],
    ['tool_consumer_instance_guid', '2b2d2ed2b6cc4a6fb7d0a5b7a5a1c9f0'],
    ['tool_consumer_instance_name', 'Uni, Faculty of Arts'],
    ['tool_consumer_instance_description', 'Uni, Faculty of Arts, Learn'],
    ['tool_consumer_instance_contact_email', 'admin@uni.example'],
    ['ext_lms', 'bb-3900.4.0-rel.14+d8ea606'],
    ['user_id', '63eb6d3c0a1f4b1e9a7f3d3f3cb1c2a4'],
    ['lis_person_sourcedid', 'b.student'],
    ['lis_person_name_given', 'Bo'],
    ['lis_person_name_family', 'Student'],
    ['lis_person_name_full', 'Bo Student'],
    ['lis_person_contact_email_primary', 'b.student@uni.example'],
    ['roles', 'urn:lti:role:ims/lis/Learner'],
    ['context_id', '_41_1'],
    ['context_label', 'ART-101'],
    ['context_title', 'Art 101 (Ultra)'],
    ['resource_link_id', '_123_1'],
    ['resource_link_title', 'Gallery'],
    ['resource_link_description', ''],
    ['launch_presentation_document_target', 'window'],
    ['launch_presentation_locale', 'en-US'],
    ['launch_presentation_return_url', returnUrl],
    ['ext_launch_id', '0b5d2f7e-5b57-4f0e-a5a4-6a3a2a3c9c1f'],
    [
      'ext_launch_presentation_css_url',
      'https://learn.uni.example/common/shared.css,https://learn.uni.example/branding/themes/as_2015/theme.css',
    ],
    ['custom_tc_profile_url', ''],
    ['custom_caliper_profile_url', 'https://learn.uni.example/learn/api/v1/telemetry/caliper/profile/1'],
    ['custom_caliper_federated_session_id', 'https://caliper-mapping.example/sites/2b2d/sessions/5F0D'],
  ],
  tolerated: [],
  reads: {
    subject: '63eb6d3c0a1f4b1e9a7f3d3f3cb1c2a4',
    contextId: '_41_1',
    resourceLinkId: '_123_1',
    returnUrl,
    locale: 'en-US',
    documentTarget: 'window',
    productFamily: 'BlackboardLearn',
  },
  username: ['lis_person_sourcedid', 'b.student'],
};
