import type { Context } from 'koa';
import { readPerson } from '../../model/person.ts';
import { type DomainFault, faultsOfDomain } from '../../services/domains/domains.ts';
import type { ServerDeeds } from '../../services/domains/serverDeeds.ts';
import { readFields } from '../../web/formBody.ts';
import { likePattern, offsetOf, pageSize, pagesOf, readListing } from '../../web/listing.ts';
import type { Desk, ServerAdministrator } from '../desk.ts';
import { serverLine } from '../deskLines.ts';
import { type FieldFault, type FieldPlan, fieldOf, type Option } from '../formFields.ts';
import { showOneTime } from '../oneTime.ts';
import { wordsOfPerson } from '../personWords.ts';
import { say, show } from '../site.ts';

export interface ServerHere {
  readonly at: ServerAdministrator;
  readonly deeds: ServerDeeds;
}

export async function domainsList(ctx: Context, desk: Desk, { at, deeds }: ServerHere): Promise<void> {
  const { t } = say(ctx, desk.site);
  const listing = readListing(ctx);
  const pattern = listing.search === '' ? undefined : likePattern(listing.search);
  const { domains, total } = await deeds.domains({ pattern, offset: offsetOf(listing), most: pageSize });
  show(ctx, desk.site, {
    view: 'server/domains',
    model: {
      page: { title: t('desk.domains') },
      lede: t('serverPages.domainsLede'),
      desk: serverLine(ctx, desk, { at, section: 'domains' }),
      search: { path: ctx.path, label: t('serverPages.search'), value: listing.search, filters: [] },
      domains: domains.map((domain) => ({ ...domain, path: `/adm/domains/${domain.name}` })),
      pages: pagesOf(ctx, listing, total),
    },
  });
}

const names = ['name', 'title', 'timeZone', 'username', 'displayName', 'email'] as const;
type Values = Readonly<Record<(typeof names)[number], string>>;

const nothing: Values = { name: '', title: '', timeZone: 'UTC', username: '', displayName: '', email: '' };

export function newDomainForm(ctx: Context, desk: Desk, { at }: ServerHere): void {
  showForm(ctx, desk, { at, values: nothing, faults: [], status: 200 });
}

const places: Readonly<Record<DomainFault, readonly [field: string, key: string]>> = {
  name: ['name', 'serverPages.badName'],
  'no-title': ['title', 'form.missing'],
  'long-title': ['title', 'settings.longTitle'],
  'time-zone': ['timeZone', 'settings.badZone'],
};

export async function makeDomain(ctx: Context, desk: Desk, { at, deeds }: ServerHere): Promise<void> {
  const values = await readFields(ctx, names, 2_000);
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const domain = { name: values.name.trim(), title: values.title.trim(), timeZone: values.timeZone };
  const person = readPerson(values);
  const wrong = [
    ...faultsOfDomain(domain).map((fault) => ({ field: places[fault][0], text: t(places[fault][1]) })),
    ...('username' in person ? [] : wordsOfPerson(person, texts)),
  ];
  const again = (faults: readonly FieldFault[]) => showForm(ctx, desk, { at, values, faults, status: 422 });
  if (!('username' in person) || wrong.length > 0) return again(wrong);
  const result = await deeds.makeDomain({ by: at.administrator, domain, coordinator: person });
  if (result.kind === 'taken') return again([{ field: 'name', text: t('serverPages.nameTaken') }]);
  const { path, expiresAt } = result.address;
  const line = serverLine(ctx, desk, { at, section: 'domains' });
  const donePath = `/adm/domains/${domain.name}`;
  const { username } = person;
  showOneTime(ctx, desk, { username, url: deeds.publicUrl + path, expiresAt, line, donePath });
}

function zoneOptions(): readonly Option[] {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC');
  return ['UTC', ...zones].map((zone) => ({ value: zone, text: zone.replaceAll('_', ' ') }));
}

interface Shown {
  readonly at: ServerAdministrator;
  readonly values: Values;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

function showForm(ctx: Context, desk: Desk, { at, values, faults, status }: Shown): void {
  const { t } = say(ctx, desk.site);
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  show(ctx, desk.site, {
    view: 'server/newDomain',
    status,
    model: {
      page: { title: t('serverPages.newDomain') },
      lede: t('serverPages.newDomainLede'),
      desk: serverLine(ctx, desk, {
        at,
        section: 'domains',
        crumbs: [{ title: t('desk.domains'), path: '/adm/domains' }],
      }),
      faults,
      general: [
        field({
          name: 'name',
          label: t('serverPages.name'),
          hint: t('serverPages.nameHint'),
          required: true,
        }),
        field({
          name: 'title',
          label: t('serverPages.title'),
          hint: t('serverPages.titleHint'),
          required: true,
        }),
        field({
          name: 'timeZone',
          label: t('settings.timeZone'),
          hint: t('settings.timeZoneHint'),
          type: 'select',
          options: zoneOptions(),
        }),
      ],
      coordinator: [
        field({ name: 'username', label: t('people.username'), required: true }),
        field({ name: 'displayName', label: t('people.name'), hint: t('people.nameHint') }),
        field({ name: 'email', label: t('people.email'), type: 'email' }),
      ],
    },
  });
}
