import type Router from '@koa/router';
import type { Context } from 'koa';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import type { DomainFacts } from '../../services/settings/domainFacts.ts';
import {
  type ChangedSettings,
  type DomainChange,
  faultsOfSettings,
  type MarkedSettings,
} from '../../services/settings/domainSettings.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { atDomain, type Desk } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { addressLines, formerUseText } from './addresses.ts';
import { fieldsOf, type SettingsValues, settingsFields, settingsFrom, valuesOf, wordsOf } from './form.ts';

/** The deeds that these pages call. */
export interface SettingsRoutes {
  readonly read: (by: DomainCoordinator) => Promise<MarkedSettings>;
  readonly facts: (by: DomainCoordinator) => Promise<DomainFacts>;
  readonly change: (change: DomainChange) => Promise<ChangedSettings>;
}

/** What holds for a whole domain: `/adm/:domain/settings`. */
export function mountSettings(router: Router, desk: Desk, deeds: SettingsRoutes): void {
  router.get(
    '/adm/:domain/settings',
    atDomain(desk, (ctx, at) => form(ctx, desk, { at, deeds })),
  );
  router.post(
    '/adm/:domain/settings',
    atDomain(desk, (ctx, at) => submit(ctx, desk, { at, deeds })),
  );
}

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: SettingsRoutes;
}

async function form(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { settings, mark } = await deeds.read(at);
  await showForm(ctx, desk, { at, deeds, values: valuesOf(settings, mark), faults: [], status: 200 });
}

async function submit(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const values = await readFields(ctx, settingsFields, 2_000);
  const texts = say(ctx, desk.site);
  const settings = settingsFrom(values);
  const password = values.confirmPassword;
  const confirming = await faultOfConfirming(ctx, desk, { person: at.person, password });
  const faults = [...wordsOf(faultsOfSettings(settings), texts), ...(confirming ? [confirming] : [])];
  if (faults.length > 0) {
    return showForm(ctx, desk, { at, deeds, values, faults, status: 422 });
  }
  const mayStrand = values.mayStrand === 'on';
  const result = await deeds.change({ by: at, settings, mark: values.mark, mayStrand });
  if (result.kind === 'strands') {
    const text = texts.t('settings.strands', { count: result.students });
    return showForm(ctx, desk, { at, deeds, values, faults: [{ field: 'mayStrand', text }], status: 422 });
  }
  if (result.kind === 'meanwhile') {
    const there = valuesOf(result.now.settings, result.now.mark);
    const typed = { ...values, mark: result.now.mark };
    const faults = differences(typed, there, texts);
    return showForm(ctx, desk, { at, deeds, values: typed, faults, status: 409 });
  }
  tellNext(ctx, desk.site, result.kind === 'changed' ? 'settings.saved' : 'settings.unchanged');
  seeOther(ctx, domainPath(at, 'settings'));
}

/** What stands there now, beside each field that says something else. */
function differences(
  typed: SettingsValues,
  there: SettingsValues,
  { t }: ReturnType<typeof say>,
): readonly FieldFault[] {
  const own: readonly string[] = ['mark', 'mayStrand', 'confirmPassword'];
  const names = settingsFields.filter((name) => !own.includes(name));
  const shown = (value: string) =>
    value === 'on' ? t('settings.on') : value === '' ? t('settings.off') : value;
  const beside = names
    .filter((name) => typed[name] !== there[name])
    .map((field) => ({ field, text: t('form.now', { value: shown(there[field]) }) }));
  return [{ field: '', text: t('form.changedMeanwhile') }, ...beside];
}

interface Shown extends Here {
  readonly values: SettingsValues;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showForm(
  ctx: Context,
  desk: Desk,
  { at, deeds, values, faults, status }: Shown,
): Promise<void> {
  const texts = say(ctx, desk.site);
  const facts = await deeds.facts(at);
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang };
  show(ctx, desk.site, {
    view: 'settings/domain',
    status,
    model: {
      page: { title: texts.t('settings.pageTitle') },
      lede: texts.t('settings.lede', { domain: at.domain.title }),
      desk: domainLine(ctx, desk, { at, section: 'settings' }),
      faults,
      mark: values.mark,
      ...fieldsOf(values, faults, texts),
      confirm: confirmFieldOf(ctx, desk, faults),
      addresses: addressLines(facts, setting),
      formerUse: formerUseText(facts, setting, texts),
      encryptionPath: domainPath(at, 'encryption'),
      launchersPath: domainPath(at, 'launchers'),
    },
  });
}
