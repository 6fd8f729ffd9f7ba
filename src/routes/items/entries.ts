import { settingFor } from '../../model/launchSession.ts';
import { settingsNear } from '../../model/settingsNear.ts';
import type { ListedHead } from '../../services/items/courseTree.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import type { Texts } from '../../web/texts.ts';
import { kindInWords } from '../kindWords.ts';
import type { Entry } from '../studentPages.ts';
import { pathOf, type Seen } from './line.ts';

/** The lines of a contents page as its beholder may see them. */
export function entriesOf(texts: Texts, seen: Seen, listed: readonly ListedHead[]): readonly Entry[] {
  const { course } = seen.courseVisit;
  return listed.map(({ head, shows, children }) => ({
    title: head.title,
    path: shows === 'link' ? pathOf(course, head) : undefined,
    kind: kindInWords(texts, head),
    state: stateFor(texts, seen, head),
    children: entriesOf(texts, seen, children),
  }));
}

/** Nobody in particular, as settings see a student. */
const everybody = { personId: 0, standing: { kind: 'student', sections: [] } } as const;

/** What students are told or spared there, for staff alone; '' for students, and where there is nothing to say. */
export function stateFor({ t }: Texts, { courseVisit, beholder }: Seen, { chain }: ItemHead): string {
  if (beholder.viewer.kind !== 'staff') return '';
  const { settings } = courseVisit;
  const { access, protect, listing } = settingFor(everybody, settings, chain);
  const some = settingsNear(settings)(chain).some(({ audience }) => audience.kind !== 'everybody');
  const words = [
    access.value === 'only' ? t('studentState.only') : '',
    access.value === 'off' ? t('studentState.off') : '',
    protect.value.kind === 'key' ? t('studentState.key') : '',
    listing.value === 'details' ? t('studentState.details') : '',
    listing.value === 'absent' ? t('studentState.absent') : '',
    some ? t('studentState.some') : '',
  ];
  return words.filter((word) => word !== '').join(', ');
}
