import type { Item } from '../storage/itemStore.ts';
import { isShownInline } from '../web/serveFile.ts';
import type { FilePage } from './studentPages.ts';

/** How a page shows a file in place; `none`: it is opened or saved by its link alone. */
export function shownAs({ file }: Item): FilePage['shownAs'] {
  const type = file?.type ?? '';
  if (!isShownInline(type)) return 'none';
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('audio/')) return 'audio';
  if (type.startsWith('video/')) return 'video';
  // Browsers show no PDF under the sandbox that every upload is answered with (R27): it is opened or saved instead.
  return type === 'text/plain' ? 'frame' : 'none';
}
