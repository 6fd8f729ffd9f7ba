import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { startAgain } from './chromium.ts';
import { heading, signIn } from './seeing.ts';
import { openStage, type Stage, tinygate } from './stage.ts';

const contents = '/adm/msu/phy101/contents';

let stage: Stage;
let visitor: BrowserContext;
let page: Page;
beforeAll(async () => {
  stage = await openStage();
  visitor = await (await stage.browser('blocked')).visitor();
});
afterAll(() => stage.close());
beforeEach(async () => {
  page = await startAgain(visitor);
  await signIn(page, 'cora', contents);
});

const row = (item: string): Locator => page.locator(`tr[data-item="${item}"]`);

/** Ids in the order in which the page lists them, each with the folder it lies in. */
async function listed(): Promise<readonly string[]> {
  const rows = await page.locator('tr[data-item]').all();
  return Promise.all(
    rows.map(async (one) =>
      [await one.getAttribute('data-parent'), await one.getAttribute('data-item')].join('/'),
    ),
  );
}

const focused = () =>
  page.evaluate<string>('document.activeElement.id || document.activeElement.textContent.trim()');
const said = () => page.getByRole('status').textContent();

/** The upper edge of a row means before it, the rest of a folder into it. */
async function drag(item: string, to: string, where: 'upper' | 'lower'): Promise<void> {
  const box = await row(to).boundingBox();
  const y = where === 'upper' ? 3 : (box?.height ?? 40) * 0.8;
  await row(item).dragTo(row(to), { sourcePosition: { x: 300, y: 12 }, targetPosition: { x: 300, y } });
  await page.waitForURL(`${tinygate}${contents}#row-${item}`);
}

describe('dragging', () => {
  // All rows in view: where a page scrolls with the button down, the browser drags whatever lies under the pointer then.
  beforeEach(() => page.setViewportSize({ width: 1280, height: 2_000 }));
  afterEach(() => page.setViewportSize({ width: 1280, height: 720 }));

  test('moves a row into a folder, says so, and goes on at the row', async () => {
    await drag('midterm', 'empty', 'lower');
    expect(await said()).toBe('One item was moved.');
    expect(await focused()).toBe('row-midterm');
    expect(await listed()).toContain('empty/midterm');
    await page.goto(`${tinygate}${contents}`);
    expect(await listed()).toContain('empty/midterm');
  });

  test('moves a row before another one, out of its folder again, and the order stays', async () => {
    await drag('midterm', 'formulas', 'upper');
    const order = await listed();
    expect(order.indexOf('/midterm') + 1).toBe(order.indexOf('/formulas'));
    await drag('standing', 'waves', 'upper');
    const inside = (await listed()).filter((one) => one.startsWith('week1/'));
    expect(inside.slice(0, 2)).toEqual(['week1/standing', 'week1/waves']);
    await page.reload();
    expect((await listed()).filter((one) => one.startsWith('week1/'))).toEqual(inside);
  });

  test('does not put a folder into itself', async () => {
    const before = await listed();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.method()));
    await row('week1').dragTo(row('data'), {
      sourcePosition: { x: 300, y: 12 },
      targetPosition: { x: 300, y: 20 },
    });
    expect(await page.getByRole('status').count()).toBe(0);
    await page.reload();
    expect(await listed()).toEqual(before);
    expect(sent.filter((method) => method !== 'GET')).toEqual([]);
  });
});

/** Presses Tab until that has the focus. */
async function tabTo(name: string): Promise<void> {
  for (let tabs = 0; tabs < 120; tabs += 1) {
    await page.keyboard.press('Tab');
    if ((await focused()).replace(/\s+/g, ' ') === name) return;
  }
  throw new Error(`Tab never came to ${name}.`);
}

describe('with the keyboard alone', () => {
  test('a row goes into a folder, and the focus is on it afterwards', async () => {
    await tabTo('Move Formula sheet');
    await page.keyboard.press('Enter');
    await heading(page, 'Move “Formula sheet”');
    await tabTo('f-folder');
    await page.keyboard.type('Nothing in');
    await tabTo('Move it there');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#row-formulas$/);
    expect([await said(), await focused()]).toEqual(['One item was moved.', 'row-formulas']);
    expect(await listed()).toContain('empty/formulas');
  });

  test('a row goes up step by step, and the same button waits for the next press', async () => {
    const before = (await listed()).filter((one) => one.startsWith('week1/'));
    await page.goto(`${tinygate}${contents}/data/move`);
    await tabTo('up');
    for (const step of [1, 2]) {
      await page.keyboard.press('Enter');
      await page.waitForURL(/#up$/);
      await expect([step, await said(), await focused()]).toEqual([step, 'It was moved up.', 'up']);
      await page.goto(`${tinygate}${contents}/data/move#up`);
      await page.reload();
      expect(await focused()).toBe('up');
    }
    await page.goto(`${tinygate}${contents}`);
    const after = (await listed()).filter((one) => one.startsWith('week1/'));
    expect(after.indexOf('week1/data')).toBe(before.indexOf('week1/data') - 2);
  });
});

test('what was done is put there once more after the page stands, so that it is read out', async () => {
  // Only what changes in a page that stands is read out; what stood there from the beginning is not.
  const spoken = new Promise<string>((resolve) => void page.exposeFunction('readOut', resolve));
  await page.addInitScript(`document.addEventListener('DOMContentLoaded', () => {
    const said = document.querySelector('[role="status"]');
    if (said) new MutationObserver(() => window.readOut(said.textContent)).observe(said, { childList: true });
  })`);
  await page.goto(`${tinygate}${contents}/phet/move`);
  await page.getByRole('button', { name: 'Move up' }).click();
  await page.waitForURL(/#up$/);
  expect(await spoken).toBe('It was moved up.');
});
