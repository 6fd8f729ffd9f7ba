import type { LmsFamily } from './lmsFamily.ts';

/** Which LMS a test launch pretends to come from. */
export type TestLms = LmsFamily | 'other';

export interface PresetQuestion {
  readonly username: string;
  /** Unlike any that an LMS has. */
  readonly userId: string;
  readonly contextId: string;
  readonly resourceLinkId: string;
  /** The parameter that the protector reads. */
  readonly parameter: string;
}

/** What each LMS says of a student where it shares names (lms-launches 2); of others, nothing. */
const ownParts: Readonly<Record<TestLms, (asked: PresetQuestion) => Readonly<Record<string, string>>>> = {
  moodle: ({ username }) => ({
    lis_person_sourcedid: '',
    ext_user_username: username,
    ext_lms: 'moodle-2',
    context_type: 'CourseSection',
    tool_consumer_info_product_family_code: 'moodle',
    launch_presentation_document_target: 'iframe',
  }),
  canvas: ({ username }) => ({
    custom_canvas_user_login_id: username,
    custom_canvas_enrollment_state: 'active',
    tool_consumer_info_product_family_code: 'canvas',
    launch_presentation_document_target: 'iframe',
  }),
  openedx: ({ username }) => ({
    lis_person_sourcedid: username,
    custom_component_display_name: 'Test',
    tool_consumer_info_product_family_code: 'Our campus',
    launch_presentation_return_url: '',
  }),
  sakai: ({ username }) => ({
    lis_person_sourcedid: username,
    ext_sakai_eid: username,
    ext_sakai_role: 'access',
    ext_lms: 'sakai-23.1',
    tool_consumer_info_product_family_code: 'sakai',
  }),
  blackboard: ({ username }) => ({
    lis_person_sourcedid: username,
    tool_consumer_info_product_family_code: 'BlackboardLearn',
    launch_presentation_document_target: 'window',
  }),
  brightspace: ({ username }) => ({
    ext_d2l_username: username,
    tool_consumer_info_product_family_code: 'desire2learn',
    tool_consumer_instance_guid: '',
  }),
  schoology: () => ({ tool_consumer_info_product_family_code: 'schoology' }),
  other: ({ username, parameter }) => ({ [parameter]: username }),
};

const urnRoles: readonly TestLms[] = ['blackboard'];

/** The parameters of a launch of one student, as that LMS sends them. */
export function presetParameters(
  lms: TestLms,
  asked: PresetQuestion,
): readonly (readonly [string, string])[] {
  const roles = urnRoles.includes(lms) ? 'urn:lti:role:ims/lis/Learner' : 'Learner';
  return Object.entries({
    lti_message_type: 'basic-lti-launch-request',
    lti_version: 'LTI-1p0',
    resource_link_id: asked.resourceLinkId,
    context_id: asked.contextId,
    user_id: asked.userId,
    roles,
    ...ownParts[lms](asked),
  });
}
