import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { startAgain } from './chromium.ts';
import { heading, signIn } from './seeing.ts';
import { openStage, type Stage, tinygate } from './stage.ts';

let stage: Stage;
let visitor: BrowserContext;
beforeAll(async () => {
  stage = await openStage();
  visitor = await (await stage.browser('blocked')).visitor();
});
afterAll(() => stage.close());

/** As wide as what margins leave of A4. */
const paper = { width: 690, height: 1000 };

async function printed(path: string, title: string): Promise<Page> {
  const page = await startAgain(visitor);
  await signIn(page, 'dora', '/adm/msu');
  await page.setViewportSize(paper);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.goto(`${tinygate}${path}`);
  await heading(page, title);
  return page;
}

/** What is to be seen of that, in a word each. */
const seen = (page: Page, what: string) =>
  page.evaluate<string[]>(`[...document.querySelectorAll(${JSON.stringify(what)})]
    .filter((one) => one.checkVisibility()).map((one) => one.textContent.trim() || one.tagName)`);

const pages = [
  ['the set-up sheet', '/adm/msu/protectors/1/setup?lms=moodle', 'Campus Moodle'],
  ['the journal', '/adm/msu/journal', 'Journal'],
  ['the contents', '/adm/msu/phy101/contents', 'Contents'],
  ['a protector', '/adm/msu/protectors/2', '2 · moodle-prod'],
  ['the short URLs', '/adm/msu/phy101/links', 'Short URLs'],
  ['the roster', '/adm/msu/phy101/roster', 'Roster'],
  ['an item', '/adm/msu/phy101/contents/waves', 'What a wave is'],
  [
    'a picture as a student sees it',
    '/adm/msu/phy101/testlaunch/as?student=ann&launched=week1&item=sum',
    'As a student sees it',
  ],
] as const;

describe.each(pages)('%s on paper', (_what, path, title) => {
  test('is black on white in a dark theme, too, without what is pressed, and no wider than the sheet', async () => {
    const page = await printed(path, title);
    expect(
      await seen(page, 'button, .btn, [role="search"], .sections, .tabs, p.acts, header, [type="checkbox"]'),
    ).toEqual([]);
    const colours = `(() => { const { color, backgroundColor } = getComputedStyle(document.body);
      return [color, backgroundColor, getComputedStyle(document.querySelector('h1')).color]; })()`;
    expect(await page.evaluate(colours)).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
    const [wide, window] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, innerWidth]',
    );
    expect(wide).toBeLessThanOrEqual(window);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  });
});

test.each(['moodle', 'canvas', 'openedx', 'sakai', 'blackboard', 'brightspace', 'other'])(
  'the set-up sheet for %s shows every value whole',
  async (lms) => {
    const { short_id: id } = stage.link('week1');
    const page = await printed(`/adm/msu/protectors/1/setup?lms=${lms}&link=${id}`, 'Campus Moodle');
    const all = await page.locator('.sheet code').allTextContents();
    expect(all.length).toBeGreaterThan(2);
    expect(await seen(page, '.sheet code')).toEqual(all.map((one) => one.trim()));
    expect(all.some((one) => one.endsWith(`/adm/launch/tiny/msu/${id}`))).toBe(true);
    const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('.sheet code')]
      .filter((one) => [...one.getClientRects()].some(({ right }) => right > innerWidth))
      .map((one) => one.textContent)`);
    expect(cut).toEqual([]);
    // No row is torn apart between two sheets.
    const breaks = `[...new Set([...document.querySelectorAll('.sheet tr')].map((one) => getComputedStyle(one).breakInside))]`;
    expect(await page.evaluate(breaks)).toEqual(['avoid']);
  },
);
