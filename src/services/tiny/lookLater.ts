import { isDomainName } from '../../model/ids.ts';
import { isShortId } from '../../model/shortUrl.ts';
import type { LinkName } from '../../storage/linkPresence.ts';

/** So many are looked for at once; beyond it nobody learns whether a link is there, and nobody waits. */
const mostUnderWay = 256;

/**
 * Looks whether a short URL is there once its visitor has been answered: strangers get one answer whatever is there, and
 * in the same time (product.md, Short URLs). `tell` is not called where the database is away.
 */
export type LookLater = (link: LinkName, tell: (isThere: boolean) => void) => void;

export function lookLater(isThere: (link: LinkName) => Promise<boolean>): LookLater {
  let underWay = 0;
  return (link, tell) => {
    if (!isDomainName(link.domain) || !isShortId(link.shortId)) {
      tell(false);
      return;
    }
    if (underWay >= mostUnderWay) return;
    underWay += 1;
    isThere(link)
      .then(tell, () => undefined)
      .finally(() => {
        underWay -= 1;
      });
  };
}
