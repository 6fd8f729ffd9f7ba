import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { password } from '../world.ts';
import { startAgain } from './chromium.ts';
import { everyPage } from './everyPage.ts';
import { openPage } from './judging.ts';
import { cookieNames, fillIn, frameOf, heading, nameOn, press } from './seeing.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let visitor: BrowserContext;
beforeAll(async () => {
  stage = await openStage();
  visitor = await (await stage.browser('blocked')).visitor();
});
afterAll(() => stage.close());

async function open(name: string): Promise<Page> {
  const found = everyPage.find((one) => one.name === name);
  if (!found) throw new Error(`There is no page ${name}.`);
  return openPage(stage, visitor, found);
}

/** What has the focus, in a word, and whether one sees that it has. */
const focused = `(() => {
  const { activeElement: it } = document;
  const { outlineStyle, outlineWidth } = getComputedStyle(it);
  const { width, height } = it.getBoundingClientRect();
  const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 1 && height > 1;
  return { it: it.id || it.textContent.trim().split('\\n')[0].trim() || it.tagName, seen };
})()`;

interface Focus {
  readonly it: string;
  readonly seen: boolean;
}

/** Presses Tab until the page has been gone round once. */
async function tabThrough(place: Page): Promise<readonly Focus[]> {
  const stops: Focus[] = [];
  for (let tabs = 0; tabs < 30; tabs += 1) {
    await place.keyboard.press('Tab');
    const focus = await place.evaluate<Focus>(focused);
    if (focus.it === 'BODY' || (stops.length > 1 && focus.it === stops[0]?.it)) break;
    stops.push(focus);
  }
  return stops;
}

describe('with the keyboard alone', () => {
  test('the first stop of a page leads past the line above it', async () => {
    const folder = await open('folder');
    await folder.keyboard.press('Tab');
    expect(await folder.evaluate<Focus>(focused)).toEqual({ it: 'Skip to the content', seen: true });
    await folder.keyboard.press('Enter');
    expect(new URL(folder.url()).hash).toBe('#main');
    const stops: string[] = [];
    for (let stop = 0; stop < 3; stop += 1) {
      await folder.keyboard.press('Tab');
      stops.push((await folder.evaluate<Focus>(focused)).it);
    }
    expect(stops).toEqual(['q', 'Find', expect.stringContaining('What a wave is')]);
    await folder.keyboard.press('Enter');
    await heading(folder, 'What a wave is');
  });

  test.each([
    'folder',
    'page',
    'sign-in',
    'question of another person',
    'text file',
    'start page of a student',
  ])('every stop on the page "%s" is seen', async (name) => {
    const stops = await tabThrough(await open(name));
    expect(stops.length).toBeGreaterThan(2);
    expect(stops.filter(({ seen }) => !seen)).toEqual([]);
  });

  test('the sign-in form is filled in and sent by Enter', async () => {
    const form = await open('sign-in on the way to a course');
    await form.getByLabel('Username').focus();
    await form.keyboard.type('cora');
    await form.keyboard.press('Tab');
    await form.keyboard.type(password);
    await form.keyboard.press('Enter');
    await heading(form, 'Week 1: Waves');
  });

  test('a problem is said at once and leads to its field', async () => {
    const form = await open('sign-in after a wrong password');
    expect(await form.getByLabel('Username').getAttribute('aria-invalid')).toBe('true');
    await form.getByRole('alert').getByRole('link').press('Enter');
    expect((await form.evaluate<Focus>(focused)).it).toBe('username');
    expect(await form.getByLabel('Username').inputValue()).toBe('ann');
    expect(await form.getByLabel('Password').inputValue()).toBe('');
  });
});

describe('with JavaScript switched off', () => {
  let without: BrowserContext | undefined;
  let tab: Page;
  beforeEach(async () => {
    without ??= await (await stage.browser('blocked')).visitor({ javaScriptEnabled: false });
    tab = await startAgain(without);
  });

  test("the LMS's button opens the item in the frame, its neighbours open, and the way back leads out", async () => {
    await tab.goto(`${stage.lms}/activity?place=0&as=ann`);
    await press(frameOf(tab), 'Open now');
    await heading(frameOf(tab), 'Week 1: Waves');
    await frameOf(tab).getByRole('link', { name: 'What a wave is' }).first().click();
    await heading(frameOf(tab), 'What a wave is');
    await frameOf(tab).getByRole('link', { name: 'Back to Moodle' }).click();
    await heading(tab, 'Welcome back');
  });

  test('the sign-in of a launch, the question and "Not you?" work', async () => {
    await tab.goto(`${stage.lms}/launch?place=0&as=nadia&target=window`);
    await press(tab, 'Open now');
    await fillIn(tab, { username: 'ann' });
    await heading(tab, 'Week 1: Waves');
    await tab.goto(`${stage.lms}/launch?place=0&as=zoe&target=window`);
    await press(tab, 'Open now');
    await press(tab, 'Continue as Zoe');
    await heading(tab, 'Week 1: Waves');
    expect(await nameOn(tab)).toBe('Zoe');
    await press(tab, 'Not you?');
    await heading(tab, 'You are signed out here');
    expect((await cookieNames(tab.context())).filter((name) => name.includes('launch'))).toEqual([]);
  });
});

test('nothing of ours stays in the page for other scripts: no storage, no readable cookie', async () => {
  const page = await open('folder');
  const kept = '[document.cookie, localStorage.length, sessionStorage.length, document.scripts.length]';
  expect(await page.evaluate(kept)).toEqual(['', 0, 0, 0]);
});
