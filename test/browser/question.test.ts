import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { startAgain } from './chromium.ts';
import { heading, nameOn, openFrame, openWindow, type Place, press, signIn } from './seeing.ts';
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

/** Presses a button with the mouse, or with the keyboard alone. */
const hands = {
  'the mouse': (place: Place, name: string) => press(place, name),
  'the keyboard': async (place: Place, name: string) => {
    const button = place.getByRole('button', { name, exact: true });
    await place.locator('body').press('Tab');
    for (let tabs = 0; tabs < 10; tabs += 1) {
      if (await button.evaluate((node) => node === (node.getRootNode() as unknown as Focused).activeElement))
        break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
  },
} as const;

interface Focused {
  readonly activeElement: unknown;
}

async function annSignsInThenZoeClicks(): Promise<Page> {
  await signIn(page, 'ann');
  await openWindowFor('zoe');
  return page;
}

/** The LMS's link, in this same tab. */
async function openWindowFor(username: string): Promise<void> {
  await page.goto(`${stage.lms}/launch?place=0&as=${username}&target=window`);
  await page.waitForURL(`${tinygate}/**`);
}

describe.each(Object.entries(hands))(
  'somebody else is signed in with the account; by %s',
  (_name, pressing) => {
    test('"continue" opens the link as the person of the launch, and signs the other one out', async () => {
      await annSignsInThenZoeClicks();
      await heading(page, 'Who is here?');
      await pressing(page, 'Continue as Zoe');
      await heading(page, 'Week 1: Waves');
      expect(await nameOn(page)).toBe('Zoe');
      await page.goto(`${tinygate}/`);
      await heading(page, 'Sign in');
    });

    test('"stay" leaves the other one signed in, and the link shut', async () => {
      await annSignsInThenZoeClicks();
      await heading(page, 'Who is here?');
      await pressing(page, 'Stay Ann');
      await heading(page, 'Open this from your LMS');
      await page.goto(`${tinygate}/msu/phy101`);
      expect(await nameOn(page)).toBe('Ann');
    });
  },
);

describe('somebody else came by a launch', () => {
  test('"continue" within the frame goes on as the second, and the first one is gone from this browser', async () => {
    await heading(await openFrame(page, stage), 'Week 1: Waves');
    const frame = await openFrame(page, { ...stage, as: 'zoe' });
    await heading(frame, 'Who is here?');
    await press(frame, 'Continue as Zoe');
    await heading(frame, 'Week 1: Waves');
    expect(await nameOn(frame)).toBe('Zoe');
  });

  test('"stay" within the frame goes on as the first', async () => {
    await heading(await openFrame(page, stage), 'Week 1: Waves');
    const frame = await openFrame(page, { ...stage, as: 'zoe' });
    await heading(frame, 'Who is here?');
    await press(frame, 'Stay Ann');
    await heading(frame, 'Week 1: Waves');
    expect(await nameOn(frame)).toBe('Ann');
  });

  test('closing the question changes nobody', async () => {
    await heading(await openWindow(page, stage), 'Week 1: Waves');
    await openWindowFor('zoe');
    await heading(page, 'Who is here?');
    await page.goto(`${tinygate}/msu/phy101/waves`);
    expect(await nameOn(page)).toBe('Ann');
  });

  test('the same person is not asked', async () => {
    await signIn(page, 'ann');
    await heading(await openWindow(page, stage), 'Week 1: Waves');
    await heading(await openWindow(page, { ...stage, activity: 1 }), 'Standing waves');
  });
});
