import { isOpen } from '../../model/period.ts';
import { launchPath, tinyPath } from '../../model/shortUrl.ts';
import type { KnownShortUrl } from '../../storage/shortUrlStore.ts';
import type { Texts } from '../../web/texts.ts';
import type { CopyText } from './pages.ts';

export interface Place {
  /** What the domain's addresses begin with. */
  readonly origin: string;
  readonly domain: string;
}

/** The two addresses of a short URL, each with an id of its own on the page. */
export function addressesOf(
  { t }: Texts,
  { origin, domain }: Place,
  { shortId, title }: { readonly shortId: string; readonly title: string },
): { readonly tiny: CopyText; readonly launch: CopyText } {
  return {
    tiny: {
      id: `t-${shortId}`,
      text: origin + tinyPath(domain, shortId),
      label: t('shortUrls.tinyOf', { title }),
    },
    launch: {
      id: `l-${shortId}`,
      text: origin + launchPath(domain, shortId),
      label: t('shortUrls.launchOf', { title }),
    },
  };
}

/** Open, or why not, at this moment (epoch milliseconds). */
export function stateOf(
  { t }: Texts,
  link: KnownShortUrl & { readonly to: unknown },
  now: number,
): { readonly state: string; readonly signal: 'good' | 'warn' | 'bad' } {
  if (!link.to) return { state: t('shortUrls.gone'), signal: 'bad' };
  if (isOpen(link, now)) return { state: t('shortUrls.open'), signal: 'good' };
  if (!link.enabled) return { state: t('shortUrls.off'), signal: 'bad' };
  const isEarly = link.validFrom !== null && now < link.validFrom * 1000;
  return isEarly
    ? { state: t('shortUrls.notYet'), signal: 'warn' }
    : { state: t('shortUrls.over'), signal: 'bad' };
}

/** The titles of the folders around an item, outermost first. */
export function foldersOf(chain: readonly number[], titles: ReadonlyMap<number, string>): string {
  return chain
    .slice(1)
    .flatMap((id) => titles.get(id) ?? [])
    .reverse()
    .join(' › ');
}
