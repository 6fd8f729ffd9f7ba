import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { launchPath } from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, moodleReturn, openWorld, password, startOfTests, type World } from '../world.ts';
import { buttonOf, followInFrame, inFrame, launchInFrame, press } from './framed.ts';
import { change, hashOf, signedIn, withTicket } from './visitors.ts';

const minute = 60_000;
const lms = 'https://lms.example/relaunch';
const platform_state = 'state of the LMS';
const nobody = { user_id: undefined, roles: undefined, lis_person_sourcedid: undefined };

/** Another last letter, whose bits count whatever the value's length. */
const tamper = (value: string) => `${value.slice(0, -1)}${value.endsWith('A') ? 'w' : 'A'}`;
const otherKind = { 'User-Agent': 'curl/8' };
const elsewhere = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };

/** What the visitor is shown: the LMS's own address, or words that say where to click. */
type WayBack = 'link' | 'words';

// Every value that a launch is carried on by: tampered with, used again, over, or taken to another browser.
describe.each(engines)('a value that is not good (any more), on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    await world.addItem({ item_id: 'other', title: 'Another' });
    const bob = await world.addPerson('bob');
    await world.make.role({ course_id: world.course.id, person_id: bob.id });
  });
  beforeEach(async () => {
    world.clock.now = startOfTests;
    for (const table of ['launch_sessions', 'account_sessions', 'relaunches'])
      await change(world, `DELETE FROM ${table}`);
  });
  afterAll(() => world.close());

  const later = (ms: number) => {
    world.clock.now += ms;
  };
  const stateOf = ({ headers }: Answer) =>
    new URL(headers.location ?? 'about:blank').searchParams.get('tool_state') ?? '';
  const post = (visitor: Browser, body: string) => visitor.postFromElsewhere(launchPath(link), body);
  const signed = (parameters = {}, username = 'ann') => encode(world.signed(link, { username, parameters }));

  const button = async () => (await buttonOf(world, link)).handover;
  const checked = (visitor = world.browser()) => launchInFrame(world, visitor, { link });
  const show = (path: string, headers = {}) => world.browser().get(path, { ...inFrame, ...headers });
  const firstStep = (visitor: Browser) =>
    post(visitor, signed({ ...nobody, relaunch_url: lms, platform_state }));
  const secondStep = (visitor: Browser, tool_state: string, state = platform_state) =>
    post(visitor, signed({ tool_state, platform_state: state }));
  async function windowButton(): Promise<string> {
    const parameters = { ...nobody, relaunch_url: lms, platform_state };
    const asked = await launchInFrame(world, world.browser(), { link, changes: { parameters } });
    const again = { tool_state: stateOf(asked), platform_state };
    const page = await launchInFrame(world, world.browser(), { link, changes: { parameters: again } });
    return hidden(page, 'handover');
  }
  async function question(): Promise<{ bob: Browser; fields: { csrf: string; launch: string } }> {
    const bob = await signedIn(world, 'bob');
    const page = await bob.follow(await world.launch(bob, link));
    expect(heading(page)).toBe('Who is here?');
    return { bob, fields: { csrf: hidden(page, 'csrf'), launch: hidden(page, 'launch') } };
  }
  const choose = (visitor: Browser, fields: { csrf: string; launch: string }) =>
    visitor.post('/launch/choice', { ...fields, choice: 'continue' });
  const signIn = (visitor: Browser, fields: { csrf: string; launch: string }) =>
    visitor.post('/login', { ...fields, username: 'ann', password });

  const cases: readonly (readonly [string, WayBack, () => Promise<Answer>])[] = [
    // The button of a frame without cookies (R23).
    ['button: tampered with', 'words', async () => press(world.browser(), tamper(await button()))],
    [
      'button: used again',
      'words',
      async () => {
        const value = await button();
        await press(world.browser(), value);
        return press(world.browser(), value);
      },
    ],
    [
      'button: pressed after its minute',
      'link',
      async () => {
        const value = await button();
        later(minute);
        return press(world.browser(), value);
      },
    ],
    [
      'button: pressed when the launch itself is over',
      'words',
      async () => {
        const value = await button();
        later(5 * minute);
        return press(world.browser(), value);
      },
    ],
    [
      'button: in another kind of browser',
      'words',
      async () => press(world.browser(), await button(), otherKind),
    ],
    [
      'button: late, in another kind of browser',
      'words',
      async () => {
        const value = await button();
        later(minute);
        return press(world.browser(), value, otherKind);
      },
    ],
    [
      'button: posted by another site',
      'words',
      async () => press(world.browser(), await button(), elsewhere),
    ],
    [
      'button: late, posted by another site',
      'words',
      async () => {
        const value = await button();
        later(minute);
        return press(world.browser(), value, elsewhere);
      },
    ],
    [
      'button: what it leads to has gone',
      'link',
      async () => {
        const value = await button();
        await change(world, 'UPDATE launch_sessions SET item_id = 0');
        return press(world.browser(), value);
      },
    ],
    ['button: none', 'words', async () => press(world.browser(), '')],

    // The check in the address of a framed launch.
    ['check: tampered with', 'words', async () => show(tamper((await checked()).headers.location ?? ''))],
    [
      'check: used again',
      'words',
      async () => {
        const posted = await checked();
        await followInFrame(world.browser(), posted, { cookies: 'blocked' });
        return followInFrame(world.browser(), posted, { cookies: 'blocked' });
      },
    ],
    [
      'check: over',
      'words',
      async () => {
        const posted = await checked();
        later(minute);
        return followInFrame(world.browser(), posted, { cookies: 'blocked' });
      },
    ],
    [
      'check: in another kind of browser',
      'words',
      async () => show((await checked()).headers.location ?? '', otherKind),
    ],
    [
      'check: taken to another item',
      'words',
      async () => show(((await checked()).headers.location ?? '').replace('/intro', '/other')),
    ],

    // The ticket that waits for a sign-in.
    [
      'ticket: shown to another browser',
      'words',
      async () => world.browser().get(`/login?launch=${(await withTicket(world, link)).fields.launch}`),
    ],
    [
      'ticket: tampered with',
      'words',
      async () => {
        const { visitor, fields } = await withTicket(world, link);
        return visitor.get(`/login?launch=${tamper(fields.launch)}`);
      },
    ],
    [
      'ticket: signed in with by another browser',
      'words',
      async () => {
        const { fields } = await withTicket(world, link);
        const thief = await withTicket(world, link);
        return signIn(thief.visitor, { ...thief.fields, launch: fields.launch });
      },
    ],
    [
      'ticket: over',
      'words',
      async () => {
        const { visitor, fields } = await withTicket(world, link);
        later(30 * minute);
        return signIn(visitor, fields);
      },
    ],
    [
      'ticket: used again',
      'words',
      async () => {
        const { visitor, fields } = await withTicket(world, link);
        await signIn(visitor, fields);
        const another = await withTicket(world, link, undefined, visitor);
        return signIn(visitor, { ...another.fields, launch: fields.launch });
      },
    ],
    [
      'ticket: over so long that the browser has dropped its cookie',
      'words',
      async () => {
        const { visitor, fields } = await withTicket(world, link);
        visitor.cookies.clear();
        return signIn(visitor, fields);
      },
    ],
    [
      'ticket: used again, by the form as it was',
      'words',
      async () => {
        const { visitor, fields } = await withTicket(world, link);
        await visitor.follow(await signIn(visitor, fields));
        return signIn(visitor, fields);
      },
    ],
    [
      'ticket: by another browser, which has nothing of ours',
      'words',
      async () => signIn(world.browser(), (await withTicket(world, link)).fields),
    ],

    // The question of another person.
    [
      'question: answered by another browser, which has nothing of ours',
      'words',
      async () => choose(world.browser(), (await question()).fields),
    ],
    [
      'question: answered for another browser',
      'words',
      async () => {
        const one = await question();
        const two = await question();
        return choose(two.bob, { ...two.fields, launch: one.fields.launch });
      },
    ],
    [
      'question: over',
      'words',
      async () => {
        const { bob, fields } = await question();
        later(5 * minute);
        return choose(bob, fields);
      },
    ],
    [
      'question: answered after "stay"',
      'words',
      async () => {
        const { bob, fields } = await question();
        await bob.post('/launch/choice', { ...fields, choice: 'stay' });
        return choose(bob, fields);
      },
    ],

    // The page of a replay, and the replay itself.
    [
      'replay: the same form in another browser',
      'link',
      async () => {
        const body = signed();
        await post(world.browser(), body);
        return post(world.browser(), body);
      },
    ],
    [
      'replay: the address that goes on, in another browser',
      'words',
      async () => {
        const { fields } = await withTicket(world, link);
        return world.browser().get(`/launch/again?launch=${fields.launch}`);
      },
    ],

    // LTI 1.1.2 (R32).
    [
      'tool_state: tampered with',
      'link',
      async () => {
        const visitor = world.browser();
        return secondStep(visitor, tamper(stateOf(await firstStep(visitor))));
      },
    ],
    [
      'tool_state: used again',
      'link',
      async () => {
        const visitor = world.browser();
        const state = stateOf(await firstStep(visitor));
        await secondStep(visitor, state);
        return secondStep(visitor, state);
      },
    ],
    [
      'tool_state: over',
      'link',
      async () => {
        const visitor = world.browser();
        const state = stateOf(await firstStep(visitor));
        later(5 * minute);
        return secondStep(visitor, state);
      },
    ],
    [
      'tool_state: in another browser',
      'link',
      async () => secondStep(world.browser(), stateOf(await firstStep(world.browser()))),
    ],
    [
      'tool_state: changed after it was signed',
      'words',
      async () => {
        const visitor = world.browser();
        const state = stateOf(await firstStep(visitor));
        return post(visitor, signed({ tool_state: state, platform_state }).replace(state, tamper(state)));
      },
    ],
    [
      'platform_state: another one',
      'link',
      async () => {
        const visitor = world.browser();
        return secondStep(visitor, stateOf(await firstStep(visitor)), 'another state');
      },
    ],
    [
      'platform_state: changed after it was signed',
      'words',
      async () => {
        const visitor = world.browser();
        return post(
          visitor,
          signed({ ...nobody, relaunch_url: lms, platform_state: 'A1' }).replace('=A1', '=B1'),
        );
      },
    ],
    [
      'relaunch_url: changed after it was signed',
      'words',
      async () => {
        const body = signed({ ...nobody, relaunch_url: lms, platform_state });
        return post(world.browser(), body.replace('lms.example%2Frelaunch', 'evil.example%2Frelaunch'));
      },
    ],
    [
      "window's button: tampered with",
      'words',
      async () => press(world.browser(), tamper(await windowButton())),
    ],
    [
      "window's button: used again",
      'words',
      async () => {
        const value = await windowButton();
        await press(world.browser(), value);
        return press(world.browser(), value);
      },
    ],
    [
      "window's button: over",
      'words',
      async () => {
        const value = await windowButton();
        later(minute);
        return press(world.browser(), value);
      },
    ],
    [
      "window's button: in another kind of browser",
      'words',
      async () => press(world.browser(), await windowButton(), otherKind),
    ],

    // What was signed.
    [
      'return address: changed after it was signed',
      'words',
      async () => post(world.browser(), signed().replace('lms.example', 'evil.example')),
    ],
    [
      'custom_next: changed after it was signed',
      'words',
      async () =>
        post(world.browser(), signed({ custom_next: 'intro' }).replace('_next=intro', '_next=other')),
    ],
  ];

  test.each(cases)('%s: a plain sentence, and the way back as %s', async (_, wayBack, come) => {
    const answer = await come();
    expect([answer.status >= 400 && answer.status < 500, answer.setCookies]).toEqual([true, []]);
    expect(answer.headers.location).toBeUndefined();
    expect(heading(answer)).toMatch(/\w/);
    expect(reference(answer)).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    // Refusals may be shown in the LMS's frame (R25).
    expect(answer.headers['content-security-policy']).toContain('frame-ancestors *');
    expect(answer.text).not.toMatch(/evil\.example|Introduction|Another|name="handover"/);
    const target = moodleReturn.replaceAll('&', '&amp;');
    if (wayBack === 'link') {
      expect(answer.text).toContain(`href="${target}&amp;lti_errormsg=`);
      expect(answer.text).toContain('Back to Moodle');
    } else {
      expect(answer.text).not.toContain('lms.example');
      expect(answer.text).toMatch(
        /[Cc]lick (the link|it|the link in your course) again|Open it from your course/,
      );
    }
  });

  test('an address of the goodbye page that was tampered with shows the page without a way back', async () => {
    const visitor = world.browser();
    const page = await visitor.follow(await world.launch(visitor, link));
    const goodbye = await visitor.post('/logout', { csrf: hidden(page, 'csrf') });
    const path = goodbye.headers.location ?? '';
    for (const [who, where] of [
      [visitor, tamper(path)],
      [world.browser(), path],
      [world.browser(), '/launch/goodbye?back='],
    ] as const) {
      const answer = await who.get(where);
      expect([answer.status, answer.text.includes('lms.example')]).toEqual([200, false]);
    }
    expect((await visitor.get(path)).text).toContain('Back to Moodle');
  });
});
