import { randomUUID } from 'node:crypto';
import { lmsApp } from '../../demo/lms/app.ts';
import { launchPath } from '../../src/model/shortUrl.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { hashOf } from '../routes/visitors.ts';
import { encode, type LaunchChanges, openWorld, publicUrl, type World, type WorldOptions } from '../world.ts';
import { type Chromium, openChromium, type ThirdPartyCookies } from './chromium.ts';
import { type CookielessFrames, cookielessFrames } from './cookielessFrames.ts';
import { makeCourse } from './course.ts';
import { type ServedSite, serveSite } from './servedSite.ts';

export const tinygate = publicUrl;
export const evil = 'http://evil.example';

/** `none`: no cookies at all in frames, partitioned or not. */
export type Cookies = ThirdPartyCookies | 'none';

/** Tinygate, an LMS and a hostile page, each on a site of its own, and browsers to visit them with. */
export interface Stage {
  readonly world: World;
  /** The origin of the stand-in LMS. */
  readonly lms: string;
  readonly lmsSite: ServedSite;
  readonly evilSite: ServedSite;
  /** Started when first asked for. */
  browser(cookies: Cookies): Promise<Chromium>;
  link(item: string): LinkRow;
  /** A page's markup: the form of an honest launch, as another site would have it. */
  launchForm(item: string, order: FormOrder): string;
  close(): Promise<void>;
}

export interface FormOrder extends LaunchChanges {
  /** Where the answer is shown. */
  readonly target?: string;
  /** Posts itself, as those of LMSs do. */
  readonly byItself?: boolean;
}

/** `contentUrl`: an origin of their own for sites. */
export async function openStage({ contentUrl }: Pick<WorldOptions, 'contentUrl'> = {}): Promise<Stage> {
  const world = await openWorld('sqlite', hashOf, contentUrl === undefined ? {} : { contentUrl });
  const { links } = await makeCourse(world);
  const link = (item: string) => {
    const found = links.get(item);
    if (!found) throw new Error(`There is no short URL for ${item}.`);
    return found;
  };
  const launchUrlOf = (item: string) => `${tinygate}${launchPath('msu', link(item).short_id)}`;
  const evilSite = await serveSite();
  const lmsSite = await serveSite((port) => {
    const now = () => world.clock.now;
    const lms = originOf(port);
    const selectUrl = `${tinygate}/adm/launch/select/msu`;
    return lmsApp({ lms, tinygate, selectUrl, launchUrlOf, now, newNonce: randomUUID }).callback();
  });
  const lms = originOf(lmsSite.port);
  const browsers = new Map<Cookies, Promise<Chromium>>();
  let between: CookielessFrames | undefined;
  const open = async (cookies: Cookies) => {
    if (cookies === 'none') between ??= await cookielessFrames(world.port);
    const port = cookies === 'none' && between ? between.port : world.port;
    const content = contentUrl === undefined ? {} : { [`${new URL(contentUrl).host}:80`]: world.port };
    const hosts = { 'localhost:8080': port, 'evil.example:80': evilSite.port, ...content };
    return openChromium({ thirdPartyCookies: cookies === 'allowed' ? 'allowed' : 'blocked', hosts });
  };
  return {
    world,
    lms,
    lmsSite,
    evilSite,
    link,
    browser(cookies) {
      const started = browsers.get(cookies) ?? open(cookies);
      browsers.set(cookies, started);
      return started;
    },
    launchForm(item, { target = '_self', byItself = true, ...changes }) {
      const secret = 'demonstration-only-campus-moodle';
      const parameters = { launch_presentation_return_url: `${lms}/back?course=1`, ...changes.parameters };
      const pairs = world.signed(link(item), { secret, ...changes, parameters });
      const form = { action: launchUrlOf(item), body: encode(pairs), target };
      return `${formOf(form)}${byItself ? '<script>document.forms[0].submit()</script>' : ''}`;
    },
    async close() {
      for (const browser of browsers.values()) await (await browser).close();
      await between?.close();
      await lmsSite.close();
      await evilSite.close();
      await world.close();
    },
  };
}

function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

export interface ForeignForm {
  readonly action: string;
  /** Urlencoded. */
  readonly body: string;
  readonly target?: string;
}

/** The markup of a form that posts such a body. */
export function formOf({ action, body, target = '_self' }: ForeignForm): string {
  const fields = [...new URLSearchParams(body)].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return `<form method="post" action="${action}" target="${target}">${fields.join('')}<button>Go</button></form>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
