import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type CookieBehavior, cookieBehaviors, type Firefox, openFirefox } from './firefox.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let firefox: Firefox;
beforeAll(async () => {
  stage = await openStage();
  firefox = await openFirefox(stage.world.port);
});
afterAll(async () => {
  await firefox.close();
  await stage.close();
});

describe.each(Object.keys(cookieBehaviors) as CookieBehavior[])('cookies of other sites: %s', (cookies) => {
  beforeEach(() => firefox.startAgain(cookies));

  test('a launch in a frame lands on the item, its neighbours open there, and the way back leads out', async () => {
    await firefox.go(`${stage.lms}/activity?place=0&as=ann`);
    await firefox.lookIntoFrame();
    if (cookies === 'refused') {
      await firefox.heading('Open this in a window of its own');
      await firefox.lookAtWindowOf(() => firefox.press('Open in a new window'));
    }
    await firefox.heading('Week 1: Waves');
    expect(await firefox.name()).toBe('Ann');
    await firefox.press('What a wave is');
    await firefox.heading('What a wave is');
    await firefox.press('Back to Moodle');
    if (cookies !== 'refused') await firefox.lookOut();
    await firefox.heading('Welcome back');
  });

  test('a launch in a new window lands on the item, and the way back leads to the LMS', async () => {
    await firefox.go(`${stage.lms}/?as=ann`);
    await firefox.lookAtWindowOf(() => firefox.press('open in a new window'));
    await firefox.heading('Week 1: Waves');
    expect(await firefox.name()).toBe('Ann');
    await firefox.press('What a wave is');
    await firefox.heading('What a wave is');
    await firefox.press('Back to Moodle');
    await firefox.heading('Welcome back');
  });

  test('a double click ends on the item, or on a page that leads back to the LMS', async () => {
    stage.lmsSite.pages.set('/double', stage.launchForm('waves', { byItself: false }));
    await firefox.go(`${stage.lms}/double`);
    await firefox.pressTwice('Go');
    const title = await firefox.heading('What a wave is', 'This link did not open');
    if (title === 'What a wave is') expect(await firefox.name()).toBe('Ann');
    await firefox.press('Back to Moodle');
    await firefox.heading('Welcome back');
  });

  test('a launch that names somebody else than who is signed in asks, and goes on as the visitor says', async () => {
    await firefox.go(`${stage.lms}/launch?place=0&as=zoe&target=window`);
    await firefox.heading('Week 1: Waves');
    await firefox.go(`${stage.lms}/launch?place=0&as=ann&target=window`);
    await firefox.heading('Who is here?');
    await firefox.press('Continue as Ann');
    await firefox.heading('Week 1: Waves');
    expect(await firefox.name()).toBe('Ann');
  });
});
