import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BrowserContext, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import { change } from '../routes/visitors.ts';
import {
  cookieNames,
  fillIn,
  follow,
  frameOf,
  heading,
  isLoaded,
  nameOn,
  openFrame,
  press,
} from './seeing.ts';
import { type Cookies, openStage, type Stage, tinygate } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

let visitor: BrowserContext | undefined;
let page: Page;

async function arrive(cookies: Cookies, options: BrowserContextOptions = {}): Promise<void> {
  await visitor?.close();
  visitor = await (await stage.browser(cookies)).visitor(options);
  page = await visitor.newPage();
}

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const buttonTitle = 'Open this in a window of its own';
const againTitle = 'Click the link in your course again';

/** Presses the large button; the window that opens. */
async function pressInto(frame: FrameLocator): Promise<Page> {
  await heading(frame, buttonTitle);
  // Chromium drops clicks into the frame of a tab that lies behind another.
  await page.bringToFront();
  const window = page.context().waitForEvent('page');
  await press(frame, 'Open in a new window');
  return window;
}

describe('in a frame that keeps no cookies at all', () => {
  beforeEach(() => arrive('none'));

  test('one button opens the item in a new window, where its neighbours and files open too', async () => {
    const frame = await openFrame(page, stage);
    const window = await pressInto(frame);
    await heading(window, 'Week 1: Waves');
    expect(window.url()).toBe(`${tinygate}/msu/phy101/week1`);
    expect(await nameOn(window)).toBe('Ann');
    await follow(window, /Two waves and their sum/);
    await heading(window, 'Two waves and their sum');
    expect(await isLoaded(window.locator('img.shown'))).toBe(true);
    await follow(window, 'Week 1: Waves');
    await follow(window, /Pendulum figures/);
    await window.frameLocator('iframe').getByText('Period of a simple pendulum').waitFor();
    await follow(window, 'Back to Moodle');
    await heading(window, 'Welcome back');
  });

  test('the smaller button opens it in place of the LMS’s page', async () => {
    const frame = await openFrame(page, stage);
    await heading(frame, buttonTitle);
    await press(frame, 'Open here, in place of this page');
    await page.waitForURL(`${tinygate}/msu/phy101/week1`);
    await heading(page, 'Week 1: Waves');
    await page.reload();
    await heading(page, 'Week 1: Waves');
  });

  test('a second press opens a window that says why not, and the first works on', async () => {
    const frame = await openFrame(page, stage);
    const first = await pressInto(frame);
    await heading(first, 'Week 1: Waves');
    const second = await pressInto(frame);
    await heading(second, 'This link did not open');
    await follow(first, /What a wave is/);
    await heading(first, 'What a wave is');
  });

  test('the frame is never blank: loaded once more, it says to click again', async () => {
    await openFrame(page, stage);
    const frame = frameOf(page);
    await heading(frame, buttonTitle);
    const child = page.frames().find((one) => one.url().includes('check='));
    await child?.goto(child.url());
    await heading(frame, againTitle);
  });

  test('the next click in the LMS works again', async () => {
    await pressInto(await openFrame(page, stage));
    const window = await pressInto(await openFrame(page, { ...stage, activity: 1 }));
    await heading(window, 'Standing waves');
  });

  test('the sign-in is in the new window, through wrong passwords, and ends on the item', async () => {
    const window = await pressInto(await openFrame(page, { ...stage, as: 'nadia' }));
    await heading(window, 'Sign in');
    await fillIn(window, { username: 'ann', password: 'not the right one' });
    await window.getByRole('alert').getByText('do not match').waitFor();
    await fillIn(window, { username: 'ann' });
    await heading(window, 'Week 1: Waves');
    await follow(window, /Standing waves/);
    await heading(window, 'Standing waves');
  });

  test('no script is needed', async () => {
    await arrive('none', { javaScriptEnabled: false });
    const frame = await openFrame(page, stage);
    await frame.getByRole('button', { name: 'Open now' }).click();
    const window = await pressInto(frame);
    await heading(window, 'Week 1: Waves');
  });

  test('another site that frames the button can press nothing by itself, and learns nothing', async () => {
    await openFrame(page, stage);
    await heading(frameOf(page), buttonTitle);
    const child = page.frames().find((one) => one.url().includes('check='));
    const value = await child?.locator('input[name=handover]').inputValue();
    stage.evilSite.pages.set(
      '/press',
      `<form method="post" action="${tinygate}/launch/handover"><input name="handover" value="${value}"></form>
       <script>document.forms[0].submit()</script>`,
    );
    const other = await page.context().newPage();
    await other.goto('http://evil.example/press');
    await heading(other, 'This link did not open');
    expect(await cookieNames(page.context())).toEqual([]);
    const window = await pressInto(frameOf(page));
    await heading(window, 'Week 1: Waves');
  });

  test.each([320, 800])('the page of the button fits a frame %i px wide', async (width) => {
    await arrive('none', { viewport: { width: width + 60, height: 800 } });
    await openFrame(page, stage);
    await heading(frameOf(page), buttonTitle);
    const fits = await frameOf(page)
      .locator('body')
      .evaluate((body) => {
        const { scrollWidth, clientWidth } = body as unknown as Measured;
        return scrollWidth <= clientWidth;
      });
    expect(fits).toBe(true);
  });
});

test('both pages can be used by everybody', async () => {
  await arrive('none');
  const frame = await openFrame(page, stage);
  const child = () => page.frames().find((one) => one.url().includes('check='));
  const faults = async () => {
    await child()?.evaluate(axe);
    return child()?.evaluate<string[]>(
      'axe.run(document, { preload: false }).then(({ violations }) => violations.map(({ id }) => id))',
    );
  };
  await heading(frame, buttonTitle);
  expect(await faults()).toEqual([]);
  await child()?.goto(child()?.url() ?? '');
  await heading(frame, againTitle);
  expect(await faults()).toEqual([]);
});

interface Measured {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}

describe.each(['blocked', 'allowed'] as const)('with third-party cookies %s', (cookies) => {
  beforeEach(() => arrive(cookies));

  test('a launch whose page nobody may frame shows the button at once, not a blank frame', async () => {
    const parameters = { launch_presentation_return_url: undefined };
    stage.lmsSite.pages.set(
      '/no-return',
      '<iframe src="/no-return-inside" width="700" height="500"></iframe>',
    );
    stage.lmsSite.pages.set('/no-return-inside', stage.launchForm('week1', { parameters }));
    await page.goto(`${stage.lms}/no-return`);
    const window = await pressInto(frameOf(page));
    await heading(window, 'Week 1: Waves');
  });

  test('a session that is over does not leave the frame blank', async () => {
    const frame = await openFrame(page, stage);
    await heading(frame, 'Week 1: Waves');
    await change(stage.world, 'DELETE FROM launch_sessions');
    await follow(frame, /What a wave is/);
    await heading(frame, againTitle);
  });
});
