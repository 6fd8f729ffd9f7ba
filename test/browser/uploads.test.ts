import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { hostileFiles } from './course.ts';
import { heading, signIn } from './seeing.ts';
import { evil, openStage, type Stage, tinygate } from './stage.ts';

let stage: Stage;
let visitor: BrowserContext;
let page: Page;
beforeAll(async () => {
  stage = await openStage();
  visitor = await (await stage.browser('allowed')).visitor();
  page = await visitor.newPage();
  await signIn(page, 'ann');
});
afterAll(() => stage.close());

const fileOf = (item: string) => `${tinygate}/msu/phy101/${item}/file`;
const saved = Object.keys(hostileFiles).filter((item) => !item.startsWith('lying'));

describe('an uploaded file with a script in it', () => {
  test.each(saved)('%s is saved, not shown', async (item) => {
    const download = page.waitForEvent('download');
    // A navigation that becomes a download never arrives.
    await page.goto(fileOf(item)).catch(() => undefined);
    expect(readFileSync(await (await download).path(), 'utf8')).toContain('<script>');
    expect(page.url()).not.toContain('/file');
  });

  test('runs nowhere when it says that it is text, and shows its source', async () => {
    const shown = await visitor.newPage();
    await shown.goto(fileOf('lying.txt'));
    await shown.getByText('document.title = "ran"').first().waitFor();
    expect(await shown.title()).not.toContain('ran');
    await shown.close();
  });

  test('runs nowhere when it says that it is a picture', async () => {
    const shown = await visitor.newPage();
    await shown.goto(fileOf('lying.png'));
    expect(await shown.title()).not.toContain('ran');
    await shown.goto(`${tinygate}/msu/phy101/lying.png`);
    await heading(shown, 'Upload lying.png');
    expect(await shown.title()).toBe('Upload lying.png · Tinygate');
    await shown.close();
  });

  test.each(Object.keys(hostileFiles))('%s does not run as a script of a hostile page', async (item) => {
    const shown = await visitor.newPage();
    const markup = `<script>window.ended = (how) => { document.body.dataset.how = how }</script>
<script src="${fileOf(item)}" onload="ended('ran')" onerror="ended('kept out')"></script>`;
    stage.evilSite.pages.set('/script', markup);
    await shown.goto(`${evil}/script`);
    await shown.locator('body[data-how="kept out"]').waitFor({ state: 'attached' });
    await shown.close();
  });
});
