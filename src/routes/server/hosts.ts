import type { Context } from 'koa';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { type Asked, isConfirmed, showAsk } from '../asking.ts';
import { type Desk, notHere } from '../desk.ts';
import { serverLine } from '../deskLines.ts';
import { tellNext } from '../notices.ts';
import { say } from '../site.ts';
import { domainAt, pathOf, showDomain } from './domain.ts';
import type { ServerHere } from './domains.ts';

const faultKeys = {
  'no-origin': 'serverPages.noOrigin',
  'of-server': 'serverPages.ofServer',
  'of-other': 'serverPages.ofOther',
} as const;

/** Allows a host to the domain (R11). */
export async function allowHost(ctx: Context, desk: Desk, here: ServerHere): Promise<void> {
  const { at, deeds } = here;
  const found = await domainAt(ctx, here);
  const values = await readFields(ctx, ['origin', 'current'], 2_000);
  const { t } = say(ctx, desk.site);
  const { name } = found.domain;
  const isCurrent = values.current === 'on';
  const result = await deeds.allowAddress({ by: at.administrator, name, typed: values.origin, isCurrent });
  if (result.kind === 'gone') throw notHere();
  if (result.kind !== 'done') {
    const faults = [{ field: 'origin', text: t(faultKeys[result.kind]) }];
    showDomain(ctx, desk, { here, found, values, faults, status: 422 });
    return;
  }
  tellNext(ctx, desk.site, 'serverPages.hostAllowed');
  seeOther(ctx, pathOf(found));
}

/** Asks before launches that were signed for the host stop being good. */
export async function askAboutHost(ctx: Context, desk: Desk, here: ServerHere): Promise<void> {
  const { asked } = await askedOf(ctx, desk, here);
  showAsk(ctx, desk, { asked, faults: [] });
}

export async function removeHost(ctx: Context, desk: Desk, here: ServerHere): Promise<void> {
  const { asked, found, host } = await askedOf(ctx, desk, here);
  if (!(await isConfirmed(ctx, desk, asked))) return;
  const { name } = found.domain;
  const result = await here.deeds.forgetAddress({ by: here.at.administrator, name, host });
  if (result.kind !== 'done') throw notHere();
  tellNext(ctx, desk.site, 'serverPages.hostRemoved', { host });
  seeOther(ctx, pathOf(found));
}

async function askedOf(ctx: Context, desk: Desk, here: ServerHere) {
  const { at, deeds } = here;
  const found = await domainAt(ctx, here);
  const { host = '' } = ctx.params as { host?: string };
  const address = found.addresses.find((one) => one.host === host);
  if (!address) throw notHere();
  const { t } = say(ctx, desk.site);
  const values = { host, server: deeds.publicUrl };
  const losses = [t('serverPages.hostLaunches', values), t('serverPages.hostLinks', values)];
  const asked: Asked = {
    title: t('serverPages.hostTitle', values),
    lede: '',
    losses: address.isCurrent ? [...losses, t('serverPages.hostWasCurrent', values)] : losses,
    submit: t('serverPages.removeHost'),
    isBad: true,
    backPath: pathOf(found),
    line: serverLine(ctx, desk, {
      at,
      section: 'domains',
      crumbs: [
        { title: t('desk.domains'), path: '/adm/domains' },
        { title: found.domain.title, path: pathOf(found) },
      ],
    }),
    confirming: { domain: '', username: at.administrator.username },
  };
  return { asked, found, host };
}
