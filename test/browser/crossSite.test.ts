import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { startAgain } from './chromium.ts';
import { heading, nameOn, openWindow, press, signIn } from './seeing.ts';
import { evil, formOf, openStage, type Stage, tinygate } from './stage.ts';

let stage: Stage;
let visitor: BrowserContext;
let page: Page;
beforeAll(async () => {
  stage = await openStage();
  visitor = await (await stage.browser('allowed')).visitor();
});
afterAll(() => stage.close());
// The weaker case: every cookie that may cross sites does.
beforeEach(async () => {
  page = await startAgain(visitor);
});

/** Lures the visitor to a page of the hostile site. */
async function lure(markup: string): Promise<void> {
  stage.evilSite.pages.set('/lure', markup);
  await page.goto(`${evil}/lure`);
}

async function whoIsSignedIn(): Promise<string> {
  const own = await page.context().newPage();
  await own.goto(`${tinygate}/`);
  await own.getByRole('heading', { level: 1 }).waitFor();
  const here = own.locator('.who .name');
  const name = (await here.count()) === 0 ? 'nobody' : await nameOn(own);
  await own.close();
  return name;
}

const postItself = '<script>document.forms[0].submit()</script>';

describe("an attacker's launch, posted by the victim's browser", () => {
  const attackers = () => stage.launchForm('week1', { username: 'zoe' });

  test('asks whoever is signed in with the account, and changes nobody without a click', async () => {
    await signIn(page, 'ann');
    await lure(attackers());
    await heading(page, 'Who is here?');
    expect(await whoIsSignedIn()).toBe('Ann');
    await press(page, 'Stay Ann');
    await heading(page, 'Open this from your LMS');
    expect(await whoIsSignedIn()).toBe('Ann');
  });

  test('asks whoever came by a launch, who goes on in all other tabs', async () => {
    const own = await openWindow(page, stage);
    await heading(own, 'Week 1: Waves');
    await lure(attackers());
    await heading(page, 'Who is here?');
    await own.goto(`${tinygate}/msu/phy101/waves`);
    expect(await nameOn(own)).toBe('Ann');
  });

  test('cannot answer its own question: a form from elsewhere is refused', async () => {
    await signIn(page, 'ann');
    await lure(attackers());
    await heading(page, 'Who is here?');
    const field = (name: string) => page.locator(`input[name="${name}"]`).inputValue();
    const words = { csrf: await field('csrf'), launch: await field('launch'), choice: 'continue' };
    const body = new URLSearchParams(words).toString();
    await lure(`${formOf({ action: `${tinygate}/launch/choice`, body })}${postItself}`);
    await heading(page, 'This did not work');
    expect(await whoIsSignedIn()).toBe('Ann');
  });

  test('in a hidden frame leaves the account alone', async () => {
    await signIn(page, 'ann');
    stage.evilSite.pages.set('/inside', attackers());
    const arrived = page.waitForResponse((answer) => answer.url().startsWith(`${tinygate}/msu/phy101/week1`));
    await lure('<iframe src="/inside" width="1" height="1"></iframe>');
    await arrived;
    expect(await whoIsSignedIn()).toBe('Ann');
  });
});

describe('a hostile page that frames ours', () => {
  /** What Chromium says when it keeps a page out of a frame, and what then stands there. */
  async function framed(path: string): Promise<{ kept: boolean; text: string }> {
    const said = page.waitForEvent('console', (message) =>
      /frame-ancestors|X-Frame-Options/.test(message.text()),
    );
    await lure(`<iframe src="${tinygate}${path}" width="600" height="400"></iframe>`);
    const kept = /Refused|violates|Framing/.test((await said).text());
    const address = page.frames()[1]?.url() ?? '';
    return { kept, text: address.startsWith(tinygate) ? address : '' };
  }

  test.each(['/', '/login'])('sees nothing of %s, though the visitor is signed in', async (path) => {
    await signIn(page, 'ann');
    expect(await framed(path)).toEqual({ kept: true, text: '' });
  });

  /** The words of the one page that anybody may frame, since it says nothing. */
  async function wordsFramed(path: string): Promise<string> {
    await lure(`<iframe src="${tinygate}${path}" width="600" height="400"></iframe>`);
    const inside = page.frameLocator('iframe');
    await inside.getByRole('heading', { name: 'Click the link in your course again' }).waitFor();
    return (await inside.locator('body').textContent()) ?? '';
  }

  test.each(['/msu/phy101', '/msu/phy101/formulas', '/msu/phy101/formulas/file'])(
    'is told nothing of %s, though the visitor is signed in',
    async (path) => {
      await signIn(page, 'ann');
      expect(await wordsFramed(path)).not.toMatch(/Ann|Physics|Formula/);
    },
  );

  test('is told nothing of a launched page', async () => {
    await heading(await openWindow(page, stage), 'Week 1: Waves');
    expect(await wordsFramed('/msu/phy101/week1')).not.toMatch(/Ann|Physics|Waves/);
  });

  test.each(['ann', 'nobody'])('is told nothing of a launch of %s that it posts itself', async (username) => {
    stage.evilSite.pages.set('/inside', stage.launchForm('week1', { username }));
    await lure('<iframe src="/inside" width="600" height="400"></iframe>');
    const inside = page.frameLocator('iframe');
    await heading(inside, 'Open this in a window of its own');
    expect(await inside.locator('body').textContent()).not.toMatch(/Ann|Physics|Waves|Password/);
  });

  test('sees nothing of a page that the LMS shows in a frame within it', async () => {
    const said = page.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()));
    await lure(`<iframe src="${stage.lms}/activity?place=0&amp;as=ann" width="900" height="700"></iframe>`);
    expect((await said).text()).toMatch(/Refused|violates|Framing/);
  });
});

describe('a form that a hostile page posts', () => {
  test.each([
    ['/logout', 'csrf=guessed'],
    ['/login', 'domain=msu&username=zoe&password=amber-thicket-compass&csrf=guessed'],
  ])('to %s does nothing', async (path, body) => {
    await signIn(page, 'ann');
    await lure(`${formOf({ action: `${tinygate}${path}`, body })}${postItself}`);
    await heading(page, 'This did not work');
    expect(await whoIsSignedIn()).toBe('Ann');
  });

  test('to /logout leaves the launch alone, too', async () => {
    await heading(await openWindow(page, stage), 'Week 1: Waves');
    await lure(`${formOf({ action: `${tinygate}/logout`, body: 'csrf=guessed' })}${postItself}`);
    await heading(page, 'This did not work');
    await page.goto(`${tinygate}/msu/phy101/waves`);
    expect(await nameOn(page)).toBe('Ann');
  });

  test('signs nobody in with the form token of another browser', async () => {
    const attacker = await (await stage.browser('allowed')).visitor();
    const theirs = await attacker.newPage();
    await theirs.goto(`${tinygate}/login`);
    const csrf = await theirs.locator('input[name="csrf"]').first().inputValue();
    await attacker.close();
    const words = { csrf, domain: 'msu', username: 'zoe', password: 'amber-thicket-compass' };
    const body = new URLSearchParams(words).toString();
    await lure(`${formOf({ action: `${tinygate}/login`, body })}${postItself}`);
    await heading(page, 'This did not work');
    expect(await whoIsSignedIn()).toBe('nobody');
  });

  test('learns nothing by a script either', async () => {
    await signIn(page, 'ann');
    await lure('<h1>Lure</h1>');
    const attempt = `fetch('${tinygate}/msu/phy101', { credentials: 'include' }).then(() => 'read', () => 'kept out')`;
    expect(await page.evaluate<string>(attempt)).toBe('kept out');
  });
});
