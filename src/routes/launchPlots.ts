import type { OwnCounts } from '../services/journal/ownCounts.ts';
import type { Texts } from '../web/texts.ts';
import { type TimeSetting, type TimeText, timeText } from '../web/time.ts';
import { clockPlot, launchesPlot, type Plot } from './plots.ts';

/** What `layout/launchPlots` shows of one protector or link. */
export interface LaunchPlots {
  readonly plots: readonly Plot[];
  readonly lastUse: TimeText | undefined;
  readonly isBehind: boolean;
  /** '' while the clocks agree. */
  readonly clock: string;
  readonly isClockGrave: boolean;
  /** Where all its launches stand, one by one. */
  readonly journalPath: string;
}

interface Setting {
  readonly texts: Texts;
  readonly time: TimeSetting;
  readonly journalPath: string;
}

export function launchPlots(counts: OwnCounts, { texts, time, journalPath }: Setting): LaunchPlots {
  const { days, lastAt, isBehind, clock, isProtector } = counts;
  const plots: Plot[] = [];
  if (days.some(({ codes }) => codes.size > 0))
    plots.push(launchesPlot(days, { id: 'launches-plot', texts }));
  if (isProtector && days.some((day) => day.clock !== undefined))
    plots.push(clockPlot(days, { id: 'clock-plot', texts }));
  return {
    plots,
    lastUse: lastAt === undefined ? undefined : timeText(lastAt, time),
    isBehind,
    clock: clockWords(counts, texts),
    isClockGrave: clock !== undefined && Math.abs(clock.seconds) > clock.limit / 2,
    journalPath,
  };
}

function clockWords({ clock }: OwnCounts, { t }: Texts): string {
  if (!clock) return '';
  const { seconds, limit } = clock;
  const key = seconds > 0 ? 'plot.clockBehind' : 'plot.clockAhead';
  return t(key, { seconds: Math.abs(seconds), limit });
}
