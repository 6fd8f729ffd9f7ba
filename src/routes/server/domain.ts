import type { Context } from 'koa';
import { readPerson } from '../../model/person.ts';
import type { DomainOfServer } from '../../services/domains/domains.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { type Desk, notHere } from '../desk.ts';
import { serverLine } from '../deskLines.ts';
import { type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { showOneTime } from '../oneTime.ts';
import { wordsOfPerson } from '../personWords.ts';
import { say, show } from '../site.ts';
import type { ServerHere } from './domains.ts';

/** The domain that the address names. @throws HttpProblem 404 */
export async function domainAt(ctx: Context, { deeds }: ServerHere): Promise<DomainOfServer> {
  const { domain: name = '' } = ctx.params as { domain?: string };
  const found = await deeds.domain(name);
  if (!found) throw notHere();
  return found;
}

export async function domainPage(ctx: Context, desk: Desk, here: ServerHere): Promise<void> {
  const found = await domainAt(ctx, here);
  showDomain(ctx, desk, { here, found, values: {}, faults: [], status: 200 });
}

/** Names another coordinator. */
export async function nameCoordinator(ctx: Context, desk: Desk, here: ServerHere): Promise<void> {
  const { at, deeds } = here;
  const found = await domainAt(ctx, here);
  const values = await readFields(ctx, ['username', 'displayName', 'confirmPassword'], 2_000);
  const texts = say(ctx, desk.site);
  const person = readPerson({ ...values, email: '' });
  const faults: FieldFault[] = 'username' in person ? [] : [...wordsOfPerson(person, texts)];
  const confirming = await confirmed(ctx, desk, here, values.confirmPassword);
  if (confirming) faults.push(confirming);
  const again = (more: readonly FieldFault[]) =>
    showDomain(ctx, desk, { here, found, values, faults: more, status: 422 });
  if (!('username' in person) || faults.length > 0) return again(faults);
  const { name } = found.domain;
  const result = await deeds.nameCoordinator({ by: at.administrator, name, person });
  if (result.kind === 'gone') throw notHere();
  if (result.kind === 'disabled')
    return again([{ field: 'username', text: texts.t('serverPages.isDisabled') }]);
  if (result.kind === 'alike')
    return again([{ field: 'username', text: texts.t('people.alike', { username: result.username }) }]);
  const { username, address } = result;
  if (address) {
    showAddress(ctx, desk, { here, found, given: { username, ...address } });
    return;
  }
  tellNext(ctx, desk.site, 'serverPages.wasNamed', { username });
  seeOther(ctx, pathOf(found));
}

/** A one-time address for one of the coordinators. */
export async function giveCoordinatorAddress(ctx: Context, desk: Desk, here: ServerHere): Promise<void> {
  const { at, deeds } = here;
  const found = await domainAt(ctx, here);
  const values = await readFields(ctx, ['confirmPassword'], 2_000);
  const confirming = await confirmed(ctx, desk, here, values.confirmPassword);
  if (confirming)
    return showDomain(ctx, desk, { here, found, values: {}, faults: [confirming], status: 422 });
  const { person = '' } = ctx.params as { person?: string };
  const id = /^[1-9]\d{0,9}$/.test(person) ? Number(person) : 0;
  const by = at.administrator;
  const given = await deeds.coordinatorAddress({ by, name: found.domain.name, id });
  if (!given) throw notHere();
  showAddress(ctx, desk, { here, found, given });
}

function confirmed(ctx: Context, desk: Desk, { at }: ServerHere, password: string) {
  const person = { domain: '', username: at.administrator.username };
  return faultOfConfirming(ctx, desk, { person, password });
}

interface Given {
  readonly here: ServerHere;
  readonly found: DomainOfServer;
  readonly given: { readonly username: string; readonly path: string; readonly expiresAt: number };
}

function showAddress(ctx: Context, desk: Desk, { here: { at, deeds }, found, given }: Given): void {
  const { username, path, expiresAt } = given;
  const origin = found.addresses.find(({ isCurrent }) => isCurrent)?.origin ?? deeds.publicUrl;
  const line = serverLine(ctx, desk, { at, section: 'domains' });
  showOneTime(ctx, desk, { username, url: origin + path, expiresAt, line, donePath: pathOf(found) });
}

export function pathOf({ domain }: DomainOfServer): string {
  return `/adm/domains/${domain.name}`;
}

export interface ShownDomain {
  readonly here: ServerHere;
  readonly found: DomainOfServer;
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

export function showDomain(
  ctx: Context,
  desk: Desk,
  { here, found, values, faults, status }: ShownDomain,
): void {
  const { at, deeds } = here;
  const { t } = say(ctx, desk.site);
  const { domain, addresses, coordinators } = found;
  const path = pathOf(found);
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  show(ctx, desk.site, {
    view: 'server/domain',
    status,
    model: {
      page: { title: domain.title },
      lede: t('serverPages.domainLede'),
      desk: serverLine(ctx, desk, {
        at,
        section: 'domains',
        crumbs: [{ title: t('desk.domains'), path: '/adm/domains' }],
      }),
      faults,
      name: domain.name,
      zone: domain.timeZone,
      serverAddress: domain.serverAddress || addresses.length === 0 ? deeds.publicUrl : '',
      addresses: addresses.map(({ origin, host, isCurrent }) => ({
        origin,
        isCurrent,
        removePath: `${path}/hosts/${encodeURIComponent(host)}`,
      })),
      addressFields: [
        field({
          name: 'origin',
          label: t('serverPages.origin'),
          hint: t('serverPages.originHint'),
          type: 'url',
        }),
        field({
          name: 'current',
          label: t('serverPages.makeCurrent'),
          hint: t('serverPages.makeCurrentHint'),
          type: 'tick',
        }),
      ],
      coordinators: coordinators.map(({ id, username, displayName, disabled, hasPassword }) => ({
        username,
        displayName,
        disabled,
        hasPassword,
        addressPath: `${path}/coordinators/${id}`,
      })),
      coordinatorFields: [
        field({ name: 'username', label: t('people.username'), hint: t('serverPages.coordinatorHint') }),
        field({ name: 'displayName', label: t('people.name'), hint: t('people.nameHint') }),
      ],
      confirm: confirmFieldOf(ctx, desk, faults),
      path,
    },
  });
}
