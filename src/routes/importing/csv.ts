import type { Context } from 'koa';
import { fileType } from '../../model/fileType.ts';
import { csvText } from '../../services/csv.ts';
import { type Desk, notHere } from '../desk.ts';
import { kindInWords } from '../kindWords.ts';
import { say } from '../site.ts';
import type { Here } from './deeds.ts';
import { numberOf } from './look.ts';
import { reasonText, verdictTag } from './words.ts';

/** More entries than an import has. */
const all = { verdict: undefined, pattern: undefined, offset: 0, most: 100_000 } as const;

/** What becomes, or became, of every entry, as a table to keep. */
export async function saveReport(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const view = await deeds.view(at, { id: numberOf(ctx), ...all });
  if (!view) throw notHere();
  const texts = say(ctx, desk.site);
  const rows = view.entries.map((entry) => [
    entry.path,
    entry.title,
    entry.kind === ''
      ? ''
      : kindInWords(texts, {
          kind: entry.kind,
          fileType: fileType(entry.fileName ?? ''),
          fileSize: entry.size ?? undefined,
        }),
    entry.itemId,
    verdictTag(entry, texts).text,
    reasonText(entry, texts),
  ]);
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${at.course.course}-contents-import.csv`);
  ctx.body = await csvText([['path', 'title', 'kind', 'id', 'verdict', 'reason'], ...rows], {
    isFirst: true,
  });
}
