import type { Context } from 'koa';
import { faultsOfDraft } from '../../services/protectors/draft.ts';
import type { ReadProtector } from '../../services/protectors/readProtectors.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { notHere } from '../desk.ts';
import type { FieldFault } from '../formFields.ts';
import { launchPlots } from '../launchPlots.ts';
import { tellNext } from '../notices.ts';
import { protectorJournal, protectorPath, protectorTabs } from '../protectorTabs.ts';
import { say, show } from '../site.ts';
import { wordsOf } from './faultWords.ts';
import { groupsOf } from './fields.ts';
import { draftFrom, type ProtectorValues, protectorFields, valuesOf } from './form.ts';
import { type Here, lineOf, readHere, stateTag, timeHere } from './here.ts';

/** A protector's own page: what can be set of it. */
export async function settings(ctx: Context, here: Here): Promise<void> {
  const found = await readHere(ctx, here);
  const values = valuesOf(found.protector, found.mark, here.at.domain.timeZone);
  await showForm(ctx, here, { found, values, faults: [], status: 200 });
}

export async function save(ctx: Context, here: Here): Promise<void> {
  const { desk, at, deeds } = here;
  const found = await readHere(ctx, here);
  const values = await readFields(ctx, protectorFields, 2_000);
  const texts = say(ctx, desk.site);
  const draft = draftFrom(values);
  const { number } = found.protector;
  const level = 'course' in at ? 'course' : 'domain';
  const wrong = faultsOfDraft(draft, { level, timeZone: at.domain.timeZone, isNew: false });
  const confirming = await faultOfConfirming(ctx, desk, {
    person: at.person,
    password: values.confirmPassword,
  });
  const faults = [...wordsOf(wrong, { values }, texts), ...(confirming ? [confirming] : [])];
  if (faults.length > 0) return await showForm(ctx, here, { found, values, faults, status: 422 });
  const result = await deeds.change({
    by: at,
    number,
    draft,
    mark: values.mark,
    acceptsPasswordless: values.acceptsPasswordless === 'on',
    endSessions: values.endSessions === 'on',
  });
  if (result.kind === 'gone') throw notHere();
  if (result.kind === 'refused') {
    const { passwordless } = result;
    const late = wordsOf(result.faults, { values, passwordless }, texts);
    return await showForm(ctx, here, { found, values, faults: late, status: 422 });
  }
  if (result.kind === 'meanwhile') {
    const there = valuesOf(result.now, result.mark, at.domain.timeZone);
    const beside = differences(values, there, texts);
    return await showForm(ctx, here, {
      found,
      values: { ...values, mark: result.mark },
      faults: beside,
      status: 409,
    });
  }
  if (result.kind === 'unchanged') tellNext(ctx, desk.site, 'protectors.unchanged');
  else if (result.ended > 0)
    tellNext(ctx, desk.site, 'protectors.savedEnded', { name: result.name, count: result.ended });
  else tellNext(ctx, desk.site, 'protectors.saved', { name: result.name });
  seeOther(ctx, protectorPath(at, number));
}

const marksOnly = ['mark', 'confirmPassword', 'acceptsEditable', 'acceptsPasswordless', 'endSessions'];

/** What stands there now, beside each field that says something else. */
function differences(typed: ProtectorValues, there: ProtectorValues, { t }: Texts): readonly FieldFault[] {
  const shown = (value: string) =>
    value === 'on' ? t('protectors.on') : value === '' ? t('protectors.off') : value;
  const beside = protectorFields
    .filter((name) => !marksOnly.includes(name) && typed[name] !== there[name])
    .map((field) => ({ field, text: t('form.now', { value: shown(there[field]) }) }));
  return [{ field: '', text: t('form.changedMeanwhile') }, ...beside];
}

interface Shown {
  readonly found: ReadProtector;
  readonly values: ProtectorValues;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showForm(ctx: Context, here: Here, { found, values, faults, status }: Shown): Promise<void> {
  const { desk, at, deeds } = here;
  const { protector, secret, running, changedPeople } = found;
  const { number, name } = protector;
  const texts = say(ctx, desk.site);
  const time = timeHere(ctx, here);
  const level = 'course' in at ? 'course' : 'domain';
  const counts = await deeds.counts(at, number);
  const since = time(secret.since);
  if (since === undefined) throw new Error('A secret without a beginning.');
  show(ctx, desk.site, {
    view: 'protectors/settings',
    status,
    model: {
      page: { title: `${number} · ${name}` },
      lede: texts.t('protectors.settingsLede'),
      desk: lineOf(ctx, here, []),
      tabs: protectorTabs(ctx, desk, { at, number, current: '' }),
      faults,
      mark: values.mark,
      groups: groupsOf({ values, faults, level, running, remembered: changedPeople }, texts),
      confirm: confirmFieldOf(ctx, desk, faults),
      state: stateTag(ctx, here, protector),
      since,
      oldUntil: time(secret.previousUntil),
      oldUses: secret.previousUses,
      oldLast: time(secret.previousLast),
      // The plots themselves are the recent launches' page's.
      use: counts && {
        ...launchPlots(counts, {
          texts,
          time: { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang },
          journalPath: protectorJournal(at, number),
        }),
        plots: [],
      },
      secretPath: protectorPath(at, number, 'secret'),
      removePath: protectorPath(at, number, 'delete'),
    },
  });
}
