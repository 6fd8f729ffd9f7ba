import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type RelaunchingLms, relaunchingLms } from './relaunchingLms.ts';
import { follow, frameOf, heading, nameOn, press } from './seeing.ts';
import { type Cookies, openStage, type Stage, tinygate } from './stage.ts';

let stage: Stage;
let lms: RelaunchingLms;
beforeAll(async () => {
  stage = await openStage();
  lms = await relaunchingLms(stage.world, stage.link('week1'));
});
afterAll(async () => {
  await lms.site.close();
  await stage.close();
});

const buttonTitle = 'Open this in a window of its own';

/** A browser in which somebody is signed in to the LMS. */
async function pageOf(cookies: Cookies, username: string, options = {}): Promise<Page> {
  const page = await (await (await stage.browser(cookies)).visitor(options)).newPage();
  await page.goto(`${lms.origin}/as?${username}`);
  await heading(page, 'Signed in to the LMS');
  return page;
}

async function pressInto(page: Page): Promise<Page> {
  await page.bringToFront();
  const window = page.context().waitForEvent('page');
  await press(frameOf(page), 'Open in a new window');
  return window;
}

const notes = async () => (await stage.world.journal()).map((line) => [line.code, ...line.notes].join(' '));

describe('an LMS that launches twice (LTI 1.1.2)', () => {
  test.each(['allowed', 'blocked'] as const)(
    'opens the item in its frame, with third-party cookies %s',
    async (cookies) => {
      const page = await pageOf(cookies, 'ann');
      await page.goto(`${lms.origin}/frame`);
      await heading(frameOf(page), 'Week 1: Waves');
      expect((await notes()).slice(0, 2)).toEqual(['opened relaunched', 'relaunch-asked']);
    },
  );

  test('opens the item in a new window, where the frame keeps no cookies at all', async () => {
    const page = await pageOf('none', 'ann');
    await page.goto(`${lms.origin}/frame`);
    await heading(frameOf(page), buttonTitle);
    const window = await pressInto(page);
    await heading(window, 'Week 1: Waves');
    expect(window.url()).toBe(`${tinygate}/msu/phy101/week1`);
    expect(await nameOn(window)).toBe('Ann');
    await follow(window, /What a wave is/);
    await heading(window, 'What a wave is');
    expect((await notes()).slice(0, 3)).toEqual([
      'opened relaunched',
      'relaunch-asked relaunch-window',
      'relaunch-asked',
    ]);
  });

  test('opens it in place of the LMS, too', async () => {
    const page = await pageOf('none', 'ann');
    await page.goto(`${lms.origin}/frame`);
    await heading(frameOf(page), buttonTitle);
    await press(frameOf(page), 'Open here, in place of this page');
    await page.waitForURL(`${tinygate}/msu/phy101/week1`);
    await heading(page, 'Week 1: Waves');
  });

  test("an attacker's second launch, framed by his page, leaves the visitor whom the LMS knows", async () => {
    // The attacker is ann: of her launch, he gets the word and hands the second post to zoe's browser.
    const thief = await (await (await stage.browser('none')).visitor()).newPage();
    await thief.goto(`${lms.origin}/start`);
    await heading(thief, 'Sign in to the LMS');
    const word = new URL(thief.url()).searchParams.get('tool_state') ?? '';
    stage.evilSite.pages.set('/attack', '<iframe src="/attack-inside" width="700" height="500"></iframe>');
    stage.evilSite.pages.set('/attack-inside', lms.second(word, 'ann'));
    const victim = await pageOf('none', 'zoe');
    await victim.goto('http://evil.example/attack');
    await heading(frameOf(victim), buttonTitle);
    const window = await pressInto(victim);
    await heading(window, 'Week 1: Waves');
    expect(await nameOn(window)).toBe('Zoe');
  });
});
