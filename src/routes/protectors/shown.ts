import type { Context } from 'koa';
import type { Secret } from '../../model/secret.ts';
import { seeOther } from '../../web/seeOther.ts';
import { tellNext } from '../notices.ts';
import { protectorPath } from '../protectorTabs.ts';
import { say, show } from '../site.ts';
import { type Here, lineOf, numberOf } from './here.ts';

/**
 * Shows a secret this once, in the answer to the form that made it: it is in no address, cookie or store, and no cache
 * keeps the page.
 */
export function showSecret(
  ctx: Context,
  here: Here,
  shown: {
    readonly number: number;
    readonly name: string;
    readonly key: string;
    readonly secret: Secret;
    readonly title: string;
  },
): void {
  const { desk, at } = here;
  const { number, name, key, secret, title } = shown;
  ctx.set('Cache-Control', 'no-store');
  show(ctx, desk.site, {
    view: 'protectors/shown',
    model: {
      page: { title },
      lede: say(ctx, desk.site).t('protectors.shownLede'),
      desk: lineOf(ctx, here, []),
      name,
      key,
      secret: secret.reveal(),
      storedPath: protectorPath(at, number, 'stored'),
    },
  });
}

/** "I have stored it": the page that showed the secret is left for the protector's own. */
export async function stored(ctx: Context, { desk, at, deeds }: Here): Promise<void> {
  const number = numberOf(ctx);
  const found = await deeds.read(at, number);
  if (found) tellNext(ctx, desk.site, 'protectors.stored', { name: found.protector.name });
  seeOther(ctx, protectorPath(at, number));
}
