import type { Context } from 'koa';
import { timeText } from '../web/time.ts';
import type { Desk } from './desk.ts';
import type { DeskLine } from './deskPages.ts';
import { say, show } from './site.ts';

/** Shows a one-time address in the answer itself: in a cookie or a URL it would be kept. */
export function showOneTime(
  ctx: Context,
  desk: Desk,
  {
    username,
    url,
    expiresAt,
    line,
    donePath,
  }: {
    readonly username: string;
    readonly url: string;
    readonly expiresAt: number;
    readonly line: DeskLine;
    readonly donePath: string;
  },
): void {
  const { t, lang } = say(ctx, desk.site);
  show(ctx, desk.site, {
    view: 'desk/address',
    model: {
      page: { title: t('ask.addressTitle', { username }) },
      lede: '',
      desk: line,
      address: url,
      label: t('ask.addressLabel'),
      sentence: t('ask.addressHand', { username }),
      until: timeText(expiresAt, { now: desk.site.now(), zone: line.zone, lang }),
      donePath,
    },
  });
}
