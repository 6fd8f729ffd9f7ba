import type Router from '@koa/router';
import type { ServerDeeds } from '../../services/domains/serverDeeds.ts';
import { atServer, type Desk } from '../desk.ts';
import {
  administratorsPage,
  askAboutAdministrator,
  enableAdministrator,
  makeAdministrator,
  takeAnswer,
} from './administrators.ts';
import { domainPage, giveCoordinatorAddress, nameCoordinator } from './domain.ts';
import { domainsList, makeDomain, newDomainForm } from './domains.ts';
import { allowHost, askAboutHost, removeHost } from './hosts.ts';

/**
 * The server's own pages, for its administrators: domains with their hosts and first coordinators, and administrators. To be
 * mounted before all pages of domains, whose patterns would take them for a domain that is called so.
 */
export function mountServer(router: Router, desk: Desk, deeds: ServerDeeds): void {
  const domains = '/adm/domains';
  const domain = `${domains}/:domain`;
  const administrators = '/adm/administrators';
  const one = `${administrators}/:administrator`;
  const here = (at: Parameters<Parameters<typeof atServer>[1]>[1]) => ({ at, deeds });
  router.get(
    domains,
    atServer(desk, (ctx, at) => domainsList(ctx, desk, here(at))),
  );
  router.get(
    `${domains}/new`,
    atServer(desk, (ctx, at) => newDomainForm(ctx, desk, here(at))),
  );
  router.post(
    `${domains}/new`,
    atServer(desk, (ctx, at) => makeDomain(ctx, desk, here(at))),
  );
  router.get(
    domain,
    atServer(desk, (ctx, at) => domainPage(ctx, desk, here(at))),
  );
  router.post(
    `${domain}/coordinators`,
    atServer(desk, (ctx, at) => nameCoordinator(ctx, desk, here(at))),
  );
  router.post(
    `${domain}/coordinators/:person`,
    atServer(desk, (ctx, at) => giveCoordinatorAddress(ctx, desk, here(at))),
  );
  router.post(
    `${domain}/hosts`,
    atServer(desk, (ctx, at) => allowHost(ctx, desk, here(at))),
  );
  router.get(
    `${domain}/hosts/:host`,
    atServer(desk, (ctx, at) => askAboutHost(ctx, desk, here(at))),
  );
  router.post(
    `${domain}/hosts/:host`,
    atServer(desk, (ctx, at) => removeHost(ctx, desk, here(at))),
  );
  router.get(
    administrators,
    atServer(desk, (ctx, at) => administratorsPage(ctx, desk, here(at))),
  );
  router.post(
    administrators,
    atServer(desk, (ctx, at) => makeAdministrator(ctx, desk, here(at))),
  );
  router.post(
    `${one}/enable`,
    atServer(desk, (ctx, at) => enableAdministrator(ctx, desk, here(at))),
  );
  for (const act of ['disable', 'address'] as const) {
    router.get(
      `${one}/${act}`,
      atServer(desk, (ctx, at) => askAboutAdministrator(ctx, desk, { ...here(at), act })),
    );
    router.post(
      `${one}/${act}`,
      atServer(desk, (ctx, at) => takeAnswer(ctx, desk, { ...here(at), act })),
    );
  }
}
