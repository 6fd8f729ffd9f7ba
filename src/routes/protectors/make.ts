import type { Context } from 'koa';
import { Secret } from '../../model/secret.ts';
import type { SecretRules } from '../../model/secretRules.ts';
import { faultsOfDraft, faultsOfSecret } from '../../services/protectors/draft.ts';
import { readFields } from '../../web/formBody.ts';
import { queryWord } from '../../web/listing.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { type FieldFault, fieldOf } from '../formFields.ts';
import { say, show } from '../site.ts';
import { wordsOf } from './faultWords.ts';
import { groupsOf } from './fields.ts';
import { draftFrom, newValues, type ProtectorValues, protectorFields } from './form.ts';
import { type Here, lineOf } from './here.ts';
import { faultOfChoice, secretFields } from './secretFields.ts';
import { showSecret } from './shown.ts';

type Values = ProtectorValues & Readonly<Record<'secretKind' | 'secret', string>>;

interface Shown {
  readonly values: Values;
  readonly faults: readonly FieldFault[];
  readonly rules: SecretRules;
  readonly status: number;
}

export async function newForm(ctx: Context, here: Here): Promise<void> {
  const rules = await here.deeds.rules(here.at);
  const name = queryWord(ctx, 'name', 80);
  const values = { ...newValues, name, secretKind: 'generated', secret: '' };
  await showForm(ctx, here, { values, faults: [], rules, status: 200 });
}

/**
 * Makes the protector and answers with the one page that shows its secret: nothing carries it elsewhere. Sent again, the
 * same form finds its name taken and makes nothing.
 */
export async function make(ctx: Context, here: Here): Promise<void> {
  const { desk, at, deeds } = here;
  const values = await readFields(ctx, [...protectorFields, 'secretKind', 'secret'], 2_000);
  const texts = say(ctx, desk.site);
  const rules = await deeds.rules(at);
  const draft = draftFrom({ ...values, enabled: 'on' });
  const secret = values.secretKind === 'typed' ? new Secret(values.secret) : undefined;
  const level = 'course' in at ? 'course' : 'domain';
  const wrong = [
    ...faultsOfDraft(draft, { level, timeZone: at.domain.timeZone, isNew: true }),
    ...(secret === undefined ? [] : faultsOfSecret(secret, rules, draft.key)),
  ];
  const confirming = await faultOfConfirming(ctx, desk, {
    person: at.person,
    password: values.confirmPassword,
  });
  const faults = [
    ...wordsOf(wrong, { values, rules }, texts),
    ...faultOfChoice(values.secretKind, texts),
    ...(confirming ? [confirming] : []),
  ];
  if (faults.length > 0) {
    return showForm(ctx, here, { values, faults, rules, status: 422 });
  }
  const result = await deeds.make({ by: at, draft, secret });
  if (result.kind === 'refused') {
    const late = wordsOf(result.faults, { values, rules }, texts);
    return showForm(ctx, here, { values, faults: late, rules, status: 422 });
  }
  showSecret(ctx, here, { ...result, title: texts.t('protectors.made', { name: result.name }) });
}

async function showForm(ctx: Context, here: Here, { values, faults, rules, status }: Shown): Promise<void> {
  const { desk, at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  // A domain names them to its courses; for itself it needs no reminder.
  const recommended = 'course' in at ? await deeds.recommended(at) : [];
  const level = 'course' in at ? 'course' : 'domain';
  const [first, ...others] = groupsOf({ values, faults, level }, texts);
  const secret = {
    title: t('protectors.secretTitle'),
    lede: t('protectors.secretLede'),
    fields: secretFields(rules, texts).map((plan) => fieldOf(plan, { values, faults })),
    folded: false,
  };
  show(ctx, desk.site, {
    view: 'protectors/make',
    status,
    model: {
      page: { title: t('protectors.newTitle') },
      lede: t('protectors.newLede'),
      desk: lineOf(ctx, here, []),
      faults,
      recommended: recommended.map(({ name, lms }) => ({
        title: `${name} (${t(`lmsNames.${lms}`)})`,
        path: `${ctx.path}?name=${encodeURIComponent(name)}`,
      })),
      groups: [...(first ? [first] : []), secret, ...others],
      confirm: confirmFieldOf(ctx, desk, faults),
    },
  });
}
