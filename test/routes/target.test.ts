import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow, PersonRow } from '../../src/storage/schema/rows.ts';
import { loadTexts } from '../../src/web/texts.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, type LaunchChanges, openWorld, password, startOfTests, type World } from '../world.ts';
import { followInFrame, inFrame, launchInFrame, press } from './framed.ts';
import { change, hashOf, inside } from './visitors.ts';

const { t } = loadTexts('views/texts');
const browserTitle = t('newWindow.title');
const againTitle = t('clickAgain.title');
const titles = { top: t('inPlace.title'), window: t('ownWindow.title') } as const;
const anyFrame = 'frame-ancestors *';

/** What the page's buttons do, the large one first. */
const ways = (page: Answer) => [...page.text.matchAll(/<button[^>]*formtarget="(\w+)"/g)].map(([, to]) => to);

/** In a frame: what anybody may show there, and nothing of what the launch opens. */
function isHarmless(page: Answer): void {
  expect(page.headers['content-security-policy']).toContain(anyFrame);
  expect(page.text).not.toMatch(/Introduction|Physics|Ann\b|name="csrf"/);
}

/** Nobody may show it in a frame. */
function isUnframable(page: Answer): void {
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(page.headers['x-frame-options']).toBe('DENY');
}

describe.each(engines)('on %s', (engine) => {
  let world: World;
  let item: ItemRow;
  let link: LinkRow;
  let bob: PersonRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item);
    bob = await world.addPerson('bob');
    await world.make.role({ course_id: world.course.id, person_id: bob.id, section: 'B' });
  });
  beforeEach(async () => {
    world.clock.now = startOfTests;
    for (const table of ['launch_sessions', 'deep_links', 'origin_proposals'])
      await change(world, `DELETE FROM ${table}`);
    await change(world, "UPDATE protectors SET origins = '[]'");
  });
  afterAll(() => world.close());

  /** A click in the LMS whose answer is shown in a frame, and what the frame shows in the end. */
  async function framed(changes: LaunchChanges = {}, cookies: 'kept' | 'blocked' = 'kept', to = link) {
    const frame = world.browser();
    const posted = await launchInFrame(world, frame, { link: to, changes });
    return { frame, posted, page: await followInFrame(frame, posted, { cookies }) };
  }

  describe.each(['top', 'window'] as const)('an item that is set to %s', (target) => {
    beforeEach(() => world.set({ item_id: item.id, access: 'only', target }));

    test.each(['kept', 'blocked'] as const)(
      'is not shown in a frame, but by one button, with cookies %s',
      async (cookies) => {
        const { page } = await framed({}, cookies);
        expect([page.status, heading(page)]).toEqual([200, titles[target]]);
        isHarmless(page);
        expect(page.text).not.toContain(t('newWindow.sentence'));
        expect(ways(page)).toEqual(target === 'top' ? ['_top', '_blank'] : ['_blank', '_top']);
        const window = world.browser();
        const opened = await window.follow(await press(window, hidden(page, 'handover')));
        expect([opened.status, heading(opened)]).toEqual([200, 'Introduction']);
        isUnframable(opened);
        expect(heading(await window.get('/msu/phy101/intro'))).toBe('Introduction');
      },
    );

    test.each<[string, Record<string, string>, string | undefined]>([
      ['the browser', { 'Sec-Fetch-Dest': 'document' }, 'iframe'],
      ['the LMS, where the browser says nothing', {}, 'window'],
    ])('opens at once in a window, as %s says', async (_, headers, documentTarget) => {
      const window = world.browser();
      const parameters = { launch_presentation_document_target: documentTarget };
      const body = encode(world.signed(link, { parameters }));
      const posted = await window.postFromElsewhere(`/adm/launch/tiny/msu/${link.short_id}`, body, headers);
      expect(posted.headers.location).toBe('/msu/phy101/intro');
      const page = await window.follow(posted);
      expect(heading(page)).toBe('Introduction');
      isUnframable(page);
    });

    test('takes the sign-in to the window, too', async () => {
      const { page } = await framed({ username: 'stranger' });
      expect(heading(page)).toBe(titles[target]);
      isHarmless(page);
      const window = world.browser();
      const form = await window.follow(await press(window, hidden(page, 'handover')));
      expect(heading(form)).toBe('Sign in');
      const fields = { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch') };
      const signedIn = await window.post('/login', { ...fields, username: 'ann', password });
      expect(heading(await window.follow(signedIn))).toBe('Introduction');
    });

    test('does not turn up in the frame later, nor leave it blank, whichever cookies come along', async () => {
      const { frame, posted, page } = await framed();
      const isRefused = (answer: Answer) => {
        expect([answer.status, heading(answer)]).toEqual([403, againTitle]);
        expect(answer.text).toContain(t('clickAgain.notHere'));
        isHarmless(answer);
      };
      const reload = (visitor: Browser) => followInFrame(visitor, posted, { cookies: 'kept' });
      isRefused(await reload(frame));
      isRefused(await frame.get('/msu/phy101/intro', inFrame));
      const window = world.browser();
      await window.follow(await press(window, hidden(page, 'handover')));
      // An LMS of our own site: its frames have the cookies of windows.
      isRefused(await reload(window));
      for (const path of ['/msu/phy101/intro', '/msu/phy101']) isRefused(await window.get(path, inFrame));
      expect(heading(await window.get('/msu/phy101/intro'))).toBe('Introduction');
    });

    test('keeps the sign-in out of the frame when that is loaded again', async () => {
      const { frame, posted } = await framed({ username: 'stranger' });
      const again = await followInFrame(frame, posted, { cookies: 'kept' });
      expect([again.status, heading(again)]).toEqual([403, againTitle]);
      isHarmless(again);
    });
  });

  test('is the setting of the launched item, not of those that open with it', async () => {
    const week = await world.addItem({ item_id: 'week', title: 'Week', kind: 'folder', body: null });
    const page = await world.addItem({ item_id: 'within', title: 'Within', ...inside(week) });
    await world.set({ item_id: week.id, scope: 'folder', target: 'frame' });
    await world.set({ item_id: page.id, target: 'window' });
    const { frame, page: shown } = await framed({}, 'kept', await world.addLink(week));
    expect(heading(shown)).toBe('Week');
    expect(heading(await frame.get('/msu/phy101/within', inFrame))).toBe('Within');
    const { page: button } = await framed({}, 'kept', await world.addLink(page));
    expect(heading(button)).toBe(titles.window);
  });

  test('is what holds for whoever is launched; before a sign-in, the strictest that holds for anybody', async () => {
    await world.set({ item_id: item.id, target: 'frame' });
    await world.set({ item_id: item.id, audience: 'section', section: 'B', target: 'top' });
    expect(heading((await framed()).page)).toBe('Introduction');
    expect(heading((await framed({ username: 'bob' })).page)).toBe(titles.top);
    expect(heading((await framed({ username: 'stranger' })).page)).toBe(titles.top);
    await world.set({ item_id: item.id, audience: 'user', person_id: world.ann.id, target: 'window' });
    expect(heading((await framed()).page)).toBe(titles.window);
    expect(heading((await framed({ username: 'stranger' })).page)).toBe(titles.window);
  });

  test('changes with the next launch, from the folder or the course down', async () => {
    const course = await world.set({ target: 'window' });
    expect(heading((await framed()).page)).toBe(titles.window);
    await change(world, "UPDATE deep_links SET target = 'frame' WHERE id = ?", [course.id]);
    expect(heading((await framed()).page)).toBe('Introduction');
  });

  // R25: a frame whose page would stay blank, because whoever shows it may not.
  describe('a frame', () => {
    const lms = 'https://lms.example';
    const other = 'https://other.example';
    const both = [lms, other];
    const cases: [readonly string[], string, string | undefined, 'shows the item' | 'shows the button'][] = [
      [[lms], lms, lms, 'shows the item'],
      [[lms], lms, undefined, 'shows the item'],
      [[lms], lms, other, 'shows the item'],
      [[lms], other, lms, 'shows the button'],
      [[lms], other, other, 'shows the button'],
      [[lms], `${lms}:8443`, lms, 'shows the button'],
      [both, other, lms, 'shows the item'],
      [[lms], 'null', lms, 'shows the item'],
      [[lms], '', lms, 'shows the item'],
      [[lms], 'null', other, 'shows the button'],
      [[lms], '', other, 'shows the button'],
      [[lms], 'null', undefined, 'shows the button'],
      [[], lms, lms, 'shows the item'],
      [[], 'null', lms, 'shows the item'],
      [[], '', lms, 'shows the item'],
      [[], other, lms, 'shows the button'],
      [[], lms, undefined, 'shows the button'],
      [[], '', undefined, 'shows the button'],
    ];
    test.each(cases)(
      'with %j approved, of a page of %j and a return URL at %j, %s',
      async (approved, Origin, back, shows) => {
        await change(world, 'UPDATE protectors SET origins = ?', [JSON.stringify(approved)]);
        const parameters = { launch_presentation_return_url: back && `${back}/back` };
        const frame = world.browser();
        const posted = await launchInFrame(world, frame, {
          link,
          changes: { parameters },
          headers: { Origin },
        });
        const page = await followInFrame(frame, posted, { cookies: 'kept' });
        expect(heading(page)).toBe(shows === 'shows the item' ? 'Introduction' : browserTitle);
        if (shows === 'shows the button') {
          isHarmless(page);
          return;
        }
        const framer = Origin === '' || Origin === 'null' ? back : Origin;
        expect(page.headers['content-security-policy']).toMatch(new RegExp(`frame-ancestors [^;]*${framer}`));
      },
    );

    test('of a hostile page that posts an honest launch never holds what the launch opens', async () => {
      await change(world, 'UPDATE protectors SET origins = ?', [JSON.stringify([lms])]);
      const frame = world.browser();
      const headers = { Origin: 'https://evil.example' };
      const posted = await launchInFrame(world, frame, { link, headers });
      const page = await followInFrame(frame, posted, { cookies: 'kept' });
      isHarmless(page);
      isHarmless(await followInFrame(frame, posted, { cookies: 'kept' }));
      for (const path of ['/msu/phy101/intro', '/msu/phy101', '/login']) {
        const answer = await frame.get(path, inFrame);
        const csp = String(answer.headers['content-security-policy']);
        if (csp.includes(anyFrame)) isHarmless(answer);
        else isUnframable(answer);
      }
      const window = world.browser();
      const opened = await window.follow(await press(window, hidden(page, 'handover')));
      expect(heading(opened)).toBe('Introduction');
      isUnframable(opened);
    });

    test('of a hostile page that hides its origin stays the LMS’s alone to show', async () => {
      await change(world, 'UPDATE protectors SET origins = ?', [JSON.stringify([lms])]);
      const frame = world.browser();
      const posted = await launchInFrame(world, frame, { link, headers: { Origin: 'null' } });
      const page = await followInFrame(frame, posted, { cookies: 'kept' });
      expect(page.headers['content-security-policy']).toContain(`frame-ancestors ${lms}`);
    });
  });
});
