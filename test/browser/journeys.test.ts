import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { startAgain, type ThirdPartyCookies } from './chromium.ts';
import { fillIn, follow, frameOf, heading, isLoaded, nameOn, openFrame, openWindow } from './seeing.ts';
import { openStage, type Stage, tinygate } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const visitors = new Map<ThirdPartyCookies, BrowserContext>();
let page: Page;

/** Each journey starts in a browser without cookies. */
async function arrive(thirdPartyCookies: ThirdPartyCookies): Promise<void> {
  const visitor =
    visitors.get(thirdPartyCookies) ?? (await (await stage.browser(thirdPartyCookies)).visitor());
  visitors.set(thirdPartyCookies, visitor);
  page = await startAgain(visitor);
}

describe.each(['blocked', 'allowed'] as const)('with third-party cookies %s', (thirdPartyCookies) => {
  beforeEach(() => arrive(thirdPartyCookies));

  test('a click in a frame lands a student on the item, and its neighbours and files open there too', async () => {
    await page.goto(`${stage.lms}/?as=ann`);
    await follow(page, 'open here, in a frame');
    const frame = frameOf(page);
    await heading(frame, 'Week 1: Waves');
    expect(await nameOn(frame)).toBe('Ann');
    await follow(frame, /What a wave is/);
    await heading(frame, 'What a wave is');
    await follow(frame, 'Week 1: Waves');
    await follow(frame, /Two waves and their sum/);
    await heading(frame, 'Two waves and their sum');
    expect(await isLoaded(frame.locator('img.shown'))).toBe(true);
    await follow(frame, 'Week 1: Waves');
    await follow(frame, /Pendulum figures/);
    await frame.frameLocator('iframe').getByText('Period of a simple pendulum').waitFor();
  });

  test('a click that opens a new window lands on the item, and the way back leads to the LMS', async () => {
    const window = await openWindow(page, stage);
    await heading(window, 'Week 1: Waves');
    await follow(window, /What a wave is/);
    await heading(window, 'What a wave is');
    await follow(window, 'Back to Moodle');
    await heading(window, 'Welcome back');
  });

  test('a form in a frame whose target is a new window lands there', async () => {
    const form = stage.launchForm('week1', { target: '_blank', byItself: false });
    stage.lmsSite.pages.set('/blank', '<iframe src="/blank-inside"></iframe>');
    stage.lmsSite.pages.set('/blank-inside', form);
    await page.goto(`${stage.lms}/blank`);
    const opened = page.context().waitForEvent('page');
    await frameOf(page).getByRole('button').click();
    const window = await opened;
    await heading(window, 'Week 1: Waves');
    await follow(window, /What a wave is/);
    await heading(window, 'What a wave is');
  });

  test('the sign-in within the frame keeps the item through three wrong passwords', async () => {
    const frame = await openFrame(page, { ...stage, as: 'nadia' });
    await heading(frame, 'Sign in');
    for (let wrong = 0; wrong < 3; wrong += 1) {
      await fillIn(frame, { username: 'ann', password: `not the right one ${wrong}` });
      await frame.getByRole('alert').getByText('do not match').waitFor();
    }
    await fillIn(frame, { username: 'ann' });
    await heading(frame, 'Week 1: Waves');
    await follow(frame, /Standing waves/);
    await heading(frame, 'Standing waves');
  });

  test('the same form again within the frame goes on, too', async () => {
    const frame = await openFrame(page, stage);
    await heading(frame, 'Week 1: Waves');
    stage.lmsSite.pages.set('/frame-again', '<iframe src="/again"></iframe>');
    await page.goto(`${stage.lms}/frame-again`);
    await heading(frameOf(page), 'Week 1: Waves');
  });

  test('two tabs that launch at the same time both work on', async () => {
    const other = await page.context().newPage();
    const tabs = [
      { tab: page, activity: 0, title: 'Week 1: Waves' },
      { tab: other, activity: 1, title: 'Standing waves' },
    ];
    await Promise.all(
      tabs.map(async ({ tab, activity, title }) => {
        await tab.goto(`${stage.lms}/activity?place=${activity}&as=ann`);
        await heading(frameOf(tab), title);
      }),
    );
    // Chromium drops clicks and keys into the frame of a tab that lies behind another.
    await page.bringToFront();
    await frameOf(page).getByRole('link', { name: 'What a wave is' }).first().press('Enter');
    await heading(frameOf(page), 'What a wave is');
    await other.bringToFront();
    await other.reload();
    await heading(frameOf(other), 'Standing waves');
    const names = (await page.context().cookies()).filter(({ name }) => name.startsWith('__Host-launch-'));
    expect(names.length).toBeGreaterThanOrEqual(2);
  });

  test('"Not you?" within the frame says goodbye there', async () => {
    const frame = await openFrame(page, stage);
    await heading(frame, 'Week 1: Waves');
    await frame.getByRole('button', { name: 'Not you?' }).click();
    await heading(frame, 'You are signed out here');
    expect((await page.context().cookies()).filter(({ name }) => name.includes('launch'))).toEqual([]);
  });
});

describe('on the way', () => {
  beforeEach(() => arrive('blocked'));

  test('the button that opens a file shows it, although other windows have no cookie of a frame', async () => {
    const frame = await openFrame(page, stage);
    await follow(frame, /Pendulum figures/);
    await heading(frame, 'Pendulum figures');
    const shown = page.waitForEvent(
      'framenavigated',
      (one) => one.url().endsWith('/data/file') && one.parentFrame() === page.mainFrame(),
    );
    const [answer] = await Promise.all([page.waitForResponse('**/data/file'), follow(frame, /^Open$/)]);
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    await shown;
  });

  test('a file can be saved from within the frame', async () => {
    const frame = await openFrame(page, stage);
    await follow(frame, /Pendulum figures/);
    const saved = page.waitForEvent('download');
    await follow(frame, 'Download');
    expect((await saved).suggestedFilename()).toBe('pendulum.txt');
    expect(await (await saved).failure()).toBeNull();
  });

  test('the way back leaves the frame and leads to the LMS', async () => {
    const frame = await openFrame(page, stage);
    await heading(frame, 'Week 1: Waves');
    await follow(frame, 'Back to Moodle');
    await page.waitForURL(`${stage.lms}/back**`);
    await heading(page, 'Welcome back');
  });

  test('a teacher signs in within the launch and sees what teachers see', async () => {
    const frame = await openFrame(page, { ...stage, as: 'cora' });
    await heading(frame, 'Sign in');
    await fillIn(frame, { username: 'cora' });
    await heading(frame, 'Week 1: Waves');
    expect(await nameOn(frame)).toBe('Cora');
    await follow(frame, 'Physics 101');
    await follow(frame, /Midterm/);
    await heading(frame, 'Midterm');
  });

  test('reload, Back, Forward and a second click of the same link go on', async () => {
    const window = await openWindow(page, stage);
    await heading(window, 'Week 1: Waves');
    await window.reload();
    await heading(window, 'Week 1: Waves');
    await follow(window, /What a wave is/);
    await heading(window, 'What a wave is');
    await window.goBack();
    await heading(window, 'Week 1: Waves');
    await window.goForward();
    await heading(window, 'What a wave is');
    await window.goto(`${stage.lms}/again`);
    await heading(window, 'Week 1: Waves');
    const second = await openWindow(page, stage);
    await heading(second, 'Week 1: Waves');
    const [row] = (await stage.world.journal()).filter(({ code }) => code === 'repeated-click');
    expect(row?.item).toBe('week1');
  });

  test('"Not you?" ends the launch, and the item is shut again', async () => {
    const window = await openWindow(page, stage);
    await heading(window, 'Week 1: Waves');
    await window.getByRole('button', { name: 'Not you?' }).click();
    await heading(window, 'You are signed out here');
    await window.goto(`${tinygate}/msu/phy101/week1`);
    await heading(window, 'Sign in');
    await window.goBack();
    await heading(window, 'You are signed out here');
  });

  test.each([
    ['short URL', () => `/tiny/msu/${stage.link('week1').short_id}`],
    ['item', () => '/msu/phy101/week1'],
    ['file', () => '/msu/phy101/sum/file'],
  ])('a stranger with the bare address of the %s meets the sign-in', async (_what, path) => {
    await page.goto(`${tinygate}${path()}`);
    await heading(page, 'Sign in');
    expect(await page.content()).not.toMatch(/Week 1|Waves|waves/);
  });
});
