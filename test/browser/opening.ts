import type { Page } from 'playwright-core';
import { signedIn } from '../routes/visitors.ts';
import { type Stage, tinygate } from './stage.ts';

/** One page as visitors meet it: its first heading, and the steps that lead there in a fresh browser. */
export interface EveryPage {
  readonly name: string;
  readonly title: string;
  readonly open: (stage: Stage, page: Page) => Promise<unknown>;
}

export const to = (path: string) => (_stage: Stage, page: Page) => page.goto(tinygate + path);

/**
 * Signed in with the account; `root` is the server administrator and has no domain. The form is sent beside the browser,
 * which is given the cookies: how one signs in is seen elsewhere, and a page of it for every page takes long.
 */
export const as = (username: string, path: string) => async (stage: Stage, page: Page) => {
  const visitor = await signedIn(stage.world, username, username === 'root' ? '' : 'msu');
  const kind = { url: tinygate, path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;
  // Playwright's own way names a domain, which Chromium refuses for these cookies.
  const browser = await page.context().newCDPSession(page);
  for (const [name, value] of visitor.cookies)
    await browser.send('Network.setCookie', { name, value, ...kind });
  await browser.detach();
  await page.goto(tinygate + path);
};
