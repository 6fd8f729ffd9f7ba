import type { Context } from 'koa';
import { type CourseRole, courseRoles, type RoleGrant } from '../../model/roles.ts';
import type { RosterState } from '../../model/rosterState.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { RoleFaultOf } from '../../services/roster/rosterParts.ts';
import type { Texts } from '../../web/texts.ts';
import { coursePath } from '../deskLines.ts';
import type { FieldFault, Option } from '../formFields.ts';
import type { StateTag } from './pages.ts';

const tones: Readonly<Record<RosterState, StateTag['tone']>> = {
  active: 'good',
  'not-yet': 'plain',
  over: 'plain',
  disabled: 'bad',
};

export function stateTag(state: RosterState, { t }: Texts): StateTag {
  return { tone: tones[state], text: t(`rosterState.${state}`) };
}

/** Made once for each language: making one costs more than writing many days. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** A whole day as people of the language write it. */
export function dayText(day: string, lang: string): string {
  const format = formats.get(lang) ?? new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeZone: 'UTC' });
  formats.set(lang, format);
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** From when to when a role counts, in words; '' where it is without limits. */
export function daysText({ starts, ends }: Pick<RoleGrant, 'starts' | 'ends'>, { t, lang }: Texts): string {
  if (starts !== null && ends !== null)
    return t('roster.fromTo', { starts: dayText(starts, lang), ends: dayText(ends, lang) });
  if (starts !== null) return t('roster.from', { starts: dayText(starts, lang) });
  return ends === null ? '' : t('roster.until', { ends: dayText(ends, lang) });
}

/** A role with its section and days, for a page that names what it is about. */
export function roleText(grant: RoleGrant, texts: Texts): string {
  const section = grant.section === '' ? '' : texts.t('roster.inSection', { section: grant.section });
  return [texts.t(`role.${grant.role}`), section, daysText(grant, texts)]
    .filter((one) => one !== '')
    .join(', ');
}

/** The roles that may be given by whoever fills in the form; the likeliest first. */
export function roleOptions(by: CourseCoordinator, { t }: Texts): readonly Option[] {
  const given = courseRoles.filter((role) => role !== 'coordinator' || by.isDomainCoordinator);
  return given.toReversed().map((role) => ({ value: role, text: t(`role.${role}`) }));
}

export function roleNamed(text: string): CourseRole | undefined {
  return courseRoles.find((role) => role === text);
}

const fields: Readonly<Record<RoleFaultOf['fault'], string>> = {
  'bad-section': 'section',
  'bad-starts': 'starts',
  'bad-ends': 'ends',
  'ends-first': 'ends',
  'no-person': 'person',
  'same-role': 'role',
  'coordinators-only': 'role',
  'last-coordinator': '',
};

/** How many people a sentence names. */
const mostNames = 5;

/** Faults beside their fields; those that are about some of many people name them. */
export function wordsOfFaults(
  faults: readonly RoleFaultOf[],
  { texts, isOne }: { readonly texts: Texts; readonly isOne: boolean },
): readonly FieldFault[] {
  const { t } = texts;
  return faults.map(({ fault, who }) => {
    const text = t(`roleFault.${fault}`);
    const named = who.slice(0, mostNames).join(', ');
    const more = who.length - mostNames;
    const about = more > 0 ? t('roster.andMore', { named, more }) : named;
    const isMany = !isOne && about !== '';
    return { field: fields[fault], text: isMany ? t('roster.about', { text, about }) : text };
  });
}

const listWords = ['q', 'role', 'section', 'state', 'page'] as const;

/** The words of a roster's address, without what else was sent. */
export function backWords(sent: string): string {
  const given = new URLSearchParams(sent.slice(0, 1_000));
  const kept = listWords.flatMap((name): [string, string][] => {
    const value = given.get(name) ?? '';
    return value === '' ? [] : [[name, value.slice(0, 200)]];
  });
  return new URLSearchParams(kept).toString();
}

/** Back to where one was on the list. */
export function backPath(at: CourseCoordinator, sent: string): string {
  const words = backWords(sent);
  return words === '' ? coursePath(at, 'roster') : `${coursePath(at, 'roster')}?${words}`;
}

const mostIds = 500;

/** The numbers of the rows that were ticked. */
export function idsOf(values: readonly string[]): readonly number[] {
  const ids = values.filter((value) => /^\d{1,10}$/.test(value)).map(Number);
  return [...new Set(ids)].sort((one, other) => one - other).slice(0, mostIds);
}

export function tickedIds(ctx: Context): readonly number[] {
  const sent = ctx.query.id ?? [];
  return idsOf(typeof sent === 'string' ? [sent] : sent);
}
