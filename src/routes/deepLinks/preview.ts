import type { Context } from 'koa';
import type { DeepLinkSetting } from '../../model/deepLink.ts';
import { troublesOf } from '../../model/settingTroubles.ts';
import { protectorsThere } from '../../services/deepLinks/courseFacts.ts';
import { type ForeseenSetting, foreseeSetting, sameValue } from '../../services/deepLinks/foreseeSetting.ts';
import { confirmFieldOf } from '../confirming.ts';
import type { Desk } from '../desk.ts';
import { type Field, type FieldFault, fieldOf } from '../formFields.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { settingParts, sourceInWords, valueInWords } from '../settingWords.ts';
import { say, show } from '../site.ts';
import { type Editing, frameOf, hasWord, pathOf } from './form.ts';
import type { SettingPreviewPage } from './pages.ts';
import { type SettingValues, settingFields } from './values.ts';

/** So many of the items that change with it are named. */
const mostNamed = 20;

interface Shown {
  readonly editing: Editing;
  readonly values: SettingValues;
  readonly parts: DeepLinkSetting;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

/** What saving would change, for whom, and what it would mean. Nothing has changed yet. */
export function showPreview(ctx: Context, desk: Desk, shown: Shown): void {
  const { editing, values, parts, faults, status } = shown;
  const { open, here } = editing;
  const { t } = say(ctx, desk.site);
  const foreseen = foreseeSetting(open, parts);
  const there = protectorsThere(open.facts, desk.site.now());
  const isWord = parts.protect?.kind === 'key';
  const clears = !isWord && hasWord(open);
  show(ctx, desk.site, {
    view: 'deepLinks/preview',
    status,
    model: {
      ...frameOf(ctx, desk, editing),
      faults,
      action: pathOf(editing),
      hidden: hiddenOf(values),
      changes: changesOf(ctx, desk, { editing, foreseen }),
      troubles: troublesOf(foreseen.after, there)
        // A word that is missing is asked for on this very page.
        .filter((trouble) => trouble !== 'word' || !isWord)
        .map((trouble) => t(`settingTrouble.${trouble}`)),
      clears,
      alsoChanged: foreseen.alsoChanged.slice(0, mostNamed).map(({ itemId, title }) => ({
        title,
        path: itemDeskPath(here.at, itemId),
      })),
      alsoCount: foreseen.alsoChanged.length,
      word: isWord ? wordField(ctx, desk, shown) : undefined,
      confirm: isWord || clears ? confirmFieldOf(ctx, desk, faults) : undefined,
    },
  });
}

/** What was typed travels on; the word is not among it, it is asked for here. */
function hiddenOf(values: SettingValues): SettingPreviewPage['hidden'] {
  const single = settingFields
    .filter((name) => name !== 'step')
    .map((name) => ({ name, value: values[name] }));
  return [...single, ...values.protectors.map((value) => ({ name: 'protectors', value }))];
}

function changesOf(
  ctx: Context,
  desk: Desk,
  {
    editing: { open },
    foreseen: { before, after },
  }: { readonly editing: Editing; readonly foreseen: ForeseenSetting },
): SettingPreviewPage['changes'] {
  const texts = say(ctx, desk.site);
  const { facts, item } = open;
  return settingParts
    .filter((part) => !sameValue(before, after, part))
    .map((part) => ({
      part: texts.t(`settingPart.${part}`),
      before: valueInWords(texts, facts, { [part]: before[part].value }),
      after: valueInWords(texts, facts, { [part]: after[part].value }),
      source: sourceInWords(texts, facts, { source: after[part].source, item: item?.id }),
    }));
}

function wordField(ctx: Context, desk: Desk, { editing: { open }, faults }: Shown): Field {
  const { t } = say(ctx, desk.site);
  const hasOne = hasWord(open);
  const plan = {
    name: 'word',
    label: t('deepLinks.word'),
    type: 'password',
    hint: t(hasOne ? 'deepLinks.wordKept' : 'deepLinks.wordHint'),
    autocomplete: 'new-password',
  } as const;
  return fieldOf(plan, { values: {}, faults });
}
