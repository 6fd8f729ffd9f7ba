import type { BrowserContext, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { password } from '../world.ts';
import { tinygate } from './stage.ts';

export type Place = Page | Frame | FrameLocator;

/** Waits until the place has this heading, and no other of the first rank. */
export async function heading(place: Place, title: string): Promise<void> {
  await place.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

/** The frame in which the LMS's page shows the activity. */
export function frameOf(page: Page): FrameLocator {
  return page.frameLocator('iframe');
}

export async function press(place: Place, name: string | RegExp): Promise<void> {
  await place.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) }).click();
}

export async function follow(place: Place, name: string | RegExp): Promise<void> {
  await place.getByRole('link', { name }).first().click();
}

export interface Words {
  readonly username: string;
  readonly password?: string;
}

/** Fills in the sign-in form that is shown, and sends it. */
export async function fillIn(place: Place, words: Words): Promise<void> {
  await place.getByLabel('Username').fill(words.username);
  await place.getByLabel('Password').fill(words.password ?? password);
  await press(place, 'Sign in');
}

/** Opens an account session in this browser; the page is left where it led. */
export async function signIn(page: Page, username: string, next = '/msu/phy101'): Promise<void> {
  await page.goto(`${tinygate}/login?next=${encodeURIComponent(next)}`);
  await heading(page, 'Sign in');
  await fillIn(page, { username });
  await page.waitForURL(`${tinygate}${next}`);
}

/** Names of Tinygate's cookies in this browser, in every partition. */
export async function cookieNames(visitor: BrowserContext): Promise<readonly string[]> {
  const cookies = await visitor.cookies();
  return cookies.filter(({ domain }) => domain === 'localhost').map(({ name }) => name);
}

/** Who the line above a student's page says is here. */
export async function nameOn(place: Place): Promise<string> {
  return (await place.locator('.who .name').textContent()) ?? '';
}

/** Presses the link of an activity in the stand-in LMS that opens it in a new window; the window. */
export async function openWindow(page: Page, { activity = 0, lms = '', as = 'ann' }): Promise<Page> {
  await page.goto(`${lms}/?as=${as}`);
  const window = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'open in a new window' }).nth(activity).click();
  return window;
}

/** Opens the page of an activity in the stand-in LMS, which shows it in a frame; the frame. */
export async function openFrame(page: Page, { activity = 0, lms = '', as = 'ann' }): Promise<FrameLocator> {
  await page.goto(`${lms}/activity?place=${activity}&as=${as}`);
  return frameOf(page);
}

interface Picture {
  readonly naturalWidth: number;
  decode(): Promise<void>;
}

/** Whether a picture has arrived and has something to show. */
export function isLoaded(picture: Locator): Promise<boolean> {
  return picture.evaluate((node) => {
    const image = node as unknown as Picture;
    return image.decode().then(
      () => image.naturalWidth > 100,
      () => false,
    );
  });
}
