import { type OutcomeGroup, outcomeGroups } from '../model/outcomeGroup.ts';
import type { DayCounts } from '../services/journal/launchCounts.ts';
import type { Texts } from '../web/texts.ts';

/** One column of a plot, in the units of its picture. */
export interface PlotColumn {
  readonly x: number;
  readonly width: number;
  readonly middle: number;
  /** Below the column. */
  readonly label: string;
  /** Above it; '' where there is nothing. */
  readonly value: string;
  readonly valueY: number;
  readonly parts: readonly { readonly kind: PlotKind; readonly y: number; readonly height: number }[];
}

export type PlotKind = OutcomeGroup | 'clock';

/** A picture as `layout/plot` draws it, with the table that says the same. */
export interface Plot {
  /** Unique on its page. */
  readonly id: string;
  readonly title: string;
  /** What it shows in a sentence, for those who do not see it. */
  readonly summary: string;
  readonly columns: readonly PlotColumn[];
  readonly lines: readonly { readonly y: number; readonly label: string; readonly isBase: boolean }[];
  readonly legend: readonly { readonly kind: PlotKind; readonly text: string }[];
  readonly heads: readonly string[];
  readonly rows: readonly { readonly day: string; readonly cells: readonly string[] }[];
}

/** The picture's units; it is as wide as its page, up to a limit. */
export const plotSize = { width: 560, height: 200, left: 44, top: 24, bottom: 172 } as const;

const { left, top, bottom, width } = plotSize;

interface PlotSetting {
  readonly id: string;
  readonly texts: Texts;
}

/** Launches of each day, stacked by what became of them: told apart by pattern and number, not by colour alone. */
export function launchesPlot(days: readonly DayCounts[], { id, texts }: PlotSetting): Plot {
  const { t } = texts;
  const totals = days.map((day) => outcomeGroups.reduce((sum, group) => sum + day[group], 0));
  const highest = niceAbove(Math.max(...totals, 1));
  const scale = (bottom - top) / highest;
  const columns = days.map((day, at) => {
    let y: number = bottom;
    const parts = outcomeGroups.flatMap((kind) => {
      const height = round(day[kind] * scale);
      y = round(y - height);
      return height === 0 ? [] : [{ kind, y, height }];
    });
    const total = totals[at] ?? 0;
    return {
      ...place(at, days.length),
      label: dayOfMonth(day.day),
      value: total === 0 ? '' : short(total, texts),
      valueY: y - 5,
      parts,
    };
  });
  const sums = Object.fromEntries(
    outcomeGroups.map((group) => [group, days.reduce((sum, day) => sum + day[group], 0)]),
  );
  return {
    id,
    title: t('plot.launches', range(days, texts)),
    summary: t('plot.launchesSummary', { ...range(days, texts), opened: 0, asked: 0, refused: 0, ...sums }),
    columns,
    lines: [
      { y: bottom, label: '0', isBase: true },
      { y: round((bottom + top) / 2), label: short(highest / 2, texts), isBase: false },
      { y: top, label: short(highest, texts), isBase: false },
    ],
    legend: outcomeGroups.map((kind) => ({ kind, text: t(`outcome.${kind}`) })),
    heads: outcomeGroups.map((kind) => t(`outcome.${kind}`)),
    rows: days.map((day) => ({
      day: fullDay(day.day, texts),
      cells: outcomeGroups.map((kind) => short(day[kind], texts)),
    })),
  };
}

/** Seconds between the clocks that a warning is worth. */
export const clockLimit = 60;

/** How far the LMS's clock was from ours, day by day; up: it is behind. */
export function clockPlot(days: readonly DayCounts[], { id, texts }: PlotSetting): Plot {
  const { t } = texts;
  const furthest = Math.max(clockLimit * 1.25, ...days.map(({ clock }) => Math.abs(clock ?? 0)));
  const zero = (top + bottom) / 2;
  const scale = (bottom - top) / 2 / furthest;
  const columns = days.map(({ day, clock }, at) => {
    const height = Math.max(2, round(Math.abs(clock ?? 0) * scale));
    const y = round((clock ?? 0) >= 0 ? zero - height : zero);
    return {
      ...place(at, days.length),
      label: dayOfMonth(day),
      value: clock === undefined ? '' : seconds(clock, texts),
      valueY: y - 5,
      parts: clock === undefined ? [] : [{ kind: 'clock' as const, y, height }],
    };
  });
  const line = (at: number) => ({ y: round(zero - at * scale), label: seconds(at, texts), isBase: at === 0 });
  return {
    id,
    title: t('plot.clock', range(days, texts)),
    summary: t('plot.clockSummary', { limit: clockLimit }),
    columns,
    lines: [line(0), line(clockLimit), line(-clockLimit)],
    legend: [],
    heads: [t('plot.clockHead')],
    rows: days.map(({ day, clock }) => ({
      day: fullDay(day, texts),
      cells: [clock === undefined ? t('plot.noLaunch') : seconds(clock, texts)],
    })),
  };
}

function place(at: number, count: number) {
  const slot = (width - left) / count;
  const x = round(left + at * slot + slot * 0.15);
  return { x, width: round(slot * 0.7), middle: round(x + slot * 0.35) };
}

/** A round number at or above, so that the scale can be read. */
function niceAbove(number: number): number {
  const power = 10 ** Math.floor(Math.log10(number));
  const step = [1, 2, 4, 6, 8, 10].find((each) => each * power >= number) ?? 10;
  return Math.max(2, step * power);
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function short(number: number, { lang }: Texts): string {
  if (number < 10_000) return String(number);
  return new Intl.NumberFormat(lang, { notation: 'compact', maximumFractionDigits: 1 }).format(number);
}

function seconds(number: number, { t }: Texts): string {
  return t('plot.seconds', { number: number > 0 ? `+${number}` : String(number).replace('-', '−') });
}

function dayOfMonth(day: string): string {
  return String(Number(day.slice(8)));
}

/** A day of the calendar is the same wherever its reader is. */
export function fullDay(day: string, { lang }: Texts): string {
  const format = new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}

function range(days: readonly DayCounts[], texts: Texts) {
  return { from: fullDay(days[0]?.day ?? '', texts), to: fullDay(days.at(-1)?.day ?? '', texts) };
}
