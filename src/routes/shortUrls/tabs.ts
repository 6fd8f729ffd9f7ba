import type { Texts } from '../../web/texts.ts';
import { coursePath } from '../deskLines.ts';
import type { Tab } from '../protectorTabs.ts';
import type { Here } from './deeds.ts';

/** Above the list of short URLs, and that of the items without one. */
export function tabsOf(
  { t }: Texts,
  { at }: Here,
  { current, bare }: { readonly current: 'links' | 'without'; readonly bare: number },
): readonly Tab[] {
  const path = coursePath(at, 'links');
  return [
    { text: t('shortUrls.title'), path, current: current === 'links' },
    {
      text: t('shortUrls.withoutTab', { count: bare }),
      path: `${path}?show=without`,
      current: current === 'without',
    },
  ];
}
