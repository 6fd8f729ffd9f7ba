import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { change } from '../routes/visitors.ts';
import { fillIn, follow, frameOf, heading, openFrame, openWindow, press } from './seeing.ts';
import { type Cookies, evil, openStage, type Stage, tinygate } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

let visitor: BrowserContext | undefined;
afterEach(async () => {
  await visitor?.close();
  visitor = undefined;
  await change(stage.world, 'UPDATE deep_links SET target = NULL, exit_to = NULL');
  await change(stage.world, "UPDATE protectors SET origins = '[]'");
});

async function arrive(cookies: Cookies): Promise<Page> {
  visitor = await (await stage.browser(cookies)).visitor();
  return visitor.newPage();
}

const set = (column: 'target' | 'exit_to', value: string) =>
  change(stage.world, `UPDATE deep_links SET ${column} = ? WHERE item_id = ?`, [
    value,
    stage.link('week1').item_id,
  ]);

const item = `${tinygate}/msu/phy101/week1`;
const wanted = { top: 'This opens in place of the course page', window: 'This opens in a window of its own' };

/** Presses a button in the LMS's frame that opens a window; the window. */
async function pressInto(page: Page, name: string): Promise<Page> {
  const window = page.context().waitForEvent('page');
  await press(frameOf(page), name);
  return window;
}

describe.each(['none', 'blocked', 'allowed'] as const)('third-party cookies: %s', (cookies) => {
  test('an item for a window of its own ends there, and the LMS stays where it was', async () => {
    await set('target', 'window');
    const page = await arrive(cookies);
    const frame = await openFrame(page, stage);
    await heading(frame, wanted.window);
    const before = page.url();
    const window = await pressInto(page, 'Open in a new window');
    await heading(window, 'Week 1: Waves');
    expect([window.url(), page.url(), page.context().pages().length]).toEqual([item, before, 2]);
    await follow(window, /What a wave is/);
    await heading(window, 'What a wave is');
  });

  test('an item for the whole window takes the place of the LMS’s page', async () => {
    await set('target', 'top');
    const page = await arrive(cookies);
    const frame = await openFrame(page, stage);
    await heading(frame, wanted.top);
    await press(frame, 'Open here, in place of this page');
    await page.waitForURL(item);
    await heading(page, 'Week 1: Waves');
    expect(page.context().pages()).toHaveLength(1);
    await page.reload();
    await heading(page, 'Week 1: Waves');
  });

  test('the other way is offered beside it', async () => {
    await set('target', 'top');
    const page = await arrive(cookies);
    await heading(await openFrame(page, stage), wanted.top);
    const window = await pressInto(page, 'Open in a new window');
    await heading(window, 'Week 1: Waves');
    expect(page.context().pages()).toHaveLength(2);
  });

  test('the sign-in of a launch that names nobody is in that window, too', async () => {
    await set('target', 'window');
    const page = await arrive(cookies);
    await heading(await openFrame(page, { ...stage, as: 'nadia' }), wanted.window);
    const window = await pressInto(page, 'Open in a new window');
    await heading(window, 'Sign in');
    await fillIn(window, { username: 'ann' });
    await heading(window, 'Week 1: Waves');
  });

  test('a frame of an LMS whose origin is not approved is not blank: one button opens the item', async () => {
    await change(stage.world, 'UPDATE protectors SET origins = ?', ['["https://elsewhere.example"]']);
    const page = await arrive(cookies);
    await heading(await openFrame(page, stage), 'Open this in a window of its own');
    const window = await pressInto(page, 'Open in a new window');
    await heading(window, 'Week 1: Waves');
    expect(window.url()).toBe(item);
  });

  test('a hostile page that posts an honest launch in its frame gets the button, never the item', async () => {
    stage.evilSite.pages.set('/steal', '<iframe src="/steal-inside" width="700" height="500"></iframe>');
    stage.evilSite.pages.set('/steal-inside', stage.launchForm('week1', {}));
    const page = await arrive(cookies);
    await page.goto(`${evil}/steal`);
    await heading(frameOf(page), 'Open this in a window of its own');
    const child = page.frames().find((one) => one.url().includes('check='));
    await child?.goto(item).catch(() => undefined);
    await heading(frameOf(page), 'Click the link in your course again');
  });
});

test.each(['top', 'window'])(
  'a launch in a new window of the LMS opens at once where the target is %s',
  async (target) => {
    await set('target', target);
    const window = await openWindow(await arrive('blocked'), stage);
    await heading(window, 'Week 1: Waves');
    expect(window.context().pages()).toHaveLength(2);
  },
);

test('the frame says to click again when it is loaded once more, and that click works', async () => {
  await set('target', 'window');
  const page = await arrive('blocked');
  await heading(await openFrame(page, stage), wanted.window);
  const child = page.frames().find((one) => one.url().includes('check='));
  await child?.goto(child.url());
  await heading(frameOf(page), 'Click the link in your course again');
  await frameOf(page).getByText('does not open inside your learning management system').waitFor();
  await heading(await openFrame(page, stage), wanted.window);
  await heading(await pressInto(page, 'Open in a new window'), 'Week 1: Waves');
});

describe('the exit', () => {
  test('of the course’s own takes a student out of the frame, to that page', async () => {
    stage.lmsSite.pages.set('/our-start', '<h1>Our start page</h1>');
    await set('exit_to', `address ${stage.lms}/our-start Back to our start page`);
    const page = await arrive('blocked');
    const frame = await openFrame(page, stage);
    await heading(frame, 'Week 1: Waves');
    await follow(frame, /What a wave is/);
    await heading(frame, 'What a wave is');
    await follow(frame, 'Back to our start page');
    await heading(page, 'Our start page');
    expect(page.url()).toBe(`${stage.lms}/our-start`);
  });

  test('of the course’s own is on the goodbye page', async () => {
    stage.lmsSite.pages.set('/our-start', '<h1>Our start page</h1>');
    await set('exit_to', `address ${stage.lms}/our-start Back to our start page`);
    const window = await openWindow(await arrive('blocked'), stage);
    await press(window, 'Not you?');
    await heading(window, 'You are signed out here');
    await follow(window, 'Back to our start page');
    await heading(window, 'Our start page');
  });

  test('that is none leaves no button, but the sign-out', async () => {
    await set('exit_to', 'none');
    const frame = await openFrame(await arrive('blocked'), stage);
    await heading(frame, 'Week 1: Waves');
    expect(await frame.getByRole('banner').getByRole('link').allTextContents()).toEqual(['Physics 101']);
    await press(frame, 'Not you?');
    await heading(frame, 'You are signed out here');
    expect(await frame.getByRole('link', { name: 'Back to Moodle' }).count()).toBe(1);
  });
});
