import type { Context } from 'koa';
import type { Choice } from '../../services/inspector/chooseParameter.ts';
import { readFields } from '../../web/formBody.ts';
import { queryWord } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { notHere } from '../desk.ts';
import { type FieldFault, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { type Here, launchesPath, lineOf, numberIn } from './here.ts';

interface Wanted {
  readonly number: number;
  readonly parameter: string;
  readonly transform: 'none' | 'lower';
  readonly consent: string;
}

/** What a parameter may be called: nothing that a page or a form could not hold. */
const parameterForm = /^[!-~]{1,63}$/;

export async function chooseForm(ctx: Context, here: Here): Promise<void> {
  const wanted = wantedOf(ctx, {
    parameter: queryWord(ctx, 'name', 80),
    transform: queryWord(ctx, 'transform', 10),
    consent: '',
  });
  await showForm(ctx, here, { wanted, faults: [], status: 200 });
}

function wantedOf(
  ctx: Context,
  { parameter, transform, consent }: { parameter: string; transform: string; consent: string },
): Wanted {
  const number = numberIn(ctx);
  if (number === undefined || !parameterForm.test(parameter)) throw notHere();
  return { number, parameter, transform: transform === 'lower' ? 'lower' : 'none', consent };
}

interface Shown {
  readonly wanted: Wanted;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function choiceFor({ at, deeds }: Here, { number, parameter }: Wanted): Promise<Choice> {
  const choice = await deeds.choice({ by: at, number, parameter });
  if (!choice) throw notHere();
  return choice;
}

async function showForm(ctx: Context, here: Here, { wanted, faults, status }: Shown): Promise<void> {
  const { desk, at } = here;
  const { t } = say(ctx, desk.site);
  const choice = await choiceFor(here, wanted);
  const { number, parameter, transform, consent } = wanted;
  const plan = { name: 'consent', label: t('inspector.consent'), type: 'tick' } as const;
  const values = { consent };
  show(ctx, desk.site, {
    view: 'inspector/choose',
    status,
    model: {
      page: { title: t('inspector.chooseTitle') },
      lede: t('inspector.chooseLede', { name: choice.name, parameter }),
      desk: lineOf(ctx, here, { number, name: choice.name, below: true }),
      faults,
      parameter,
      transform,
      mark: choice.mark,
      changes:
        choice.now === ''
          ? t('inspector.fromNone', { parameter })
          : t('inspector.fromOther', { now: choice.now, parameter }),
      editable: choice.editable,
      stranded: choice.stranded,
      fields: choice.needsConsent ? [fieldOf(plan, { values, faults })] : [],
      confirm: confirmFieldOf(ctx, desk, faults),
      backPath: launchesPath(at, number),
    },
  });
}

export async function choose(ctx: Context, here: Here): Promise<void> {
  const { desk, at, deeds } = here;
  const names = ['name', 'transform', 'mark', 'consent', 'confirmPassword'] as const;
  const values = await readFields(ctx, names, 2_000);
  const { transform, consent, mark } = values;
  const wanted = wantedOf(ctx, { parameter: values.name, transform, consent });
  const choice = await choiceFor(here, wanted);
  const { t } = say(ctx, desk.site);
  const faults: FieldFault[] = [];
  if (choice.needsConsent && consent !== 'on')
    faults.push({ field: 'consent', text: t('inspector.consentMissing') });
  const password = values.confirmPassword;
  const confirming = await faultOfConfirming(ctx, desk, { person: at.person, password });
  if (confirming) faults.push(confirming);
  if (faults.length > 0) return showForm(ctx, here, { wanted, faults, status: 422 });
  const result = await deeds.choose({ by: at, ...wanted, mark });
  if (result === 'gone') throw notHere();
  if (result === 'meanwhile') {
    const changed = [{ field: '', text: t('form.changedMeanwhile') }];
    return showForm(ctx, here, { wanted, faults: changed, status: 409 });
  }
  tellNext(ctx, desk.site, 'inspector.chosen', { parameter: wanted.parameter });
  seeOther(ctx, launchesPath(at, wanted.number));
}
