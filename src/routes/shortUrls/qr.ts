import type { Context } from 'koa';
import { isOpen } from '../../model/period.ts';
import { type Pages, queryWord, withQuery } from '../../web/listing.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { say, show } from '../site.ts';
import { chosenOf, tickedOf } from './asked.ts';
import type { Here } from './deeds.ts';
import type { QrLabel } from './pages.ts';
import { addressesOf, foldersOf, stateOf } from './words.ts';

const sizes = ['small', 'middle', 'large'] as const;

/** More on one page would make browsers slow; the next sheet is a click away. */
const mostOnSheet = 120;

/** QR codes of short URLs, to be printed: those that were ticked, or all that the search finds. */
export async function qrSheet(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { listing, question } = chosenOf(ctx);
  const offset = (listing.page - 1) * mostOnSheet;
  // A code that leads nowhere is nothing to print.
  const state = question.state === 'gone' || question.state === 'all' ? undefined : question.state;
  const list = await deeds.list(at, { ...question, state, offset, most: mostOnSheet });
  const place = { origin: await deeds.originOf(at.domain.name), domain: at.domain.name };
  const now = desk.site.now();
  const codes: QrLabel[] = [];
  for (const { link } of list.lines) {
    const title = link.to?.title ?? '';
    const address = addressesOf(texts, place, { shortId: link.shortId, title }).tiny.text;
    const folders = foldersOf(link.to?.chain ?? [], list.titles);
    const closed = isOpen(link, now) ? '' : stateOf(texts, link, now).state;
    codes.push({ title, folders, address, closed, ...(await deeds.qr(address)) });
  }
  const links = { title: t('shortUrls.title'), path: coursePath(at, 'links') };
  const size = sizes.find((one) => one === queryWord(ctx, 'size', 10)) ?? 'middle';
  show(ctx, desk.site, {
    view: 'shortUrls/qr',
    model: {
      page: { title: t('shortUrlQr.title', { course: at.course.title }) },
      lede: '',
      desk: courseLine(ctx, desk, { at, section: 'links', crumbs: [links] }),
      codes,
      pages: sheetsOf(ctx, listing.page, list.total),
      path: ctx.path,
      size,
      sizes: sizes.map((value) => ({ value, text: t(`qrSize.${value}`) })),
      kept: keptOf(ctx),
      back: links,
    },
  });
}

function keptOf(ctx: Context): readonly { readonly name: string; readonly value: string }[] {
  const words = ['q', 'state'].map((name) => ({ name, value: queryWord(ctx, name) }));
  const ticked = tickedOf(ctx).map((value) => ({ name: 'link', value }));
  return [...words.filter(({ value }) => value !== ''), ...ticked];
}

function sheetsOf(ctx: Context, page: number, total: number): Pages {
  const last = Math.max(1, Math.ceil(total / mostOnSheet));
  const turn = (to: number) => withQuery(ctx, { page: to === 1 ? '' : String(to) });
  return {
    from: total === 0 ? 0 : Math.min((page - 1) * mostOnSheet + 1, total),
    to: Math.min(page * mostOnSheet, total),
    total,
    previousPath: page > 1 ? turn(Math.min(page - 1, last)) : '',
    nextPath: page < last ? turn(page + 1) : '',
  };
}
