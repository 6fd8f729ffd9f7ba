import type { DeepLink } from '../../model/deepLink.ts';
import type { PlaceTrouble, TableJudge, TablePlace } from '../../services/deepLinks/judgeTable.ts';
import type { OpenTable } from '../../services/deepLinks/readTable.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import type { Texts } from '../../web/texts.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { audienceInWords, sourceInWords, valueInWords } from '../settingWords.ts';
import type { CellValue, SettingLine } from './pages.ts';
import { audiencePath } from './tablePath.ts';

interface Seen {
  readonly at: CourseCoordinator;
  readonly open: OpenTable;
  readonly judge: TableJudge;
}

/** One item of the table, with what holds there for whom the table is. */
export function lineOf(texts: Texts, seen: Seen, head: ItemHead): SettingLine {
  const { at, open, judge } = seen;
  const { facts, audience } = open;
  const setting = judge.settingAt(head);
  const cell = (part: keyof DeepLink): CellValue => ({
    value: valueInWords(texts, facts, { [part]: setting[part].value }),
    source:
      setting[part].source.kind === 'default'
        ? ''
        : sourceInWords(texts, facts, { source: setting[part].source, item: head.id }),
  });
  const hasMenu = setting.menu.source.kind !== 'default';
  const folders = head.chain.slice(1).flatMap((id) => facts.heads.get(id)?.title ?? []);
  return {
    itemId: head.itemId,
    title: head.title,
    path: itemDeskPath(at, head.itemId),
    folders: folders.reverse().join(' › '),
    editPath: audiencePath(itemDeskPath(at, head.itemId, 'deeplink'), audience, facts),
    opens: together(cell('access'), cell('protect')),
    launch: together(cell('scope'), cell('others')),
    listing: [cell('listing')],
    shown: [...together(cell('target'), cell('exit')), ...(hasMenu ? [cell('menu')] : [])],
    troubles: troubleWords(texts, seen, head),
  };
}

/** What is wrong at a place, each with whom it is wrong for where that is not whom the table is for. */
export function troubleWords(texts: Texts, { open, judge }: Seen, place: TablePlace): readonly string[] {
  const { t } = texts;
  const words = ({ kind, audience }: PlaceTrouble): string => {
    const whom = audience && audienceInWords(t, open.facts, audience);
    if (kind === 'nobody') return t('deepLinks.setForNobody', { audience: whom ?? '' });
    const text = t(`settingTrouble.${kind}`);
    return whom === undefined ? text : t('deepLinks.troubleFor', { audience: whom, text });
  };
  return judge.troublesAt(place).map(words);
}

/** Two values in one cell; where they come from the same place, that is said once. */
function together(one: CellValue, other: CellValue): readonly CellValue[] {
  return one.source === other.source ? [{ ...one, source: '' }, other] : [one, other];
}
