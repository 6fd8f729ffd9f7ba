import type { ZipFault } from '../services/zips/zipFaults.ts';
import type { Texts } from '../web/texts.ts';

/** Why an archive, or an entry of it, is not taken, in words. */
export function wordsOfZipFault(
  {
    why,
    path,
    most,
  }: { readonly why: ZipFault; readonly path?: string | undefined; readonly most?: number | undefined },
  { t }: Texts,
): string {
  if (why === 'too-many-entries') return t('zipFault.too-many-entries', { most: most ?? 0 });
  if (why === 'too-large') return t('zipFault.too-large', { mib: Math.floor((most ?? 0) / 1024 / 1024) });
  const words = t(`zipFault.${why}`);
  return path === undefined ? words : t('zipFault.entry', { path, why: words });
}
