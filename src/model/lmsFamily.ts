/** The LMSs whose menus we know by name. */
export const lmsFamilies = [
  'moodle',
  'canvas',
  'openedx',
  'sakai',
  'blackboard',
  'brightspace',
  'schoology',
] as const;

export type LmsFamily = (typeof lmsFamilies)[number];

// A map, because the word comes from outside and every object has a `constructor`.
const families: ReadonlyMap<string, LmsFamily> = new Map([
  ['moodle', 'moodle'],
  ['canvas', 'canvas'],
  ['sakai', 'sakai'],
  ['blackboardlearn', 'blackboard'],
  ['learn', 'blackboard'],
  ['desire2learn', 'brightspace'],
  ['schoology', 'schoology'],
]);

/**
 * Which LMS a launch says that it comes from. Open edX sends its site's name where others send their product's, and is
 * known by a parameter that only it sends.
 */
export function familyOf(read: (name: string) => string | undefined): LmsFamily | undefined {
  const named = families.get((read('tool_consumer_info_product_family_code') ?? '').toLowerCase());
  if (named !== undefined) return named;
  const isOpenEdx =
    /^block-v1:/.test(read('resource_link_id') ?? '') || read('custom_component_display_name');
  return isOpenEdx ? 'openedx' : undefined;
}

/** Parameters that authors of courses, or students, can set in some LMS: whoever can, can name anybody (R3). */
export function isEditable(parameter: string): boolean {
  if (/^custom_canvas_user_(?:login_)?id$/.test(parameter)) return false;
  return parameter.startsWith('custom_') || !known.has(parameter);
}

/** Names that LMSs fill in themselves. Open edX and Canvas let authors set some of them too, which their marks say. */
const known: ReadonlySet<string> = new Set([
  'user_id',
  'lis_person_sourcedid',
  'lis_person_contact_email_primary',
  'ext_user_username',
  'ext_d2l_username',
  'ext_d2l_orgdefinedid',
  'ext_sakai_eid',
  'ext_sakai_provider_displayid',
]);

/** In these LMSs a course's authors can replace even what the LMS fills in (lms-launches 2.0). */
export function isEditableIn(parameter: string, family: LmsFamily | undefined): boolean {
  if (isEditable(parameter)) return true;
  const replaceable = parameter.startsWith('lis_person_');
  return replaceable && (family === 'canvas' || family === 'openedx');
}
