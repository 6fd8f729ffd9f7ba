/** Launch parameters that LMSs fill in with a username, the usual ones first. */
export const usernameParameters = [
  'lis_person_sourcedid',
  'lis_person_contact_email_primary',
  'ext_user_username',
  'ext_d2l_username',
  'ext_sakai_eid',
  'custom_canvas_user_login_id',
] as const;

/** What only the LMS itself writes, as far as we know. */
const ofTheLms: ReadonlySet<string> = new Set([
  'lis_person_sourcedid',
  'lis_person_contact_email_primary',
  'ext_user_username',
  'ext_d2l_username',
  'ext_sakai_eid',
  'user_id',
]);

/**
 * Whether teachers or students can write this parameter themselves in some LMS (R3): custom parameters, and every name
 * that no LMS sends by itself, since some sign what stands in the query of an address.
 */
export function isEditableInLms(parameter: string): boolean {
  return !ofTheLms.has(parameter);
}
