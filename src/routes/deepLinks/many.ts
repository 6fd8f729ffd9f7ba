import type { Context } from 'koa';
import { isItemId } from '../../model/ids.ts';
import { troublesOf } from '../../model/settingTroubles.ts';
import {
  losingWords,
  type OpenSettings,
  type PartChanges,
  settingsWith,
} from '../../services/deepLinks/changeMany.ts';
import { protectorsThere, settingFinder } from '../../services/deepLinks/courseFacts.ts';
import { sameValue, sameValues } from '../../services/deepLinks/foreseeSetting.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import { readFields, readList } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { tellNext } from '../notices.ts';
import { audienceInWords, settingParts, sourceInWords, valueInWords } from '../settingWords.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import { auditedPlace } from './form.ts';
import { manyFields } from './manyFields.ts';
import type { ManyPreviewPage } from './pages.ts';
import { tablePath } from './tablePath.ts';
import { type SettingValues, settingFields, settingFrom } from './values.ts';

export const changePath = 'change';

const fields = [...settingFields, 'section', 'user'] as const;

type ManyValues = SettingValues & { readonly section: string; readonly user: string };

export interface Many {
  readonly here: Here;
  readonly open: OpenSettings;
  readonly values: ManyValues;
}

/** One setting for many ticked items: which parts, then what that would change, then it is saved. */
export async function submitMany(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const texts = say(ctx, desk.site);
  const typed = await readFields(ctx, fields, 2_100);
  const values: ManyValues = { ...typed, protectors: await readList(ctx, 'protectors', 20) };
  const ticked = [...new Set((await readList(ctx, 'item')).filter(isItemId))];
  const asked = { section: values.section.trim(), user: values.user.trim() };
  const found = await here.deeds.readMany(here.at, { items: ticked, audience: asked });
  const everybody = { section: '', user: '' };
  const open =
    found === 'nobody' ? await here.deeds.readMany(here.at, { items: ticked, audience: everybody }) : found;
  if (open === 'nobody') throw new Error('Everybody is nobody.');
  const many = { here, open, values };
  if (open.items.length === 0) {
    tellNext(ctx, desk.site, 'tree.noneTicked');
    return seeOther(ctx, tablePath(here.at, open.audience, open.facts));
  }
  const field = asked.user === '' ? 'section' : 'user';
  const noSuch = texts.t(asked.user === '' ? 'deepLinks.noSection' : 'explain.nobody');
  const { changes, faults } = changesFrom(texts, many);
  const all = [...(found === 'nobody' ? [{ field, text: noSuch }] : []), ...faults];
  if (values.step === '' || values.step === 'edit')
    return showMany(ctx, desk, { many, faults: [], status: 200 });
  if (all.length > 0) return showMany(ctx, desk, { many, faults: all, status: 422 });
  if (values.step !== 'save') return showManyPreview(ctx, desk, { many, changes });
  const saved = await here.deeds.saveMany({
    by: here.at,
    open,
    changes,
    mark: values.mark,
    nameOf: (item) => auditedPlace(item.itemId, open.audience, open.facts),
  });
  if (saved === 'meanwhile') {
    const fault = { field: '', text: texts.t('form.changedMeanwhile') };
    return showMany(ctx, desk, { many, faults: [fault], status: 409 });
  }
  tellNext(ctx, desk.site, 'deepLinks.savedMany', { count: saved });
  seeOther(ctx, tablePath(here.at, open.audience, open.facts));
}

function changesFrom(
  texts: ReturnType<typeof say>,
  { open, values }: Many,
): { readonly changes: PartChanges; readonly faults: readonly FieldFault[] } {
  const { t } = texts;
  const inherits = settingParts.filter((part) => values[part] === 'inherit');
  const set = { ...values, ...Object.fromEntries(inherits.map((part) => [part, ''])) };
  const { parts, faults } = settingFrom(set, { facts: open.facts, stored: undefined }, texts);
  const changes: PartChanges = {
    ...parts,
    ...Object.fromEntries(inherits.map((part) => [part, 'inherit'])),
  };
  const more: FieldFault[] = [];
  if (values.protect === 'key') more.push({ field: 'protect', text: t('deepLinks.chooseOne') });
  const words = losingWords(open, changes);
  if (words.length > 0) {
    const titles = words.map(({ title }) => title).join(', ');
    more.push({ field: 'protect', text: t('deepLinks.manyWords', { titles }) });
  }
  const isEmpty = Object.keys(changes).length === 0 && faults.length === 0;
  if (isEmpty) more.push({ field: 'access', text: t('deepLinks.manyNothing') });
  return { changes, faults: [...faults, ...more] };
}

interface Shown {
  readonly many: Many;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

function frameOf(ctx: Context, desk: Desk, { here: { at }, open }: Many) {
  const { t } = say(ctx, desk.site);
  const audience = audienceInWords(t, open.facts, open.audience);
  return {
    page: { title: t('deepLinks.manyTitle', { count: open.items.length }) },
    lede: t('deepLinks.manyLede', { audience }),
    desk: courseLine(ctx, desk, {
      at,
      section: 'deeplinks',
      crumbs: [{ title: t('desk.deepLinks'), path: coursePath(at, 'deeplinks') }],
    }),
    action: coursePath(at, 'deeplinks', changePath),
  };
}

function showMany(ctx: Context, desk: Desk, { many, faults, status }: Shown): void {
  const texts = say(ctx, desk.site);
  const { open, values } = many;
  show(ctx, desk.site, {
    view: 'deepLinks/many',
    status,
    model: {
      ...frameOf(ctx, desk, many),
      faults,
      items: open.items.map(({ itemId, title }) => ({ itemId, title })),
      ...manyFields(texts, { facts: open.facts, values, faults }),
    },
  });
}

/** So many rows are shown of what would change; the rest is counted. */
const mostRows = 100;

function showManyPreview(
  ctx: Context,
  desk: Desk,
  { many, changes }: { readonly many: Many; readonly changes: PartChanges },
): void {
  const texts = say(ctx, desk.site);
  const { open, values, here } = many;
  const { facts, who } = open;
  const now = settingFinder(facts.settings);
  const then = settingFinder(settingsWith(open, changes));
  const there = protectorsThere(facts, desk.site.now());
  const differs = facts.tree.filter(({ chain }) => !sameValues(now(chain, who), then(chain, who)));
  const ticked = new Set(open.items.map(({ id }) => id));
  const lineOf = (item: ItemHead): ManyPreviewPage['lines'][number] => {
    const [before, after] = [now(item.chain, who), then(item.chain, who)];
    return {
      title: item.title,
      path: itemDeskPath(here.at, item.itemId),
      isTicked: ticked.has(item.id),
      changes: settingParts
        .filter((part) => !sameValue(before, after, part))
        .map((part) => ({
          part: texts.t(`settingPart.${part}`),
          before: valueInWords(texts, facts, { [part]: before[part].value }),
          after: valueInWords(texts, facts, { [part]: after[part].value }),
          source: sourceInWords(texts, facts, { source: after[part].source, item: item.id }),
        })),
      troubles: troublesOf(after, there).map((trouble) => texts.t(`settingTrouble.${trouble}`)),
    };
  };
  const opensBySignIn = (find: typeof now, { chain }: ItemHead) => find(chain, who).access.value !== 'only';
  show(ctx, desk.site, {
    view: 'deepLinks/manyPreview',
    model: {
      ...frameOf(ctx, desk, many),
      hidden: hiddenOf({ ...values, mark: open.mark }, open.items),
      lines: differs.slice(0, mostRows).map(lineOf),
      more: Math.max(0, differs.length - mostRows),
      same: open.items.filter((item) => !differs.includes(item)).length,
      opens: differs.filter((item) => !opensBySignIn(now, item) && opensBySignIn(then, item)).length,
      closes: differs.filter((item) => opensBySignIn(now, item) && !opensBySignIn(then, item)).length,
    },
  });
}

function hiddenOf(values: ManyValues, items: readonly ItemHead[]): ManyPreviewPage['hidden'] {
  return [
    ...fields.filter((name) => name !== 'step').map((name) => ({ name, value: values[name] })),
    ...values.protectors.map((value) => ({ name: 'protectors', value })),
    ...items.map(({ itemId }) => ({ name: 'item', value: itemId })),
  ];
}
