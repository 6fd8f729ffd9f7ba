import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import type { ItemRow } from '../../src/storage/schema/rows.ts';
import { change, rowsOf } from '../routes/visitors.ts';
import { protectByWord } from '../sharedWords.ts';
import { follow, frameOf, heading, openFrame, press } from './seeing.ts';
import { type Cookies, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

let visitor: BrowserContext | undefined;
afterEach(() => visitor?.close());

async function arrive(cookies: Cookies): Promise<Page> {
  visitor = await (await stage.browser(cookies)).visitor({ viewport: { width: 1280, height: 1000 } });
  return visitor.newPage();
}

/** `width x height`, as LMSs announce it (LTI 1.1 3) and as large as they then make the frame. */
const sizes: readonly (readonly [number, number])[] = [
  [320, 240],
  [320, 568],
  [800, 400],
];

async function openFrameOf(
  page: Page,
  { width, height, item = 'week1', locale = 'en' }: Sized,
): Promise<FrameLocator> {
  const parameters = {
    launch_presentation_document_target: 'iframe',
    launch_presentation_locale: locale,
    launch_presentation_width: String(width),
    launch_presentation_height: String(height),
  };
  stage.lmsSite.pages.set('/inside', stage.launchForm(item, { parameters }));
  stage.lmsSite.pages.set(
    '/sized',
    `<iframe src="/inside" width="${width}" height="${height}" style="border:0"></iframe>`,
  );
  await page.goto(`${stage.lms}/sized`);
  return frameOf(page);
}

/** Has an item ask for a word. */
async function lock(item: string, word: string): Promise<void> {
  const { world } = stage;
  const [row] = await rowsOf<ItemRow>(world, 'SELECT * FROM items WHERE item_id = ?', [item]);
  await change(world, 'DELETE FROM deep_links WHERE item_id = ?', [row?.id ?? 0]);
  if (row) await protectByWord(world, row, { word });
}

interface Sized {
  readonly width: number;
  readonly height: number;
  readonly item?: string;
  readonly locale?: string;
}

/** What of these cannot be seen, or only after scrolling; and whether the page is wider than its frame. */
async function faults(frame: FrameLocator, seen: readonly Locator[]): Promise<string[]> {
  const found: string[] = [];
  for (const one of seen) {
    const { text, isSeen } = await one.evaluate((node) => {
      const element = node as unknown as Shown;
      const { top, bottom, left, right } = element.getBoundingClientRect();
      const { innerWidth, innerHeight } = element.ownerDocument.defaultView;
      const isWithin = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
      return { text: element.textContent, isSeen: isWithin };
    });
    if (!isSeen) found.push(`out of sight: ${text.trim()}`);
  }
  const isTooWide = await frame.locator('html').evaluate((node) => {
    const { scrollWidth, clientWidth } = node as unknown as { scrollWidth: number; clientWidth: number };
    return scrollWidth > clientWidth;
  });
  return isTooWide ? [...found, 'wider than the frame'] : found;
}

interface Shown {
  readonly textContent: string;
  readonly ownerDocument: {
    readonly defaultView: { readonly innerWidth: number; readonly innerHeight: number };
  };
  getBoundingClientRect(): Record<'top' | 'bottom' | 'left' | 'right', number>;
}

describe.each(sizes)('a frame of the size that the LMS signs, %i x %i', (width, height) => {
  test.each([
    ['week1', 'Week 1: Waves'],
    ['waves', 'What a wave is'],
    ['formulas', 'Formula sheet'],
  ])('shows the title and the way back at once, and nothing beside it: %s', async (item, title) => {
    const frame = await openFrameOf(await arrive('blocked'), { width, height, item });
    await heading(frame, title);
    const seen = [
      frame.getByRole('heading', { level: 1 }),
      frame.getByRole('link', { name: 'Back to Moodle' }),
      frame.getByRole('button', { name: 'Not you?' }),
    ];
    expect(await faults(frame, seen)).toEqual([]);
  });

  test('asks for a shared word and opens by it there, too', async () => {
    await lock('empty', 'Galileo');
    const frame = await openFrameOf(await arrive('blocked'), { width, height, item: 'empty' });
    await heading(frame, 'This part asks for a word');
    const field = frame.getByLabel('The word', { exact: true });
    await field.fill('Galilei');
    await field.press('Enter');
    await frame.getByRole('alert').waitFor();
    await field.fill('Galileo');
    await field.press('Enter');
    await heading(frame, 'Nothing in it yet');
  });

  test('shows the button at once where the browser keeps no cookies there', async () => {
    const frame = await openFrameOf(await arrive('none'), { width, height });
    const button = frame.getByRole('button', { name: 'Open in a new window' });
    await button.waitFor();
    expect(await faults(frame, [frame.getByRole('heading', { level: 1 }), button])).toEqual([]);
  });

  test('holds the longer words of German, too', async () => {
    const locale = 'de_DE';
    const launched = await openFrameOf(await arrive('blocked'), { width, height, locale });
    await launched.getByRole('button', { name: 'Nicht Sie?' }).waitFor();
    const seen = [
      launched.getByRole('heading', { level: 1 }),
      launched.getByRole('link', { name: 'Zurück zu' }),
    ];
    expect(await faults(launched, seen)).toEqual([]);
    await visitor?.close();
    const cookieless = await openFrameOf(await arrive('none'), { width, height, locale });
    const button = cookieless.getByRole('button', { name: 'In neuem Fenster öffnen' });
    await button.waitFor();
    expect(await faults(cookieless, [button])).toEqual([]);
  });
});

describe('a form that lay too long in a frame, until its cookie was gone', () => {
  const forms: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
    [
      'the sign-in',
      async (page) => {
        const frame = await openFrame(page, { ...stage, as: 'nadia' });
        await heading(frame, 'Sign in');
        await page.context().clearCookies();
        await frame.getByLabel('Username').fill('ann');
        await frame.getByLabel('Password').fill('whatever was typed');
        await press(frame, 'Sign in');
      },
    ],
    [
      '"Not you?"',
      async (page) => {
        const frame = await openFrame(page, stage);
        await heading(frame, 'Week 1: Waves');
        await page.context().clearCookies();
        await press(frame, 'Not you?');
      },
    ],
  ];

  test.each(forms)('says so there, instead of leaving the frame blank: %s', async (_, send) => {
    const page = await arrive('blocked');
    await send(page);
    const frame = frameOf(page);
    await heading(frame, 'This did not work');
    await frame.getByText('Go back, reload the page').waitFor();
    // Its one link leads out of the frame, in which our start page could not be shown.
    await follow(frame, 'Go to your start page');
    await heading(page, 'Sign in');
  });
});
