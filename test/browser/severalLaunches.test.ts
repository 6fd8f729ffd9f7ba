import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { frameOf, heading, nameOn, press } from './seeing.ts';
import { evil, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

// A second site stands for a second LMS: cookies of frames are kept apart by the site around them.
test('five tabs of two LMSs each work on, and the sign-out in one frame ends all of that person', async () => {
  const visitor = await (await stage.browser('blocked')).visitor();
  const other = await (await stage.browser('blocked')).visitor();
  const tabs = [
    { lms: stage.lms, site: stage.lmsSite, item: 'week1', title: 'Week 1: Waves' },
    { lms: evil, site: stage.evilSite, item: 'waves', title: 'What a wave is' },
    { lms: stage.lms, site: stage.lmsSite, item: 'standing', title: 'Standing waves' },
    { lms: evil, site: stage.evilSite, item: 'sum', title: 'Two waves and their sum' },
    { lms: stage.lms, site: stage.lmsSite, item: 'waves', title: 'What a wave is' },
  ];
  const open = async (
    browser: typeof visitor,
    username: string,
    { lms, site, item, title }: (typeof tabs)[number],
  ) => {
    const parameters = { launch_presentation_return_url: `${lms}/back` };
    const name = `/${username}-${item}`;
    site.pages.set(name, `<iframe src="${name}-inside" width="700" height="500"></iframe>`);
    site.pages.set(`${name}-inside`, stage.launchForm(item, { username, parameters }));
    const page = await browser.newPage();
    await page.goto(`${lms}${name}`);
    await heading(frameOf(page), title);
    return page;
  };
  const reload = async (page: Awaited<ReturnType<typeof open>>) => {
    await page.bringToFront();
    await page.frames()[1]?.evaluate('location.reload()');
  };
  const zoe = await open(other, 'zoe', tabs[0] as (typeof tabs)[number]);
  const pages = [];
  for (const tab of tabs) pages.push(await open(visitor, 'ann', tab));
  for (const [at, page] of pages.entries()) {
    await reload(page);
    await heading(frameOf(page), tabs[at]?.title ?? '');
  }
  const [first, ...others] = pages;
  if (!first) throw new Error('no tab');
  await first.bringToFront();
  await press(frameOf(first), 'Not you?');
  await heading(frameOf(first), 'You are signed out here');
  for (const page of others) {
    await reload(page);
    await heading(frameOf(page), 'Click the link in your course again');
  }
  await reload(zoe);
  await heading(frameOf(zoe), 'Week 1: Waves');
  expect(await nameOn(frameOf(zoe))).toBe('Zoe');
});
