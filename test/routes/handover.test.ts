import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { heading, hidden, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, moodleReturn, openWorld, password, publicUrl, startOfTests, type World } from '../world.ts';
import { buttonOf, followInFrame, inFrame, launchInFrame, press } from './framed.ts';
import { change, hashOf, rowsOf, signedIn } from './visitors.ts';

const buttonTitle = 'Open this in a window of its own';
const againTitle = 'Click the link in your course again';

// R23: a browser that keeps no cookies in a frame gets the launch in a window of its own, and nobody else gets it.
describe.each(engines)('a launch in a frame, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let other: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item);
    await world.set({ item_id: item.id, access: 'only' });
    other = await world.addLink(await world.addItem({ item_id: 'other', title: 'Another' }));
    const bob = await world.addPerson('bob');
    await world.make.role({ course_id: world.course.id, person_id: bob.id });
  });
  beforeEach(async () => {
    world.clock.now = startOfTests;
    for (const table of ['launch_sessions', 'account_sessions', 'origin_proposals'])
      await change(world, `DELETE FROM ${table}`);
    await change(world, "UPDATE protectors SET origins = '[]'");
  });
  afterAll(() => world.close());

  const isRefused = (answer: Answer) => {
    expect([answer.status, heading(answer)]).toEqual([403, 'This link did not open']);
    expect(answer.setCookies).toEqual([]);
    expect(reference(answer)).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    expect(answer.headers['content-security-policy']).toContain('frame-ancestors *');
  };
  const launches = () => rowsOf<Record<string, unknown>>(world, 'SELECT * FROM launch_sessions');

  test('opens in the frame where the cookie came back, and leaves the check alone', async () => {
    const frame = world.browser();
    const posted = await launchInFrame(world, frame, { link });
    expect(posted.headers.location).toMatch(/^\/msu\/phy101\/intro\?check=[A-Za-z0-9_-]{43}$/);
    const page = await followInFrame(frame, posted, { cookies: 'kept' });
    expect([page.status, heading(page)]).toEqual([200, 'Introduction']);
    const [row] = await launches();
    expect(row).toMatchObject({ state: 'open', handover_hash: expect.any(Buffer) });
    const reload = await followInFrame(frame, posted, { cookies: 'kept' });
    expect(heading(reload)).toBe('Introduction');
    // The session belongs to the frame's browser by now: its address opens nothing elsewhere.
    expect(heading(await followInFrame(world.browser(), posted, { cookies: 'kept' }))).toBe(againTitle);
  });

  test('shows one button where no cookie came back, to be framed by anybody, and without any right', async () => {
    const { frame, page, handover } = await buttonOf(world, link);
    expect([page.status, heading(page)]).toEqual([200, buttonTitle]);
    expect(page.headers['content-security-policy']).toContain('frame-ancestors *');
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
    expect(page.headers['x-frame-options']).toBeUndefined();
    expect(page.text).toMatch(/<form method="post" action="\/launch\/handover" target="_blank">/);
    expect(page.text).toMatch(/<button[^>]*formtarget="_top"/);
    expect(page.text).not.toMatch(/Introduction|Physics|Ann A|<script|sesskey/);
    expect(page.setCookies).toEqual([]);
    expect(handover).toHaveLength(43);
    expect(frame.cookies.size).toBe(0);
  });

  test('tells the operator which launches needed the button, in their own row, and no others', async () => {
    const { posted, handover } = await buttonOf(world, link);
    await press(world.browser(), handover);
    const frame = world.browser();
    const kept = await launchInFrame(world, frame, { link });
    await followInFrame(frame, kept, { cookies: 'kept' });
    const lines = await world.journal();
    expect(lines.slice(0, 2).map(({ code, notes }) => [code, notes])).toEqual([
      ['opened', []],
      ['opened', ['new-window']],
    ]);
    // The address once more shows no second button, and the journal no second note.
    await followInFrame(world.browser(), posted, { cookies: 'blocked' });
    expect(await world.journal()).toEqual(lines);
  });

  test('shows the button where no policy can name the LMS, instead of a frame that stays blank', async () => {
    const frame = world.browser();
    const parameters = { launch_presentation_return_url: 'https://my_lms.example/back' };
    const posted = await launchInFrame(world, frame, { link, changes: { parameters } });
    expect(heading(await followInFrame(frame, posted, { cookies: 'kept' }))).toBe(buttonTitle);
  });

  test('opens the item in the new window, with the way back to the LMS', async () => {
    const { handover } = await buttonOf(world, link);
    const window = world.browser();
    const handed = await press(window, handover);
    expect([handed.status, handed.headers.location]).toEqual([303, '/msu/phy101/intro']);
    expect(handed.setCookies.join()).toMatch(/^__Host-launch-\w+=[\w-]{43};.*SameSite=None; Partitioned$/);
    const page = await window.follow(handed);
    expect([page.status, heading(page)]).toEqual([200, 'Introduction']);
    expect(page.text).toContain(moodleReturn.replaceAll('&', '&amp;'));
    expect(heading(await window.get('/msu/phy101/intro'))).toBe('Introduction');
  });

  test('leaves nothing behind by which the database alone could open the launch or its way back', async () => {
    const { posted, handover } = await buttonOf(world, link);
    const check = new URL(posted.headers.location ?? '', publicUrl).searchParams.get('check') ?? '-';
    const [row = {}] = await launches();
    const kept = Object.values(row).map((value) =>
      Buffer.isBuffer(value) ? value.toString() : String(value),
    );
    expect(kept.join('\n')).not.toContain(check);
    expect(kept.join('\n')).not.toContain(handover);
    expect(kept.join('\n')).not.toMatch(/sesskey|lms\.example\/mod/);
    expect(world.logLines.join('\n')).not.toContain(check);
    expect(world.logLines.join('\n')).not.toContain(handover);
  });

  test('takes the sign-in along, where the launch named nobody', async () => {
    const { posted, page, handover } = await buttonOf(world, link, { username: 'stranger' });
    expect(posted.headers.location).toMatch(/^\/login\?launch=[A-Z0-9-]{9}&check=[\w-]{43}$/);
    expect(heading(page)).toBe(buttonTitle);
    const window = world.browser();
    const handed = await press(window, handover);
    expect(handed.headers.location).toMatch(/^\/login\?launch=[A-Z0-9-]{9}$/);
    const form = await window.follow(handed);
    expect(heading(form)).toBe('Sign in');
    const fields = { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch'), username: 'ann' };
    const wrong = await window.post('/login', { ...fields, password: 'not this one, surely' });
    expect([wrong.status, heading(wrong)]).toEqual([401, 'Sign in']);
    const item = await window.follow(await window.post('/login', { ...fields, password }));
    expect(heading(item)).toBe('Introduction');
    expect(item.text).toContain(moodleReturn.replaceAll('&', '&amp;'));
  });

  test('asks in the new window before it replaces another person there', async () => {
    const { handover } = await buttonOf(world, link);
    const window = await signedIn(world, 'bob');
    const question = await window.follow(await press(window, handover));
    expect(heading(question)).toBe('Who is here?');
    const fields = { csrf: hidden(question, 'csrf'), launch: hidden(question, 'launch') };
    const item = await window.follow(await window.post('/launch/choice', { ...fields, choice: 'continue' }));
    expect([heading(item), item.text.includes('Ann')]).toEqual(['Introduction', true]);
  });

  const dests = ['iframe', 'frame', 'embed', 'object', 'fencedframe'];
  test.each(dests)('is known by Sec-Fetch-Dest: %s', async (dest) => {
    const posted = await launchInFrame(world, world.browser(), { link, headers: { 'Sec-Fetch-Dest': dest } });
    expect(posted.headers.location).toContain('?check=');
  });

  const targets: [string, string | undefined, string | undefined, boolean][] = [
    ['a new window, although the LMS says frame', 'document', 'iframe', false],
    ['a browser that says nothing, and an LMS that says frame', undefined, 'iframe', true],
    ['a browser that says nothing, and an LMS that says window', undefined, 'window', false],
    ['neither says anything', undefined, undefined, false],
  ];
  test.each(targets)('is told from a window: %s', async (_, dest, target, isFrame) => {
    const parameters = { launch_presentation_document_target: target };
    const posted = await world
      .browser()
      .postFromElsewhere(
        `/adm/launch/tiny/msu/${link.short_id}`,
        encode(world.signed(link, { parameters })),
        dest === undefined ? {} : { 'Sec-Fetch-Dest': dest },
      );
    expect(posted.headers.location?.includes('check=')).toBe(isFrame);
  });

  describe('the check in the address', () => {
    const again = async (answer: Promise<Answer>) => {
      const page = await answer;
      expect([page.status, heading(page)]).toEqual([403, againTitle]);
      expect(page.headers['content-security-policy']).toContain('frame-ancestors *');
      expect(page.setCookies).toEqual([]);
      expect(page.text).not.toContain('name="handover"');
    };
    const posted = async (changes = {}) => launchInFrame(world, world.browser(), { link, changes });

    test('is good once', async () => {
      const answer = await posted();
      expect(heading(await followInFrame(world.browser(), answer, { cookies: 'blocked' }))).toBe(buttonTitle);
      await again(followInFrame(world.browser(), answer, { cookies: 'blocked' }));
    });

    test('is good for one of many at the same time', async () => {
      const answer = await posted();
      const pages = await Promise.all(
        Array.from({ length: 20 }, () => followInFrame(world.browser(), answer, { cookies: 'blocked' })),
      );
      expect(pages.filter((page) => heading(page) === buttonTitle)).toHaveLength(1);
    });

    test('is over after a minute', async () => {
      const answer = await posted();
      world.clock.now += 59_999;
      const other = await posted({ timestamp: Math.floor(world.clock.now / 1000) });
      world.clock.now += 1;
      await again(followInFrame(world.browser(), answer, { cookies: 'blocked' }));
      expect(heading(await followInFrame(world.browser(), other, { cookies: 'blocked' }))).toBe(buttonTitle);
    });

    test('is good for the same kind of browser only, and not spent by another', async () => {
      const answer = await posted();
      const headers = { 'User-Agent': 'curl/8' };
      await again(followInFrame(world.browser(), answer, { cookies: 'blocked', headers }));
      expect(heading(await followInFrame(world.browser(), answer, { cookies: 'blocked' }))).toBe(buttonTitle);
    });

    const spoilt: [string, (check: string) => string][] = [
      [
        'tampered with',
        (check) => `/msu/phy101/intro?check=${check.slice(0, 42)}${check.endsWith('A') ? 'E' : 'A'}`,
      ],
      ['made up', () => `/msu/phy101/intro?check=${'x'.repeat(43)}`],
      ['empty', () => '/msu/phy101/intro?check='],
      ['sent twice', (check) => `/msu/phy101/intro?check=${check}&check=${check}`],
      ['long', (check) => `/msu/phy101/intro?check=${check.repeat(50)}`],
      ['taken to another item', (check) => `/msu/phy101/other?check=${check}`],
      ['taken to an item that is not there', (check) => `/msu/phy101/nothing?check=${check}`],
      ['taken to a course that is not there', (check) => `/msu/nothing/intro?check=${check}`],
    ];
    test.each(spoilt)('opens nothing when it is %s', async (_, address) => {
      const check = (await posted()).headers.location?.split('check=')[1] ?? '';
      await again(world.browser().get(address(check), inFrame));
      await again(world.browser().get(address(check), { 'User-Agent': inFrame['User-Agent'] }));
    });

    test('of a sign-in opens no other sign-in', async () => {
      const named = { username: 'stranger' };
      const [one, two] = [await posted(named), await posted(named)];
      const ref = /launch=([^&]*)/.exec(one.headers.location ?? '')?.[1];
      const check = two.headers.location?.split('check=')[1];
      const page = await world.browser().get(`/login?launch=${ref}&check=${check}`, inFrame);
      expect(page.status).toBe(403);
      expect(page.text).not.toContain('handover"');
    });

    test('leads to the sign-in, as before, where nothing is framed', async () => {
      const headers = { 'Sec-Fetch-Dest': 'document' };
      const page = await world.browser().get(`/msu/phy101/intro?check=${'x'.repeat(43)}`, headers);
      expect([page.status, page.headers.location]).toEqual([303, '/login?next=%2Fmsu%2Fphy101%2Fintro']);
    });
  });

  describe('the button', () => {
    test('is good once, and its cookie goes to the first', async () => {
      const { handover } = await buttonOf(world, link);
      expect((await press(world.browser(), handover)).status).toBe(303);
      isRefused(await press(world.browser(), handover));
    });

    test('opens one of fifty windows at the same time', async () => {
      const { handover } = await buttonOf(world, link);
      const answers = await Promise.all(Array.from({ length: 50 }, () => press(world.browser(), handover)));
      const passed = answers.filter(({ status }) => status === 303);
      expect(passed).toHaveLength(1);
      for (const answer of answers) if (!passed.includes(answer)) isRefused(answer);
      expect(await launches()).toHaveLength(1);
    });

    test('is over a minute after the page', async () => {
      const { handover } = await buttonOf(world, link);
      world.clock.now += 60_000;
      isRefused(await press(world.browser(), handover));
    });

    test('works to the last moment of its minute', async () => {
      const { handover } = await buttonOf(world, link);
      world.clock.now += 59_999;
      const window = world.browser();
      expect(heading(await window.follow(await press(window, handover)))).toBe('Introduction');
    });

    test('is spent by another kind of browser, which gets nothing', async () => {
      const { handover } = await buttonOf(world, link);
      isRefused(await press(world.browser(), handover, { 'User-Agent': 'curl/8' }));
      isRefused(await press(world.browser(), handover));
    });

    const senders: [string, Record<string, string>][] = [
      ['another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
      ['another site that lies about the rest', { Origin: 'https://evil.example' }],
      ['the LMS', { Origin: 'https://lms.example', 'Sec-Fetch-Site': 'cross-site' }],
      ['a sandboxed page', { Origin: 'null' }],
      ['nobody who says so', { Origin: '' }],
      ['our origin, but by way of another site', { 'Sec-Fetch-Site': 'cross-site' }],
      ['a neighbour under the same domain', { 'Sec-Fetch-Site': 'same-site' }],
      ['an address bar', { 'Sec-Fetch-Site': 'none' }],
      ['our host as a part of another', { Origin: `${publicUrl}.evil.example` }],
    ];
    test.each(senders)('is refused from %s, and stays good for our own page', async (_, headers) => {
      const { handover } = await buttonOf(world, link);
      isRefused(await press(world.browser(), handover, headers));
      expect((await press(world.browser(), handover)).status).toBe(303);
    });

    test('is refused without any Origin', async () => {
      const { handover } = await buttonOf(world, link);
      const window = world.browser();
      const typed = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const headers = { Origin: '', 'Sec-Fetch-Site': 'same-origin', ...typed };
      isRefused(await window.post('/launch/handover', { handover }, headers));
    });

    test('is good without Sec-Fetch-Site, which older browsers do not send', async () => {
      const { handover } = await buttonOf(world, link);
      expect((await press(world.browser(), handover, { 'Sec-Fetch-Site': '' })).status).toBe(303);
    });

    test.each(['', 'x', 'x'.repeat(43), 'x'.repeat(100), '<script>alert(1)</script>', '%00'])(
      'is no key that can be made up: %j',
      async (value) => {
        const answer = await press(world.browser(), value);
        isRefused(answer);
        if (value.length > 1) expect(answer.text).not.toContain(value);
      },
    );

    test('is not the check, nor the check the button', async () => {
      const posted = await launchInFrame(world, world.browser(), { link });
      const check = posted.headers.location?.split('check=')[1] ?? '';
      isRefused(await press(world.browser(), check));
      const { handover } = await buttonOf(world, link);
      const page = await world.browser().get(`/msu/phy101/intro?check=${handover}`, inFrame);
      expect(heading(page)).toBe(againTitle);
    });

    test('opens nothing by GET, whatever stands in the address', async () => {
      const { handover } = await buttonOf(world, link);
      const answer = await world.browser().get(`/launch/handover?handover=${handover}`);
      expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
      expect((await press(world.browser(), handover)).status).toBe(303);
    });

    test('ends the old cookie of a frame that had kept it', async () => {
      const frame = world.browser();
      const posted = await launchInFrame(world, frame, { link });
      const kept = new Map(frame.cookies);
      const page = await followInFrame(frame, posted, { cookies: 'blocked' });
      for (const [name, value] of kept) frame.cookies.set(name, value);
      await press(world.browser(), hidden(page, 'handover'));
      expect(heading(await frame.get('/msu/phy101/intro', inFrame))).toBe(againTitle);
    });

    test('opens nothing once the item is gone, and is spent', async () => {
      const gone = await world.addItem({ item_id: 'gone', title: 'Gone' });
      const { handover } = await buttonOf(world, await world.addLink(gone));
      await change(world, 'DELETE FROM items WHERE id = ?', [gone.id]);
      isRefused(await press(world.browser(), handover));
    });

    test('takes two tabs to two windows', async () => {
      const tabs = [await buttonOf(world, link), await buttonOf(world, other)];
      const window = world.browser();
      const titles: (string | undefined)[] = [];
      for (const { handover } of tabs)
        titles.push(heading(await window.follow(await press(window, handover))));
      expect(titles).toEqual(['Introduction', 'Another']);
      expect(heading(await window.get('/msu/phy101/intro'))).toBe('Introduction');
    });
  });

  describe('that nobody may show (R25)', () => {
    const without = { parameters: { launch_presentation_return_url: undefined } };

    test('gets the button at once, even where the cookie came back', async () => {
      const frame = world.browser();
      const posted = await launchInFrame(world, frame, { link, changes: without });
      const page = await followInFrame(frame, posted, { cookies: 'kept' });
      expect([page.status, heading(page)]).toEqual([200, buttonTitle]);
      const window = world.browser();
      const item = await window.follow(await press(window, hidden(page, 'handover')));
      expect(heading(item)).toBe('Introduction');
      expect(item.headers['x-frame-options']).toBe('DENY');
    });

    test.each(['ann', 'stranger'])(
      'does not turn blank when its frame is loaded again, for %s',
      async (username) => {
        const frame = world.browser();
        const posted = await launchInFrame(world, frame, { link, changes: { ...without, username } });
        await followInFrame(frame, posted, { cookies: 'kept' });
        const page = await followInFrame(frame, posted, { cookies: 'kept' });
        expect([page.status, heading(page)]).toEqual([403, againTitle]);
        expect(page.headers['content-security-policy']).toContain('frame-ancestors *');
      },
    );

    test('opens in a window as ever', async () => {
      const window = world.browser();
      const page = await window.follow(await world.launch(window, link, without));
      expect(heading(page)).toBe('Introduction');
    });

    test('is shown in the frame once origins are approved', async () => {
      await change(world, 'UPDATE protectors SET origins = ?', ['["https://lms.example"]']);
      const frame = world.browser();
      const posted = await launchInFrame(world, frame, { link, changes: without });
      const page = await followInFrame(frame, posted, { cookies: 'kept' });
      expect(heading(page)).toBe('Introduction');
      expect(page.headers['content-security-policy']).toContain('frame-ancestors https://lms.example');
    });
  });

  test('whose session is over says to click again, where a sign-in could not be shown', async () => {
    const page = await world.browser().get('/msu/phy101/intro', inFrame);
    expect([page.status, heading(page)]).toEqual([403, againTitle]);
    const same = await world.browser().get('/msu/phy101/not-there', inFrame);
    const plain = (text: string) => text.replace(/(id="reference"[^>]*>)[^<]*/g, '$1');
    expect(plain(same.text)).toBe(plain(page.text));
    const tiny = await world.browser().get(`/tiny/msu/${link.short_id}`, inFrame);
    expect(plain(tiny.text)).toBe(plain(page.text));
  });

  describe('proposes the origin that it came from', () => {
    const origins = async () =>
      (await rowsOf<{ origin: Buffer | string }>(world, 'SELECT origin FROM origin_proposals')).map(
        ({ origin }) => origin.toString(),
      );
    const launchFrom = (Origin: string, changes = {}) =>
      launchInFrame(world, world.browser(), { link, changes, headers: { Origin } });
    const by = (user_id: string | undefined, username = 'ann') => ({ username, parameters: { user_id } });

    test('when it was good, whether or not somebody must sign in', async () => {
      await launchFrom('https://one.example', by('origin-1'));
      await launchFrom('https://two.example:8443', by('origin-2', 'stranger'));
      expect((await origins()).sort()).toEqual(['https://one.example', 'https://two.example:8443']);
    });

    const silent: [string, string, Record<string, unknown>][] = [
      ['without a user_id', 'https://three.example', by(undefined)],
      ['from nowhere', 'null', by('origin-3')],
      ['with something that is no origin', 'https://four.example/path', by('origin-3')],
      ['with an origin that is too long', `https://${'a'.repeat(300)}.example`, by('origin-3')],
      ['with a bad signature', 'https://five.example', { ...by('origin-3'), secret: 'another one' }],
      ['too late', 'https://six.example', { ...by('origin-3'), timestamp: startOfTests / 1000 - 900 }],
    ];
    test.each(silent)('but not %s', async (_, origin, changes) => {
      await launchFrom(origin, changes);
      expect(await origins()).toEqual([]);
    });

    test('but not when it is approved', async () => {
      await change(world, 'UPDATE protectors SET origins = ?', ['["https://seven.example"]']);
      await launchFrom('https://seven.example', by('origin-4'));
      expect(await origins()).toEqual([]);
    });
  });
});
