import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { csvText } from '../../services/csv.ts';
import type { ShortUrlList } from '../../services/shortUrls/listShortUrls.ts';
import type { Texts } from '../../web/texts.ts';
import type { Desk } from '../desk.ts';
import { say } from '../site.ts';
import { askedFor } from './asked.ts';
import type { Here } from './deeds.ts';
import { type Around, lineOf } from './list.ts';

/** All that the search finds, in the columns of the list. */
export async function linksCsv(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const texts = say(ctx, desk.site);
  const { at, deeds } = here;
  const place = { origin: await deeds.originOf(at.domain.name), domain: at.domain.name };
  const { question } = askedFor(ctx);
  const now = desk.site.now();
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${at.domain.name}-${at.course.course}-links.csv`);
  ctx.body = Readable.from(csvParts(texts, { here, place, now }, deeds.all(at, question)));
}

async function* csvParts(
  texts: Texts,
  around: Omit<Around, 'list'>,
  pieces: AsyncIterable<Omit<ShortUrlList, 'total'>>,
): AsyncGenerator<string> {
  const head = ['title', 'folders', 'item', 'shortUrl', 'launchUrl', 'protectors', 'state', 'lastLaunch'];
  yield await csvText([head], { isFirst: true });
  for await (const list of pieces) {
    const rows = list.lines.map((each) => {
      const line = lineOf(texts, { ...around, list }, each);
      const item = each.link.to?.itemId ?? '';
      const last = line.lastLaunch?.iso ?? '';
      return [
        line.title,
        line.folders,
        item,
        line.tiny.text,
        line.launch.text,
        line.accepted,
        line.state,
        last,
      ];
    });
    yield await csvText(rows, { isFirst: false });
  }
}
