import type { Context } from 'koa';
import { Secret } from '../../model/secret.ts';
import { faultsOfSecret } from '../../services/protectors/draft.ts';
import type { ReadProtector } from '../../services/protectors/readProtectors.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { notHere } from '../desk.ts';
import { type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { protectorPath } from '../protectorTabs.ts';
import { say, show } from '../site.ts';
import { wordsOf } from './faultWords.ts';
import { newValues } from './form.ts';
import { crumbOf, type Here, lineOf, numberOf, readHere, timeHere } from './here.ts';
import { faultOfChoice, secretFields } from './secretFields.ts';
import { showSecret } from './shown.ts';

const fieldNames = ['secretKind', 'secret', 'overlap', 'mark', 'confirmPassword'] as const;

type Values = Readonly<Record<(typeof fieldNames)[number], string>>;

/** How long the old secret may stay good beside the new one; in hours. */
const overlaps = { 0: 'none', 1: 'hour', 24: 'day', 168: 'week', 672: 'month', 2160: 'quarter' } as const;

export async function secretForm(ctx: Context, here: Here): Promise<void> {
  const found = await readHere(ctx, here);
  const values = { secretKind: 'generated', secret: '', overlap: '168', mark: found.secretMark };
  await showForm(ctx, here, { found, values: { ...values, confirmPassword: '' }, faults: [], status: 200 });
}

/** Gives another secret, and answers with the one page that shows it. Sent again, the same form changes nothing. */
export async function changeSecret(ctx: Context, here: Here): Promise<void> {
  const { desk, at, deeds } = here;
  const found = await readHere(ctx, here);
  const values = await readFields(ctx, fieldNames, 2_000);
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const rules = await deeds.rules(at);
  const typed = values.secretKind === 'typed' ? new Secret(values.secret) : undefined;
  const { key, number } = found.protector;
  const wrong = typed === undefined ? [] : faultsOfSecret(typed, rules, key);
  const hours = Object.keys(overlaps).find((one) => one === values.overlap);
  const confirming = await faultOfConfirming(ctx, desk, {
    person: at.person,
    password: values.confirmPassword,
  });
  const faults = [
    ...wordsOf(wrong, { values: newValues, rules }, texts),
    ...faultOfChoice(values.secretKind, texts),
    ...(hours === undefined ? [{ field: 'overlap', text: t('protectors.choose') }] : []),
    ...(confirming ? [confirming] : []),
  ];
  if (faults.length > 0) return showForm(ctx, here, { found, values, faults, status: 422 });
  const overlapMs = Number(hours) * 3_600_000;
  const result = await deeds.changeSecret({ by: at, number, secret: typed, overlapMs, mark: values.mark });
  if (result.kind === 'gone') throw notHere();
  if (result.kind === 'changed') {
    const title = t('protectors.secretChanged', { name: result.name });
    return showSecret(ctx, here, { ...result, number, title });
  }
  if (result.kind === 'refused') {
    const late = wordsOf(result.faults, { values: newValues, rules }, texts);
    return showForm(ctx, here, { found, values, faults: late, status: 422 });
  }
  const told = [{ field: '', text: t('protectors.secretMeanwhile') }];
  await showForm(ctx, here, {
    found,
    values: { ...values, mark: found.secretMark },
    faults: told,
    status: 409,
  });
}

/** From now on only the present secret is good. */
export async function endOld(ctx: Context, { desk, at, deeds }: Here): Promise<void> {
  const number = numberOf(ctx);
  const isEnded = await deeds.endOldSecret(at, number);
  if (isEnded) tellNext(ctx, desk.site, 'protectors.oldEnded');
  seeOther(ctx, protectorPath(at, number));
}

interface Shown {
  readonly found: ReadProtector;
  readonly values: Values;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showForm(ctx: Context, here: Here, { found, values, faults, status }: Shown): Promise<void> {
  const { desk, at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { protector, secret } = found;
  const time = timeHere(ctx, here);
  const overlap: FieldPlan = {
    name: 'overlap',
    label: t('protectors.overlap'),
    hint: t('protectors.overlapHint'),
    type: 'select',
    options: Object.entries(overlaps).map(([hours, word]) => ({
      value: hours,
      text: t(`protectorOverlap.${word}`),
    })),
  };
  const plans = [...secretFields(await deeds.rules(at), texts), overlap];
  const back = protectorPath(at, protector.number);
  show(ctx, desk.site, {
    view: 'protectors/secret',
    status,
    model: {
      page: { title: t('protectors.secretPageTitle', { name: protector.name }) },
      lede: t('protectors.secretPageLede'),
      desk: lineOf(ctx, here, [crumbOf(at, protector)]),
      faults,
      mark: values.mark,
      fields: plans.map((plan) => fieldOf(plan, { values, faults })),
      confirm: confirmFieldOf(ctx, desk, faults),
      back,
      oldUntil: time(secret.previousUntil),
      oldUses: secret.previousUses,
      oldLast: time(secret.previousLast),
      endPath: `${back}/secret/end`,
    },
  });
}
