import { activeOn } from './days.ts';
import type { RoleGrant } from './roles.ts';

/** What a role on a roster is worth on a day; a disabled person has none that counts. */
export const rosterStates = ['active', 'not-yet', 'over', 'disabled'] as const;

export type RosterState = (typeof rosterStates)[number];

/** @param today the day in the domain's time zone, `YYYY-MM-DD` */
export function rosterState(
  grant: Pick<RoleGrant, 'starts' | 'ends'> & { readonly disabled: boolean },
  today: string,
): RosterState {
  if (grant.disabled) return 'disabled';
  if (activeOn(grant, today)) return 'active';
  return grant.ends !== null && grant.ends < today ? 'over' : 'not-yet';
}
