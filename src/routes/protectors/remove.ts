import type { Context } from 'koa';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { notHere } from '../desk.ts';
import { type FieldFault, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { protectorPath } from '../protectorTabs.ts';
import { say, show } from '../site.ts';
import { crumbOf, type Here, lineOf, listPath, numberOf } from './here.ts';
import { usingLink, usingSetting } from './uses.ts';

/** So many of each are named before "and more". */
const mostNamed = 20;

/** The page that says what is lost with a protector. */
export async function removeForm(ctx: Context, here: Here): Promise<void> {
  await showForm(ctx, here, { name: '', faults: [], status: 200 });
}

export async function remove(ctx: Context, here: Here): Promise<void> {
  const { desk, at, deeds } = here;
  const number = numberOf(ctx);
  const { name, confirmPassword } = await readFields(ctx, ['name', 'confirmPassword'], 2_000);
  const { t } = say(ctx, desk.site);
  const confirming = await faultOfConfirming(ctx, desk, { person: at.person, password: confirmPassword });
  if (confirming) return showForm(ctx, here, { name, faults: [confirming], status: 422 });
  const result = await deeds.remove({ by: at, number, typedName: name });
  if (result.kind === 'gone') throw notHere();
  if (result.kind === 'not-confirmed') {
    const faults = [{ field: 'name', text: t('protectors.removeOtherName', { name: result.name }) }];
    return showForm(ctx, here, { name, faults, status: 422 });
  }
  tellNext(ctx, desk.site, 'protectors.removed', { name: result.name });
  seeOther(ctx, listPath(at));
}

interface Shown {
  readonly name: string;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showForm(ctx: Context, here: Here, { name, faults, status }: Shown): Promise<void> {
  const { desk, at, deeds } = here;
  const { t } = say(ctx, desk.site);
  const number = numberOf(ctx);
  const question = { pattern: undefined, offset: 0, most: mostNamed };
  const found = await deeds.used(at, { number, settings: question, links: question });
  if (!found) throw notHere();
  const { protector, naming, launched, running } = found;
  show(ctx, desk.site, {
    view: 'protectors/remove',
    status,
    model: {
      page: { title: t('protectors.removeTitle', { name: protector.name }) },
      lede: t('protectors.removeLede'),
      desk: lineOf(ctx, here, [crumbOf(at, protector)]),
      faults,
      number,
      settings: naming.settings.map((one) => usingSetting(ctx, here, one)),
      moreSettings: naming.total - naming.settings.length,
      links: launched.links.map((one) => usingLink(ctx, here, one)),
      moreLinks: launched.total - launched.links.length,
      running,
      usedPath: protectorPath(at, number, 'used'),
      back: protectorPath(at, number),
      field: fieldOf(
        { name: 'name', label: t('protectors.removeName', { name: protector.name }), required: true },
        { values: { name }, faults },
      ),
      confirm: confirmFieldOf(ctx, desk, faults),
    },
  });
}
