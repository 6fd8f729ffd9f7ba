import type { Context } from 'koa';
import type { LaunchedLink } from '../../storage/protectorLinkStore.ts';
import type { NamingSetting } from '../../storage/protectorUseStore.ts';
import { timeText } from '../../web/time.ts';
import { say } from '../site.ts';
import type { Here } from './here.ts';
import type { UsingLink, UsingSetting } from './pages.ts';

function courseOf({ at }: Here, { course, courseTitle }: { course: string; courseTitle: string }) {
  return { title: courseTitle, path: `/adm/${at.domain.name}/${course}` };
}

function itemOf(
  { at }: Here,
  { course, item }: { course: string; item: { id: string; title: string } | undefined },
) {
  return item && { title: item.title, path: `/adm/${at.domain.name}/${course}/contents/${item.id}` };
}

/** A setting that names the protector, as tables show it. */
export function usingSetting(ctx: Context, here: Here, setting: NamingSetting): UsingSetting {
  const { t } = say(ctx, here.desk.site);
  const { audience, whose, item, refs } = setting;
  const words = {
    everybody: () => t('protectors.forEverybody'),
    section: () => t('protectors.forSection', { section: whose }),
    user: () => t('protectors.forUser', { username: whose }),
  };
  return {
    course: courseOf(here, setting),
    item: itemOf(here, setting),
    level: t(item === undefined ? 'protectors.wholeCourse' : 'protectors.oneItem'),
    audience: words[audience](),
    alone: refs.length === 1,
  };
}

/** A short URL that the protector launched, as tables show it. */
export function usingLink(ctx: Context, here: Here, link: LaunchedLink): UsingLink {
  const { desk, at } = here;
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang: say(ctx, desk.site).lang };
  return {
    shortUrl: `/tiny/${at.domain.name}/${link.shortId}`,
    course: courseOf(here, link),
    item: itemOf(here, link),
    launches: link.launches,
    last: timeText(link.lastAt, setting),
  };
}
