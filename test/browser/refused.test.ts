import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { type Manner, manners } from '../../demo/lms/launchForm.ts';
import { cookieNames, frameOf, heading, openFrame, type Place } from './seeing.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let visitor: BrowserContext;
let page: Page;
beforeAll(async () => {
  stage = await openStage();
  visitor = await (await stage.browser('blocked')).visitor();
  page = await visitor.newPage();
});
afterAll(() => stage.close());

/** One sentence, and a number that the journal knows; the code that stands there. */
async function refusal(place: Place): Promise<{ readonly sentence: string; readonly code: string }> {
  await heading(place, 'This link did not open');
  const sentence = (await place.locator('.lede').textContent()) ?? '';
  const reference = await place.locator('#reference').textContent();
  const row = (await stage.world.journal()).find((one) => one.reference === reference);
  return { sentence, code: String(row?.code) };
}

async function showInFrame(source: string, target: Page = page): Promise<Place> {
  stage.lmsSite.pages.set('/frame', `<iframe src="${source}" width="800" height="500"></iframe>`);
  await target.goto(`${stage.lms}/frame`);
  return frameOf(target);
}

/** What each spoilt launch must be refused with; no manner may be missing. */
const spoilt: Readonly<Record<Exclude<Manner, 'honest'>, readonly [code: string, sentence: RegExp]>> = {
  'wrong-secret': ['bad-signature', /do not recognise this link/],
  forged: ['bad-signature', /do not recognise this link/],
  slow: ['stale', /clicked too long ago/],
  fast: ['future', /ahead of ours/],
  unsigned: ['unsigned', /without a signature/],
  'other-link': ['bad-signature', /do not recognise this link/],
};

describe('a launch that is refused, in the frame of the LMS', () => {
  test.each(Object.entries(spoilt))(
    '%s: says why in one sentence and sets no cookie',
    async (manner, [code, sentence]) => {
      const frame = await showInFrame(`/launch?place=0&as=ann&target=iframe&manner=${manner}`);
      const refused = await refusal(frame);
      expect([manner in manners, refused.code]).toEqual([true, code]);
      expect(refused.sentence).toMatch(sentence);
      expect(await cookieNames(visitor)).toEqual([]);
    },
  );

  test('by a tool that the item does not accept: says so, with the way back', async () => {
    const frame = await openFrame(page, { ...stage, activity: 4 });
    expect(await refusal(frame)).toMatchObject({ code: 'wrong-protector' });
    await frame.getByRole('link', { name: 'Back to Moodle' }).click();
    await heading(page, 'Welcome back');
    expect(await cookieNames(visitor)).toEqual([]);
  });

  test('copied into another browser: a replay there, while the first browser goes on', async () => {
    const owner = await (await stage.browser('allowed')).visitor();
    const first = await owner.newPage();
    await heading(await openFrame(first, stage), 'Week 1: Waves');
    const copy = await showInFrame('/again');
    expect(await refusal(copy)).toMatchObject({ code: 'replayed' });
    expect(await cookieNames(visitor)).toEqual([]);
    await heading(await showInFrame('/again', first), 'Week 1: Waves');
    await owner.close();
  });

  test('the next honest click in the same browser opens the item', async () => {
    await heading(await openFrame(page, stage), 'Week 1: Waves');
  });
});
