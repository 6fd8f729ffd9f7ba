import { isDay } from './days.ts';
import { isSection } from './ids.ts';
import type { RoleGrant } from './roles.ts';

/** What can be wrong with a role as somebody typed it. */
export const roleValueFaults = ['bad-section', 'bad-starts', 'bad-ends', 'ends-first'] as const;

export type RoleValueFault = (typeof roleValueFaults)[number];

/** Everything that is wrong with it, at once. */
export function faultsOfRole({ section, starts, ends }: Omit<RoleGrant, 'role'>): readonly RoleValueFault[] {
  const faults: RoleValueFault[] = [];
  if (section !== '' && !isSection(section)) faults.push('bad-section');
  if (starts !== null && !isDay(starts)) faults.push('bad-starts');
  if (ends !== null && !isDay(ends)) faults.push('bad-ends');
  if (faults.length === 0 && starts !== null && ends !== null && ends < starts) faults.push('ends-first');
  return faults;
}

/** A day as people type it: `2026-09-01`, or as spreadsheets show it, `1.9.2026`; '' is none. What is no day stays as it is. */
export function typedDay(text: string): string | null {
  const typed = text.trim();
  if (typed === '') return null;
  const [, day = '', month = '', year] = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(typed) ?? [];
  return year === undefined ? typed : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
