import type { Context } from 'koa';
import { dayNumber, dayOfNumber, dayStart } from '../../model/dayStart.ts';
import { isDay } from '../../model/days.ts';
import { type IdentityVerdict, identityVerdicts, launchCodes } from '../../model/launchCode.ts';
import { codesOf, outcomeGroups } from '../../model/outcomeGroup.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import { readReference } from '../../model/reference.ts';
import { isShortId } from '../../model/shortUrl.ts';
import type { JournalQuestion, JournalReader } from '../../services/journal/readJournal.ts';
import { queryWord } from '../../web/listing.ts';
import type { Texts } from '../../web/texts.ts';
import type { JournalFilter } from './pages.ts';

/** The words of the address that choose launches; `before` says which page of them. */
const words = ['q', 'outcome', 'code', 'identity', 'protector', 'link', 'person', 'from', 'to'] as const;

export type JournalWords = Readonly<Record<(typeof words)[number], string>>;

export function wordsOf(ctx: Context): JournalWords {
  const values = words.map((name): [string, string] => [name, queryWord(ctx, name)]);
  return Object.fromEntries(values) as JournalWords;
}

export interface ReadQuestion {
  readonly question: JournalQuestion;
  /** What could not be understood, as the key of a text; '' where all could. */
  readonly problem: '' | 'journal.badReference' | 'journal.badFilter';
}

/** What the address asks for. A word that cannot be understood finds nothing, rather than everything. */
export function questionOf(ctx: Context, { domain }: JournalReader): ReadQuestion {
  const asked = wordsOf(ctx);
  if (asked.q !== '') {
    const reference = readReference(asked.q);
    return { question: { reference }, problem: reference === undefined ? 'journal.badReference' : '' };
  }
  const group = outcomeGroups.find((name) => name === asked.outcome);
  const code = launchCodes.find((name) => name === asked.code);
  const identity = identityVerdicts.find((name) => name === asked.identity);
  const protector = protectorFrom(asked.protector);
  const days = [asked.from, asked.to].filter((day) => day !== '');
  const isUnderstood =
    (asked.outcome === '') === (group === undefined) &&
    (asked.code === '') === (code === undefined) &&
    (asked.identity === '') === (identity === undefined) &&
    (asked.protector === '') === (protector === undefined) &&
    (asked.link === '' || isShortId(asked.link)) &&
    days.every((day) => isDay(day));
  if (!isUnderstood) return { question: {}, problem: 'journal.badFilter' };
  const question = {
    // The exact outcome says more than its group.
    codes: code !== undefined ? [code] : group && codesOf(group),
    identity,
    protector,
    link: asked.link === '' ? undefined : asked.link,
    username: asked.person === '' ? undefined : asked.person,
    from: asked.from === '' ? undefined : dayStart(domain.timeZone, asked.from),
    until: asked.to === '' ? undefined : dayStart(domain.timeZone, dayOfNumber(dayNumber(asked.to) + 1)),
    before: placeFrom(queryWord(ctx, 'before', 40)),
  };
  return { question, problem: '' };
}

/** `domain:3`, `course:1`. */
export function protectorFrom(text: string): ProtectorRef | undefined {
  const [, level, number] = /^(domain|course):([1-9]\d{0,8})$/.exec(text) ?? [];
  if (level !== 'domain' && level !== 'course') return undefined;
  return { level, number: Number(number) };
}

export function placeFrom(text: string): { readonly at: number; readonly id: number } | undefined {
  const [, at, id] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  return at === undefined || id === undefined ? undefined : { at: Number(at), id: Number(id) };
}

type NamedProtector = ProtectorRef & { readonly name: string };

/** The filters as the form shows them, with what the address says. */
export function filtersOf(
  asked: JournalWords,
  protectors: readonly NamedProtector[],
  { t }: Texts,
): { readonly reference: JournalFilter; readonly filters: readonly JournalFilter[] } {
  const filter = (name: keyof JournalWords, label: string, plan: Partial<JournalFilter> = {}) => ({
    name,
    label,
    value: asked[name],
    type: 'text' as const,
    options: [],
    ...plan,
  });
  const any = { value: '', text: t('journal.any') };
  const select = (
    name: keyof JournalWords,
    label: string,
    options: readonly JournalFilter['options'][number][],
  ) => filter(name, label, { type: 'select', options: [any, ...options] });
  const verdict = (name: IdentityVerdict) => ({ value: name, text: t(`journalVerdict.${name}`) });
  return {
    reference: filter('q', t('journal.reference')),
    filters: [
      select(
        'outcome',
        t('journal.outcome'),
        outcomeGroups.map((name) => ({ value: name, text: t(`outcome.${name}`) })),
      ),
      select(
        'code',
        t('journal.what'),
        launchCodes.map((name) => ({ value: name, text: t(`journalCode.${name}`) })),
      ),
      select('identity', t('journal.identity'), identityVerdicts.map(verdict)),
      select(
        'protector',
        t('journal.protector'),
        protectors.map(({ level, number, name }) => ({
          value: `${level}:${number}`,
          text: `${name} (${t(`protectorOwner.${level}`, { number })})`,
        })),
      ),
      filter('link', t('journal.link')),
      filter('person', t('journal.username')),
      filter('from', t('journal.from'), { type: 'date' }),
      filter('to', t('journal.to'), { type: 'date' }),
    ],
  };
}
