import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { launchPath, post } from '../hostile.ts';
import { encode } from '../world.ts';
import { startAgain } from './chromium.ts';
import { heading } from './seeing.ts';
import { formOf, openStage, type Stage, tinygate } from './stage.ts';

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

describe('the same launch again', () => {
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
