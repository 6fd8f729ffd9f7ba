import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { axe } from './axe.ts';
import { startAgain } from './chromium.ts';
import type { EveryPage } from './opening.ts';
import { heading } from './seeing.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * A desk, two phones, and the frame of an LMS. Rules are asked once in each theme, all of them at the desk. The next page
 * is opened at the last size, at which nothing is folded away.
 */
const views = [
  { width: 1280, height: 800, colorScheme: 'light', asked: 'all rules' },
  { width: 390, height: 800, colorScheme: 'dark', asked: 'what is seen' },
  { width: 320, height: 640, colorScheme: 'dark', asked: 'width' },
  { width: 800, height: 400, colorScheme: 'light', asked: 'width' },
] as const;

/** Rules whose verdict changes with the theme or on a phone; what stands in the markup is judged once. */
const bySight = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'];

/** What is wrong with the page at this size and in this theme, in words. */
async function faults(page: Page, view: (typeof views)[number]): Promise<string[]> {
  const { colorScheme, width, height, asked } = view;
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  const tooWide = await page.evaluate<string>(
    `document.documentElement.scrollWidth > innerWidth
      ? [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth)
          .map((one) => one.outerHTML.slice(0, 150)).slice(0, 3).join(' | ') || 'something'
      : ''`,
  );
  // Frames are uploads: they are not ours to judge, and no script may run in them. Preloading would break our policy.
  const rules = asked === 'all rules' ? '' : `runOnly: ${JSON.stringify(bySight)},`;
  const found =
    asked === 'width'
      ? []
      : await page.evaluate<string[]>(
          `axe.run(document, { ${rules} iframes: false, preload: false, resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 150)).join(' | ')))`,
        );
  const all = tooWide === '' ? found : [`wider than the window: ${tooWide}`, ...found];
  return all.map((fault) => `${width}x${height} ${colorScheme}: ${fault}`);
}

/** Opens one in a browser without cookies, and waits until its heading stands there. */
export async function openPage(stage: Stage, visitor: BrowserContext, one: EveryPage): Promise<Page> {
  const page = await startAgain(visitor);
  await one.open(stage, page);
  await heading(page, one.title);
  return page;
}

/** Looks at every page of the list, at every size and in both themes. */
export function judgePages(pages: readonly EveryPage[]): void {
  let stage: Stage;
  let visitor: BrowserContext;
  /** What the browser had to say against the page: its policy broken, a script that failed. */
  const complaints: string[] = [];
  beforeAll(async () => {
    stage = await openStage();
    visitor = await (await stage.browser('blocked')).visitor();
    visitor.on('console', (message) => {
      if (/Content Security Policy|violates/.test(message.text())) complaints.push(message.text());
    });
    visitor.on('weberror', (error) => complaints.push(String(error.error())));
  });
  afterAll(() => stage.close());

  test.each(pages)('$name: everybody can use it, at every size and in both themes', async (one) => {
    complaints.length = 0;
    const page = await openPage(stage, visitor, one);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.title()).toBe(`${one.title} · Tinygate`);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.evaluate(axe);
    const found: string[] = [];
    for (const view of views) found.push(...(await faults(page, view)));
    expect([...found, ...complaints]).toEqual([]);
  });
}
