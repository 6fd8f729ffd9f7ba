import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { signedIn } from '../routes/visitors.ts';
import { startAgain } from './chromium.ts';
import { frameOf, heading, nameOn, openFrame, openWindow, type Place, press, signIn } from './seeing.ts';
import { type Cookies, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

type Ways = 'a frame' | 'a new window' | 'a link with target=_blank';
type Signed = 'nobody' | 'ann' | 'zoe' | 'cora';

const visitors = new Map<Cookies, BrowserContext>();
type Jar = Awaited<ReturnType<BrowserContext['cookies']>>;
const jars = new Map<Signed, Jar>();

/** A browser in which somebody has signed in before, or nobody. */
async function browserOf(cookies: Cookies, who: Signed): Promise<Page> {
  const visitor = visitors.get(cookies) ?? (await (await stage.browser(cookies)).visitor());
  visitors.set(cookies, visitor);
  const page = await startAgain(visitor);
  if (who === 'nobody') return page;
  const jar = jars.get(who);
  if (jar) await visitor.addCookies(jar);
  else await signIn(page, who);
  jars.set(who, jar ?? (await visitor.cookies()));
  return page;
}

/** The account's session has ended: another one, for the cookies that the browser was given with the first. */
async function refill(who: Signed): Promise<void> {
  const { cookies } = await signedIn(stage.world, who);
  jars.set(who, jars.get(who)?.map((one) => ({ ...one, value: cookies.get(one.name) ?? '' })) ?? []);
}

const ways: Record<Ways, (page: Page, as: string) => Promise<FrameLocator | Page>> = {
  'a frame': (page, as) => openFrame(page, { lms: stage.lms, as }),
  async 'a new window'(page, as) {
    const username = as;
    const order = { target: '_blank', byItself: false, username, timestamp: stage.world.clock.now / 1000 };
    stage.lmsSite.pages.set('/form', stage.launchForm('week1', order));
    await page.goto(`${stage.lms}/form`);
    const window = page.context().waitForEvent('page');
    await page.getByRole('button').click();
    return window;
  },
  'a link with target=_blank': (page, as) => openWindow(page, { lms: stage.lms, as }),
};

/** The new window that the only page without cookies leads to. */
async function throughTheButton(page: Page): Promise<Page> {
  const frame = frameOf(page);
  await heading(frame, 'Open this in a window of its own');
  const window = page.context().waitForEvent('page');
  await press(frame, 'Open in a new window');
  return window;
}

const names: Record<Exclude<Signed, 'nobody'>, string> = { ann: 'Ann', zoe: 'Zoe', cora: 'Cora' };

/** Where a launch that names Ann ends, and one that names nobody here; by whom the browser knows at that address. */
async function endsRightly(place: Place, { who, isNamed }: { who: Signed; isNamed: boolean }): Promise<void> {
  if (!isNamed) {
    await heading(place, 'Sign in');
    const offered = await place.getByRole('button', { name: /^Continue as/ }).allTextContents();
    expect(offered).toEqual(who === 'nobody' ? [] : [`Continue as ${names[who]}`]);
    return;
  }
  if (who === 'nobody' || who === 'ann') {
    await heading(place, 'Week 1: Waves');
    expect(await nameOn(place)).toBe('Ann');
    return;
  }
  await heading(place, 'Who is here?');
  await place.getByRole('button', { name: `Stay ${names[who]}` }).waitFor();
  await press(place, 'Continue as Ann');
  await heading(place, 'Week 1: Waves');
  expect(await nameOn(place)).toBe('Ann');
  await refill(who);
}

const signed: [string, Signed][] = [
  ['a clean browser', 'nobody'],
  ['the same person signed in', 'ann'],
  ['another student signed in', 'zoe'],
  ['a coordinator signed in', 'cora'],
];

describe.each(['none', 'blocked', 'allowed'] as const)('third-party cookies: %s', (cookies) => {
  describe.each(Object.keys(ways) as Ways[])('by %s', (way) => {
    describe.each(signed)('with %s', (_, who) => {
      test('a launch that names a student ends on the item, or on the question', async () => {
        const page = await browserOf(cookies, who);
        const place = await ways[way](page, 'ann');
        if (way !== 'a frame') await endsRightly(place, { who, isNamed: true });
        else if (cookies === 'none') await endsRightly(await throughTheButton(page), { who, isNamed: true });
        // The account's cookie is never seen in a frame of another site: nobody else is there.
        else await endsRightly(place, { who: 'nobody', isNamed: true });
      });

      test('a launch that names nobody here ends on the sign-in', async () => {
        const page = await browserOf(cookies, who);
        const place = await ways[way](page, 'nadia');
        if (way !== 'a frame') await endsRightly(place, { who, isNamed: false });
        else if (cookies === 'none') await endsRightly(await throughTheButton(page), { who, isNamed: false });
        else await endsRightly(place, { who: 'nobody', isNamed: false });
      });
    });
  });
});
