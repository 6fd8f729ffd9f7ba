import type { Page } from 'playwright-core';
import { fillIn, heading, signIn } from './seeing.ts';
import { type Stage, tinygate } from './stage.ts';

/** One page as visitors meet it: its first heading, and the steps that lead there in a fresh browser. */
export interface EveryPage {
  readonly name: string;
  readonly title: string;
  readonly open: (stage: Stage, page: Page) => Promise<unknown>;
}

export const to = (path: string) => (_stage: Stage, page: Page) => page.goto(tinygate + path);

/** Signed in with the account; `root` is the server administrator and has no domain. */
export const as = (username: string, path: string) => async (_stage: Stage, page: Page) => {
  if (username === 'root') {
    await page.goto(`${tinygate}/login`);
    await fillIn(page, { username });
    await heading(page, 'Domains on this server');
  } else await signIn(page, username);
  await page.goto(tinygate + path);
};
