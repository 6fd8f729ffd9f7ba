import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { startAgain } from './chromium.ts';
import { follow, heading, press, signIn } from './seeing.ts';
import { openStage, type Stage, tinygate } from './stage.ts';

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
});

/** What the new protector's page shows once. */
const shown = { key: '', secret: '' };

/** A click in the LMS that was set up with what was shown, in a fresh window. */
async function clickInTheLms(username: string): Promise<Page> {
  const window = await startAgain(visitor);
  stage.lmsSite.pages.set('/set-up', stage.launchForm('week1', { ...shown, username }));
  await window.goto(`${stage.lms}/set-up`);
  await window.waitForURL(`${tinygate}/**`);
  return window;
}

test('a domain coordinator sets up Moodle: key and secret once, and what to paste where', async () => {
  await signIn(page, 'dora', '/adm/msu');
  await follow(page, 'Link protectors');
  await heading(page, 'Link protectors');
  await follow(page, 'New link protector');
  await page.getByLabel('Launcher name').fill('Faculty Moodle');
  await page.getByLabel('Yes').check();
  await press(page, 'Make link protector');
  await heading(page, 'Faculty Moodle is ready');
  shown.key = (await page.locator('#shown-key').textContent()) ?? '';
  shown.secret = (await page.locator('#shown-secret').textContent()) ?? '';
  expect([shown.key.length > 10, shown.secret.length > 30]).toEqual([true, true]);
  await press(page, 'I have stored it');
  await follow(page, 'Set up in your LMS');
  await follow(page, 'Moodle');
  const sheet = (await page.locator('main').textContent()) ?? '';
  expect(sheet).toContain('Site administration > Plugins > Activity modules > External tool');
  expect(sheet).toContain(shown.key);
  expect(await page.content()).not.toContain(shown.secret);
});

test('a course coordinator protects a folder: only launches through it open the folder', async () => {
  await signIn(page, 'cora', '/adm/msu/phy101');
  await follow(page, 'Contents');
  await follow(page, 'Week 1: Waves');
  await follow(page, 'Deep-link setting');
  await page
    .getByLabel(/^How a student|^Opens by/)
    .first()
    .selectOption('only');
  await page.getByLabel(/^Asks for/).selectOption({ label: 'those link protectors that are ticked below' });
  for (const tick of await page.locator('input[name="protectors"]').all()) await tick.uncheck();
  await page.getByLabel(/Faculty Moodle/).check();
  await press(page, 'Show what would change');
  await heading(page, 'Deep-link setting of Week 1: Waves');
  expect(await page.locator('table.rows').first().textContent()).toContain('Faculty Moodle');
  await press(page, 'Save this setting');
  await page.getByRole('status').waitFor();
  const other = await startAgain(visitor);
  await other.goto(`${stage.lms}/launch?place=0&as=ann&target=window`);
  await heading(other, 'This link did not open');
});

test('a student arrives by the link that was set up, without a second sign-in', async () => {
  const window = await clickInTheLms('ann');
  await heading(window, 'Week 1: Waves');
});

test('a course coordinator finds out why a student was sent to the sign-in page', async () => {
  const window = await clickInTheLms('nadia');
  await heading(window, 'Sign in');
  const asked = (await stage.world.journal()).find(({ code }) => code === 'login-required');
  const reference = asked?.reference ?? '';
  page = await startAgain(visitor);
  await signIn(page, 'cora', '/adm/msu/phy101');
  await follow(page, 'Journal');
  await page.getByRole('searchbox').fill(reference);
  await press(page, 'Search');
  await follow(page, reference);
  const story = (await page.locator('main').textContent()) ?? '';
  expect(story).toContain('The launch named somebody who is not known in this domain.');
  expect(story).toContain('Add the student under exactly that username');
});
