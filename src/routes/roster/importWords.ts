import type { Context } from 'koa';
import { csvText } from '../../services/csv.ts';
import type { ImportVerdict, JudgedRow } from '../../services/roster/judgeRoster.ts';
import type { RosterLine } from '../../storage/rosterListStore.ts';
import type { Texts } from '../../web/texts.ts';
import { type Desk, notHere } from '../desk.ts';
import { say } from '../site.ts';
import type { Here } from './deeds.ts';
import { draftOf } from './draft.ts';
import type { ImportLine, StateTag } from './pages.ts';
import { daysText } from './words.ts';

const tones: Readonly<Record<ImportVerdict, StateTag['tone']>> = {
  added: 'good',
  changed: 'warn',
  unchanged: 'plain',
  unknown: 'bad',
  wrong: 'bad',
};

/** One row of a list with its verdict, in words. */
export function importLine(judged: JudgedRow, texts: Texts): ImportLine {
  const { t } = texts;
  const { row, verdict, after, displayName } = judged;
  return {
    line: String(row.line),
    username: row.cells.username,
    name: displayName === '' ? row.cells.name : displayName,
    role: after ? t(`role.${after.role}`) : row.cells.role,
    section: after ? after.section : row.cells.section,
    days: after
      ? daysText(after, texts)
      : [row.cells.starts, row.cells.ends].join(' – ').replace(/^ – $/, ''),
    verdict: { tone: tones[verdict], text: t(`rosterVerdict.${verdict}`) },
    reason: reasonOf(judged, texts),
  };
}

function reasonOf({ faults, twin, verdict, held }: JudgedRow, texts: Texts): string {
  const { t } = texts;
  if (verdict === 'unknown') return t('rosterImport.unknownReason');
  if (verdict === 'changed' && held) {
    const before = daysText(held, texts);
    return t('rosterImport.before', { days: before === '' ? t('rosterImport.noLimits') : before });
  }
  return faults.map((fault) => t(`rowFaultOfRoster.${fault}`, { line: twin })).join(' ');
}

/** A role that the list does not have. */
export function missingLine(role: RosterLine, texts: Texts): ImportLine {
  return {
    line: '',
    username: role.username,
    name: role.displayName,
    role: texts.t(`role.${role.role}`),
    section: role.section,
    days: daysText(role, texts),
    verdict: { tone: 'plain', text: texts.t('rosterImport.missing') },
    reason: '',
  };
}

/** The verdicts as a table to keep, or to mend in a spreadsheet and hand in again. */
export async function saveReport(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const read = await here.deeds.preview(draftOf(ctx, desk, here));
  if (!read) throw notHere();
  const texts = say(ctx, desk.site);
  const rows = read.rows.map((judged) => {
    const { cells, line } = judged.row;
    const { verdict, reason } = importLine(judged, texts);
    return [
      cells.username,
      cells.name,
      cells.role,
      cells.section,
      cells.starts,
      cells.ends,
      String(line),
      verdict.text,
      reason,
    ];
  });
  const head = ['username', 'name', 'role', 'section', 'starts', 'ends', 'line', 'verdict', 'reason'];
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${here.at.course.course}-import.csv`);
  ctx.body = await csvText([head, ...rows], { isFirst: true });
}

/** Those whom the domain does not know, as a list for its coordinators, who can make them known. */
export async function saveUnknown(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const read = await here.deeds.preview(draftOf(ctx, desk, here));
  if (!read) throw notHere();
  const unknown = new Map(
    read.rows
      .filter(({ verdict }) => verdict === 'unknown')
      .map(({ row: { cells } }) => [cells.username, [cells.username, cells.name, cells.email]] as const),
  );
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${here.at.course.course}-unknown-people.csv`);
  ctx.body = await csvText([['username', 'name', 'email'], ...unknown.values()], { isFirst: true });
}
