import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { accessFaults } from './axe.ts';
import { fillIn, frameOf, heading, press } from './seeing.ts';
import { type Cookies, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

let visitor: BrowserContext | undefined;
afterEach(() => visitor?.close());

async function arrive(cookies: Cookies, options = {}): Promise<Page> {
  visitor = await (await stage.browser(cookies)).visitor(options);
  const page = await visitor.newPage();
  await page.goto(`${stage.lms}/choose`);
  return page;
}

describe('a teacher chooses contents in a frame of the LMS', () => {
  test.each<Cookies>(['allowed', 'blocked', 'none'])('with cookies there %s', async (cookies) => {
    const page = await arrive(cookies);
    const frame = frameOf(page);
    await heading(frame, 'Choose contents for Moodle');
    await fillIn(frame, { username: 'cora' });
    await heading(frame, 'From which course?');
    await press(frame, 'Physics 101');
    await heading(frame, 'Choose from Physics 101');
    await frame.getByLabel('Title or id of an item').fill('standing');
    await press(frame, 'Search');
    await frame.getByRole('checkbox', { name: /^\s*Standing waves/ }).check();
    await press(frame, 'Put the ticked items into Moodle');
    await heading(frame, 'Content selected');
    expect(await frame.locator('main').textContent()).toContain('Now in the course: 1');
    await page.goto(`${stage.lms}/?as=ann`);
    const window = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'open in a new window' }).last().click();
    await heading(await window, 'Standing waves');
  });

  test('with scripts off, by pressing once more', async () => {
    const page = await arrive('blocked', { javaScriptEnabled: false });
    const frame = frameOf(page);
    await press(frame, 'Open now');
    await fillIn(frame, { username: 'cora' });
    await press(frame, 'Physics 101');
    await press(frame, 'Back to Moodle without choosing');
    await press(frame, 'Go on to Moodle');
    await heading(frame, 'Content selected');
  });

  test.each([
    [1280, 800],
    [390, 800],
    [320, 568],
  ])('readably and without faults of access at %i x %i', async (width, height) => {
    const page = await arrive('blocked', { viewport: { width, height } });
    await page.goto(`${stage.lms}/choose/start`);
    await heading(page, 'Choose contents for Moodle');
    expect(await accessFaults(page)).toEqual([]);
    await fillIn(page, { username: 'cora' });
    await heading(page, 'From which course?');
    expect(await accessFaults(page)).toEqual([]);
    await press(page, 'Physics 101');
    await heading(page, 'Choose from Physics 101');
    expect(await accessFaults(page)).toEqual([]);
    const isTooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(isTooWide).toBe(false);
  });
});
