import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { launchPath, post } from '../hostile.ts';
import { encode } from '../world.ts';
import { openChromium } from './chromium.ts';
import { lateAnswer } from './lateAnswer.ts';
import { follow, frameOf, heading, press } from './seeing.ts';
import { formOf, openStage, type Stage, tinygate } from './stage.ts';

let stage: Stage;
let visitor: BrowserContext | undefined;
let page: Page;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await visitor?.close();
  visitor = await (await stage.browser('blocked')).visitor();
  page = await visitor.newPage();
});

/** The form of a launch, posted as often as that; the second post leaves while the first is under way. */
function posts(times: number): string {
  const again = 'document.forms[0].submit();'.repeat(times);
  return `${stage.launchForm('waves', { byItself: false })}<script>${again}</script>`;
}

async function codes(): Promise<readonly string[]> {
  return (await stage.world.journal()).map(({ code }) => code);
}

describe('two quick posts of one form in a clean browser', () => {
  test('end on the item, or on a page that leads back to the LMS and stays', async () => {
    stage.lmsSite.pages.set('/double', posts(2));
    await page.goto(`${stage.lms}/double`);
    await page.waitForURL(`${tinygate}/**`);
    await page.getByRole('heading', { level: 1, name: /What a wave is|This link did not open/ }).waitFor();
    if ((await page.getByRole('heading', { level: 1 }).textContent()) === 'This link did not open')
      await page.getByRole('link', { name: 'Back to Moodle' }).waitFor();
  });

  test('a first post whose answer is lost: the page goes on by itself once, and stays with its way back', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const path = launchPath(stage.link('waves'));
    const parameters = { launch_presentation_return_url: `${stage.lms}/back?course=1` };
    const secret = 'demonstration-only-campus-moodle';
    const body = encode(stage.world.signed(stage.link('waves'), { secret, parameters }));
    const form = formOf({ action: `${tinygate}${path}`, body });
    stage.lmsSite.pages.set('/once', `${form}<script>document.forms[0].submit()</script>`);
    // The first answer reaches nobody: the browser has given it up.
    expect((await post(stage.world.port, { path, body })).status).toBe(303);
    const again = page.waitForResponse(`${tinygate}/launch/again**`);
    await page.goto(`${stage.lms}/once`);
    expect((await again).status()).toBe(204);
    await heading(page, 'This link did not open');
    await page.getByRole('link', { name: 'Back to Moodle' }).waitFor();
    expect(asked.filter((one) => one === '/launch/again')).toHaveLength(1);
    expect((await codes())[0]).toBe('replayed');
  });
});

describe('two posts of one form, of which the first is answered late', () => {
  const close: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const one of close.splice(0)) await one();
  });

  test.each(['frames', 'windows'])('in two %s: the second goes on by itself to the item', async (kind) => {
    const late = await lateAnswer(stage.world.port);
    const hosts = { 'localhost:8080': late.port };
    const chromium = await openChromium({ thirdPartyCookies: 'blocked', hosts });
    close.push(chromium.close, late.close);
    const tab = await (await chromium.visitor()).newPage();
    const names = ['one', 'two'];
    const frames = names.map((name) => `<iframe name="${name}" width="600" height="300"></iframe>`).join('');
    const form = stage.launchForm('waves', { byItself: false });
    stage.lmsSite.pages.set('/late', `${kind === 'frames' ? frames : ''}${form}`);
    await tab.goto(`${stage.lms}/late`);
    const again = tab.context().waitForEvent('response', (one) => one.url().includes('/launch/again'));
    const opened: Page[] = [];
    const bothOpened = new Promise<void>((resolve) => {
      tab.context().on('page', (one) => opened.push(one) === names.length && resolve());
    });
    for (const name of names) {
      await tab.evaluate(`document.forms[0].target = '${name}'; document.forms[0].submit()`);
      await late.firstIsHeld;
    }
    expect((await again).status()).toBe(303);
    if (kind === 'windows') await bothOpened;
    const framed = names.map((name) => tab.frameLocator(`iframe[name=${name}]`));
    for (const place of kind === 'windows' ? opened : framed) await heading(place, 'What a wave is');
    expect((await codes()).slice(0, 2).sort()).toEqual(['opened', 'replayed']);
  });
});

describe('the same form again in a frame', () => {
  test.each(['blocked', 'allowed'] as const)('goes on, with third-party cookies %s', async (cookies) => {
    const tab = await (await (await stage.browser(cookies)).visitor()).newPage();
    stage.lmsSite.pages.set('/framed', '<iframe src="/framed-inside" width="700" height="500"></iframe>');
    stage.lmsSite.pages.set('/framed-inside', stage.launchForm('waves', {}));
    for (const minutes of [0, 1, 6]) {
      stage.world.clock.now += minutes * 60_000;
      await tab.goto(`${stage.lms}/framed`);
      await heading(frameOf(tab), 'What a wave is');
    }
    expect((await codes()).slice(0, 3)).toEqual(['repeated-click', 'repeated-click', 'opened']);
  });

  test('after the hand-over to a new window says so, with the way back, and the window works on', async () => {
    const tab = await (await (await stage.browser('none')).visitor()).newPage();
    stage.lmsSite.pages.set('/handed', '<iframe src="/handed-inside" width="700" height="500"></iframe>');
    stage.lmsSite.pages.set('/handed-inside', stage.launchForm('week1', {}));
    await tab.goto(`${stage.lms}/handed`);
    await heading(frameOf(tab), 'Open this in a window of its own');
    const opened = tab.context().waitForEvent('page');
    await press(frameOf(tab), 'Open in a new window');
    const window = await opened;
    await heading(window, 'Week 1: Waves');
    await tab.bringToFront();
    await tab.goto(`${stage.lms}/handed`);
    await heading(frameOf(tab), 'This link did not open');
    await frameOf(tab).getByRole('link', { name: 'Back to Moodle' }).waitFor();
    await follow(window, /What a wave is/);
    await heading(window, 'What a wave is');
  });
});

describe('the same launch again', () => {
  test('Back, Forward and reload after moving on to a second item stay where they should', async () => {
    stage.lmsSite.pages.set('/moving', stage.launchForm('week1', { byItself: false }));
    await page.goto(`${stage.lms}/moving`);
    await press(page, 'Go');
    await heading(page, 'Week 1: Waves');
    await follow(page, /Standing waves/);
    await heading(page, 'Standing waves');
    for (const minutes of [0, 6]) {
      stage.world.clock.now += minutes * 60_000;
      await page.goBack();
      await heading(page, 'Week 1: Waves');
      await page.reload();
      await heading(page, 'Week 1: Waves');
      await page.goForward();
      await heading(page, 'Standing waves');
      await page.reload();
      await heading(page, 'Standing waves');
    }
    await page.goBack();
    await page.goBack();
    await press(page, 'Go');
    await heading(page, 'Week 1: Waves');
    expect((await codes())[0]).toBe('repeated-click');
  });

  test('reload, Back and forward end on the item each time, also after six minutes', async () => {
    stage.lmsSite.pages.set('/go', stage.launchForm('waves', { byItself: false }));
    await page.goto(`${stage.lms}/go`);
    await page.getByRole('button', { name: 'Go' }).click();
    await heading(page, 'What a wave is');
    await page.reload();
    await heading(page, 'What a wave is');
    for (const minutes of [0, 6]) {
      stage.world.clock.now += minutes * 60_000;
      await page.goBack();
      await page.getByRole('button', { name: 'Go' }).click();
      await heading(page, 'What a wave is');
    }
    await page.goBack();
    await page.goForward();
    await heading(page, 'What a wave is');
    expect((await codes()).slice(0, 2)).toEqual(['repeated-click', 'repeated-click']);
  });
});
