import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { Texts } from '../../web/texts.ts';
import { coursePath } from '../deskLines.ts';
import type { Tab } from '../protectorTabs.ts';

/** The tabs of one short URL's page, each an address of its own. */
const tabs = { '': 'linkPlaces.tabLink', places: 'linkPlaces.tab' } as const;

export function linkTabs(
  { t }: Texts,
  at: CourseCoordinator,
  { shortId, current }: { readonly shortId: string; readonly current: keyof typeof tabs },
): readonly Tab[] {
  return Object.entries(tabs).map(([name, key]) => ({
    text: t(key),
    path: coursePath(at, 'links', shortId, ...(name === '' ? [] : [name])),
    current: name === current,
  }));
}
