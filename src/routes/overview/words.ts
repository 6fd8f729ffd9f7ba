import type { Matter } from '../../services/overview/attention.ts';
import type { Texts } from '../../web/texts.ts';
import { type TimeSetting, timeText } from '../../web/time.ts';
import type { MatterLine } from './pages.ts';

export interface MatterPlace {
  /** The address of the domain's or the course's pages. */
  readonly base: string;
  readonly isCourse: boolean;
  readonly today: string;
  readonly texts: Texts;
  readonly time: TimeSetting;
}

/** What needs attention in words, each with its one next step. */
export function matterLine(matter: Matter, place: MatterPlace): MatterLine {
  const { texts, time, base, isCourse, today } = place;
  const { t, lang } = texts;
  const line = (tag: MatterLine['tag'], text: string, path: string, act: string): MatterLine => ({
    tag,
    word: t(tag === 'bad' ? 'overview.bad' : 'overview.warn'),
    text,
    act: { text: act, path: `${base}${path}` },
  });
  const day = (at: number) => dayText(at, { ...time, lang });
  switch (matter.kind) {
    case 'gone': {
      const { course, settings } = matter;
      const path = isCourse ? '/deeplinks' : `/${course}/deeplinks`;
      return line('bad', t('overview.gone', { course, count: settings }), path, t('overview.goneAct'));
    }
    case 'no-secret': {
      const { name, number } = matter.protector;
      return line(
        'bad',
        t('overview.noSecret', { name }),
        `/protectors/${number}`,
        t('overview.noSecretAct'),
      );
    }
    case 'clock': {
      const { protector, seconds, limit } = matter;
      const values = { name: protector.name, seconds: Math.abs(seconds), limit };
      const text = t(seconds > 0 ? 'overview.clockBehind' : 'overview.clockAhead', values);
      const owner = isCourse ? 'course' : 'domain';
      const path = `/journal?protector=${owner}%3A${protector.number}`;
      return line(Math.abs(seconds) > limit / 2 ? 'bad' : 'warn', text, path, t('overview.clockAct'));
    }
    case 'refused': {
      const { code, times } = matter;
      const text = t('overview.refused', { count: times, what: t(`journalCode.${code}`) });
      return line('bad', text, `/journal?code=${code}&from=${today}`, t('overview.refusedAct'));
    }
    case 'old-secret': {
      const { protector, until } = matter;
      const text = t('overview.oldSecret', { name: protector.name, until: day(until) });
      return line('warn', text, `/protectors/${protector.number}`, t('overview.oldSecretAct'));
    }
    case 'ending': {
      const { protector, until } = matter;
      const text = t('overview.ending', { name: protector.name, until: day(until) });
      return line('warn', text, `/protectors/${protector.number}`, t('overview.endingAct'));
    }
    case 'alone':
      return line('warn', t('overview.alone'), isCourse ? '/roster' : '/people', t('overview.aloneAct'));
  }
}

function dayText(at: number, time: TimeSetting): string {
  return timeText(at, time).full;
}
