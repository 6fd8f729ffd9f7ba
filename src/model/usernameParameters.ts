import type { UseIdentity } from './protector.ts';

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

/**
 * The custom parameters of one's own naming that usernames are read from, without `custom_`: the LMS must be told to fill
 * them. Canvas fills its own unasked.
 */
export function customParameters(useIdentity: UseIdentity | false): readonly string[] {
  if (useIdentity === false) return [];
  return [useIdentity.parameter, useIdentity.fallbackParameter ?? '']
    .filter((name) => name.startsWith('custom_') && !name.startsWith('custom_canvas_'))
    .map((name) => name.slice('custom_'.length));
}
