import { stateMark } from '../../crypto/stateMark.ts';
import { dayIn, isTimeZone } from '../../model/days.ts';
import { journalDaysLimits } from '../../model/journalKeeping.ts';
import { faultsOfRules, type RulesFault } from '../../model/secretRules.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { changeDomain, type DomainSettings, domainNamed, lockDomain } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import { studentsWithoutPassword } from '../../storage/strandedStudents.ts';
import { actorOf, type DomainCoordinator } from '../rights/coordinators.ts';

/** The settings of a domain, with the mark that a form sends back. */
export interface MarkedSettings {
  readonly settings: DomainSettings;
  readonly mark: string;
}

/** @throws Error for a domain that has gone since the request began */
export async function readDomainSettings(door: Door, { domain }: DomainCoordinator): Promise<MarkedSettings> {
  const known = await door.read((sql) => domainNamed(sql, domain.name));
  if (!known) throw new Error(`The domain ${domain.name} has gone.`);
  const settings = onlySettings(known);
  return { settings, mark: stateMark(settings) };
}

function onlySettings(known: DomainSettings): DomainSettings {
  const { title, timeZone, trustUsernames, secretRules, journalDays } = known;
  return { title, timeZone, trustUsernames, secretRules, journalDays };
}

export type SettingsFault = 'no-title' | 'long-title' | 'time-zone' | 'journal-days' | RulesFault;

/** Everything that is wrong with the settings, at once. */
export function faultsOfSettings(settings: DomainSettings): readonly SettingsFault[] {
  const { title, timeZone, secretRules, journalDays } = settings;
  const faults: SettingsFault[] = [];
  if (title === '') faults.push('no-title');
  if ([...title].length > 200) faults.push('long-title');
  if (!isTimeZone(timeZone)) faults.push('time-zone');
  if (journalDays !== undefined && !isKeeping(journalDays)) faults.push('journal-days');
  return [...faults, ...faultsOfRules(secretRules)];
}

function isKeeping(days: number): boolean {
  return Number.isInteger(days) && days >= journalDaysLimits.least && days <= journalDaysLimits.most;
}

export type ChangedSettings =
  | { readonly kind: 'changed' | 'unchanged' }
  /** It would shut so many students out who have no password (R5); nothing was changed. */
  | { readonly kind: 'strands'; readonly students: number }
  /** Somebody else changed them since the form was shown; nothing was replaced. */
  | { readonly kind: 'meanwhile'; readonly now: MarkedSettings };

export interface DomainChange extends MarkedSettings {
  readonly by: DomainCoordinator;
  /** Students without a password were named, and may be shut out. */
  readonly mayStrand: boolean;
}

/** Changes a domain's settings, unless they are no longer those that the form showed. `settings` have no faults. */
export async function changeDomainSettings(
  door: Door,
  { by, settings, mark, mayStrand }: DomainChange,
  now: number,
): Promise<ChangedSettings> {
  const { domain } = by;
  const students = mayStrand ? 0 : await studentsShutOut(door, { by, settings }, now);
  if (students > 0) return { kind: 'strands', students };
  return door.write(async (sql): Promise<ChangedSettings> => {
    const known = await lockDomain(sql, domain.name);
    if (!known) throw new Error(`The domain ${domain.name} has gone.`);
    const before = onlySettings(known);
    const after = onlySettings(settings);
    if (stateMark(before) === stateMark(after)) return { kind: 'unchanged' };
    if (stateMark(before) !== mark)
      return { kind: 'meanwhile', now: { settings: before, mark: stateMark(before) } };
    await changeDomain(sql, known.id, after);
    const names = Object.keys(after) as (keyof DomainSettings)[];
    const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
    const only = (from: DomainSettings) =>
      Object.fromEntries(changed.map((name) => [name, from[name] ?? null]));
    const entry = { domainId: known.id, courseId: null, actor: actorOf(by), deed: 'domain-changed' } as const;
    await addAudit(sql, [{ ...entry, object: domain.name, before: only(before), after: only(after) }], now);
    return { kind: 'changed' };
  });
}

/** Counted before the change, which others would have to wait for. */
function studentsShutOut(
  door: Door,
  { by, settings }: Pick<DomainChange, 'by' | 'settings'>,
  now: number,
): Promise<number> {
  const { domainId, name, timeZone } = by.domain;
  return door.read(async (sql) => {
    const known = await domainNamed(sql, name);
    if (settings.trustUsernames || !known?.trustUsernames) return 0;
    return studentsWithoutPassword(sql, { domainId }, dayIn(timeZone, now));
  });
}
