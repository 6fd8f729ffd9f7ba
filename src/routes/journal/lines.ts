import { isJournalNote } from '../../model/journalNotes.ts';
import { toleratedVariants } from '../../model/launchCode.ts';
import { outcomeGroupOf } from '../../model/outcomeGroup.ts';
import type { JournalEntryLine } from '../../storage/journalPageStore.ts';
import type { Texts } from '../../web/texts.ts';
import { type TimeSetting, timeText } from '../../web/time.ts';
import type { LaunchLine } from './pages.ts';

const tags = { opened: 'good', asked: 'warn', refused: 'bad' } as const;

export interface LineSetting {
  readonly texts: Texts;
  readonly time: TimeSetting;
  readonly storyPath: (reference: string) => string;
  /** Whether everybody of the domain may be named, or only who is on the course's list. */
  readonly isOfDomain: boolean;
}

/** A launch in words. */
export function launchLine(line: JournalEntryLine, setting: LineSetting): LaunchLine {
  const { t } = setting.texts;
  const group = outcomeGroupOf(line.code);
  const { protector, itemTitle, item, shortUrl, course } = line;
  const times = line.times > 1 ? ` ${t('journal.times', { count: line.times })}` : '';
  return {
    time: timeText(line.at, setting.time),
    reference: line.reference,
    path: setting.storyPath(line.reference),
    tag: tags[group],
    outcome: t(`outcome.${group}`),
    what: `${t(`journalCode.${line.code}`)}${times}`,
    story: storyOf(line, setting.texts),
    item: itemTitle ?? item ?? '',
    place: [setting.isOfDomain ? course : null, shortUrl].filter(Boolean).join(' · '),
    protector:
      protector === null
        ? ''
        : (protector.name ?? t(`protectorOwner.${protector.level}`, { number: protector.number })),
    ...peopleOf(line, setting),
  };
}

/** Why, what to do, and whatever else was noted; nothing where a launch simply opened. */
function storyOf(line: JournalEntryLine, { t }: Texts): readonly string[] {
  const { code, identity, clockDifference, differs, tolerated, notes } = line;
  const isPlain = code === 'opened' && (identity === null || identity === 'accepted');
  const far = clockDifference !== null && Math.abs(clockDifference) > 30;
  return [
    ...(code === 'opened' ? [] : [t(`journalCause.${code}`)]),
    ...(isPlain || identity === null ? [] : [t(`journalIdentity.${identity}`)]),
    ...(differs ? [t('journal.differs')] : []),
    ...(far || code === 'stale' || code === 'future' ? [clockSentence(clockDifference, t)] : []),
    ...toleratedVariants
      .filter((name) => tolerated.includes(name))
      .map((name) => t(`journalVariant.${name}`)),
    ...notes.map((note) => (isJournalNote(note) ? t(`journalNote.${note}`) : note)),
  ].filter((sentence) => sentence !== '');
}

function clockSentence(difference: number | null, t: Texts['t']): string {
  if (difference === null) return '';
  return t(difference >= 0 ? 'journal.clockBehind' : 'journal.clockAhead', { seconds: Math.abs(difference) });
}

/** A coordinator of a course sees the names of its people; of others what the LMS sent, and no more. */
function peopleOf(
  { person, named }: JournalEntryLine,
  { texts: { t }, isOfDomain }: LineSetting,
): { readonly person: string; readonly named: string } {
  if (person === null) return { person: named ?? '', named: '' };
  const mayName = isOfDomain || person.inCourse;
  const other = named !== null && named !== person.username ? t('journal.namedAs', { named }) : '';
  if (!mayName) return { person: t('journal.stranger'), named: other };
  return {
    person: person.name || person.username,
    named: other === '' ? person.username : `${person.username}; ${other}`,
  };
}
