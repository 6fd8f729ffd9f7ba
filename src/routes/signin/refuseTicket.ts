import type { Context } from 'koa';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { requestState } from '../../web/requestState.ts';
import { type Site, say, show, wayBackOf } from '../site.ts';

/**
 * A sign-in for a launch that led nowhere; with the way back where the launch is known. Carries no rights, so anybody
 * may frame it (R25).
 */
export function refuseTicket(
  ctx: Context,
  site: Site,
  kind: 'ticket-over' | 'not-in-course' | 'item-gone',
  ticket?: KnownLaunch,
): void {
  mayBeFramedBy(ctx, 'anybody');
  const reference = ticket?.reference ?? site.newReference();
  requestState(ctx).reference = reference;
  const { t } = say(ctx, site);
  const sentence = t(`refused.${kind}`);
  const words = { lti_errormsg: sentence, lti_errorlog: `${kind} ${reference}` };
  const wayBack = ticket && wayBackOf(ctx, site, ticket, words);
  show(ctx, site, {
    view: 'launch/refused',
    status: 403,
    model: { page: { title: t('refused.title') }, sentence, reference, wayBack, returnHost: undefined },
  });
}
