import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, countOf, expectRefused, hashOf, lineOf } from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, type LaunchChanges, openWorld, publicUrl, type World } from '../world.ts';
import { inFrame, launchInFrame, press } from './framed.ts';
import { rowsOf, signedIn } from './visitors.ts';

const minute = 60_000;
const lms = 'https://lms.example/imsoidc/lti112?lmskey=SESSIONKEYofTheLms';
const nobody = { user_id: undefined, roles: undefined, lis_person_sourcedid: undefined };
const platform_state = 'p l+a/t=ö&form#1';
const refused = { status: 403, code: 'origin-refused' } as const;
const buttonTitle = 'Open this in a window of its own';

// R32, R23: where a frame keeps no cookie at all, a window of its own asks the LMS once more, and opens by its answer.
describe.each(engines)('a relaunch in a frame without cookies, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let other: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    other = await world.addLink(await world.addItem({ item_id: 'other', title: 'Another' }));
    await world.addProtector({ plainSecret: 'a second secret of the tests', consumer_key: 'second' });
    const bob = await world.addPerson('bob');
    await world.make.role({ course_id: world.course.id, person_id: bob.id });
  });
  beforeEach(async () => {
    world.clock.now += 10 * minute;
    await change(world, 'UPDATE protectors SET relaunch = NULL');
    for (const table of ['launch_sessions', 'relaunches']) await change(world, `DELETE FROM ${table}`);
  });
  afterAll(() => world.close());

  const stateOf = ({ headers }: Answer) =>
    new URL(headers.location ?? 'about:blank').searchParams.get('tool_state') ?? '';
  /** The first post of a frame that keeps nothing of the answer; what the LMS is told. */
  async function asked(): Promise<string> {
    const visitor = world.browser();
    const parameters = { ...nobody, relaunch_url: lms, platform_state };
    const answer = await launchInFrame(world, visitor, { link, changes: { parameters } });
    expect([answer.status, stateOf(answer)]).toEqual([303, expect.stringMatching(/^[\w-]{43}$/)]);
    return stateOf(answer);
  }
  interface Again extends LaunchChanges {
    readonly to?: LinkRow;
    readonly headers?: Record<string, string>;
    readonly visitor?: Browser;
  }
  const again = (tool_state: string, { to = link, headers = {}, visitor, ...changes }: Again = {}) =>
    launchInFrame(world, visitor ?? world.browser(), {
      link: to,
      headers,
      changes: { ...changes, parameters: { tool_state, platform_state, ...changes.parameters } },
    });
  async function buttonOf(changes: Again = {}): Promise<{ page: Answer; button: string; state: string }> {
    const state = await asked();
    const page = await again(state, changes);
    return { page, button: hidden(page, 'handover'), state };
  }
  const inWindow = { 'Sec-Fetch-Dest': 'document' };
  const newest = async () => (await world.journal())[0];
  const overAgain = (answer: Answer) => {
    expect([answer.status, heading(answer), answer.setCookies]).toEqual([403, 'This link did not open', []]);
    expect(answer.text).toContain('click the link again');
  };

  test('shows one button that may be framed by anybody, and opens nothing', async () => {
    const { page, button } = await buttonOf();
    expect([page.status, heading(page), page.setCookies]).toEqual([200, buttonTitle, []]);
    expect(button).toMatch(/^[\w-]{43}$/);
    expect(page.headers['content-security-policy']).toContain('frame-ancestors *');
    expect(page.headers['content-security-policy']).toContain(
      "form-action 'self' https: https://lms.example;",
    );
    expect(page.text).not.toMatch(/Introduction|Physics|Ann|<script|SESSIONKEY/);
    expect(await newest()).toMatchObject({
      code: 'relaunch-asked',
      notes: ['relaunch-window'],
      person: null,
    });
    expect(await countOf(world, 'launch_sessions')).toBe(0);
  });

  test.each([null, 'require'])('ends on the item in the new window, in mode %s', async (mode) => {
    await change(world, 'UPDATE protectors SET relaunch = ?', [mode]);
    const { button, state } = await buttonOf();
    const window = world.browser();
    const answer = await press(window, button);
    const url = new URL(answer.headers.location ?? '');
    expect([answer.status, `${url.origin}${url.pathname}`]).toEqual([
      303,
      'https://lms.example/imsoidc/lti112',
    ]);
    expect([...url.searchParams.keys()]).toEqual(['lmskey', 'platform_state', 'tool_state']);
    expect(url.searchParams.get('platform_state')).toBe(platform_state);
    expect(stateOf(answer)).not.toBe(state);
    expect(answer.setCookies.join()).toMatch(/^__Host-relaunch-[A-Z0-9]{8}=[\w-]{43}; Path=\/; Max-Age=300;/);
    expect(await countOf(world, 'launch_sessions')).toBe(0);
    const third = await again(stateOf(answer), { visitor: window, headers: inWindow });
    expect(heading(await window.follow(third))).toBe('Introduction');
    expect(await newest()).toMatchObject({ code: 'opened', person: 'ann', notes: ['relaunched'] });
  });

  // Login CSRF: the attacker is ann and has a signed second launch of hers; bob's browser is made to post it.
  describe('never makes somebody else of a visitor', () => {
    test('by the launch of an attacker, in a frame: bob stays bob, and the LMS is asked who he is', async () => {
      const bob = await signedIn(world, 'bob');
      const page = await again(await asked(), { visitor: bob, headers: { Origin: 'https://evil.example' } });
      expect(heading(page)).toBe(buttonTitle);
      const toLms = await press(bob, hidden(page, 'handover'));
      expect(toLms.headers.location).toMatch(/^https:\/\/lms\.example\//);
      expect(await countOf(world, 'launch_sessions')).toBe(0);
      const third = await again(stateOf(toLms), { visitor: bob, headers: inWindow, username: 'bob' });
      const item = await bob.follow(third);
      expect([heading(item), item.text.includes('Bob'), item.text.includes('Ann')]).toEqual([
        'Introduction',
        true,
        false,
      ]);
    });

    test('by the third launch of an attacker, who pressed the button himself', async () => {
      const { button } = await buttonOf();
      const attacker = world.browser();
      const state = stateOf(await press(attacker, button));
      const victim = world.browser();
      const framed = await again(state, { visitor: victim });
      expect(heading(framed)).toBe(buttonTitle);
      expect(victim.cookies.size).toBe(0);
      const another = stateOf(await press(attacker, (await buttonOf()).button));
      await expectRefused(world, await again(another, { visitor: victim, headers: inWindow }), refused);
      expect(await countOf(world, 'launch_sessions')).toBe(0);
    });

    test.each<[string, Record<string, string>]>([
      ['another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
      ['the LMS', { Origin: 'https://lms.example', 'Sec-Fetch-Site': 'cross-site' }],
      ['nobody who says so', { Origin: '' }],
      ['a sandboxed page', { Origin: 'null' }],
    ])("by the button's value, posted from %s", async (_, headers) => {
      const { button } = await buttonOf();
      overAgain(await press(world.browser(), button, headers));
      expect((await press(world.browser(), button)).status).toBe(303);
    });
  });

  test.each<[string, Again]>([
    ['in a window', { headers: inWindow }],
    ['where the browser does not say, and the LMS says window', { headers: { 'Sec-Fetch-Dest': '' } }],
    ['for another link', {}],
    ['for another platform_state', { parameters: { platform_state: 'other' } }],
    ['by another link protector', { key: 'second', secret: 'a second secret of the tests' }],
  ])('is refused as before %s', async (name, changes) => {
    const to = name === 'for another link' ? other : link;
    await expectRefused(world, await again(await asked(), { to, ...changes }), refused);
  });

  test('is refused with the cookie of another relaunch: this browser keeps cookies', async () => {
    const thief = world.browser();
    const parameters = { ...nobody, relaunch_url: lms, platform_state };
    await launchInFrame(world, thief, { link, changes: { parameters } });
    await expectRefused(world, await again(await asked(), { visitor: thief }), refused);
  });

  test('is offered where the browser says nothing and the LMS says frame', async () => {
    const parameters = { launch_presentation_document_target: 'iframe' };
    const { page } = await buttonOf({ headers: { 'Sec-Fetch-Dest': '' }, parameters });
    expect(heading(page)).toBe(buttonTitle);
  });

  test('is refused after five minutes, and once its word is spent', async () => {
    const state = await asked();
    world.clock.now += 5 * minute;
    await expectRefused(world, await again(state), refused);
    const { state: spent } = await buttonOf();
    await expectRefused(world, await again(spent), { status: 403, code: 'replayed' });
  });

  test('counts once of ten copies of the second post, and of ten launches with one word', async () => {
    const body = encode(world.signed(link, { parameters: { tool_state: await asked(), platform_state } }));
    const path = `/adm/launch/tiny/msu/${link.short_id}`;
    const copies = Array.from({ length: 10 }, () => world.browser().postFromElsewhere(path, body, inFrame));
    const answers = await Promise.all(copies);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(403)]);
    const [shown] = answers.filter(({ status }) => status === 200);
    expect((await press(world.browser(), shown ? hidden(shown, 'handover') : '')).status).toBe(303);

    const state = await asked();
    const launches = await Promise.all(Array.from({ length: 10 }, () => again(state)));
    const [good, ...others] = launches.filter(({ status }) => status === 200);
    expect([others, launches.filter(({ status }) => status === 403)]).toEqual([
      [],
      Array(9).fill(expect.anything()),
    ]);
    expect((await press(world.browser(), good ? hidden(good, 'handover') : '')).status).toBe(303);
  });

  describe('its button', () => {
    test('is good once, for one of ten windows at the same time', async () => {
      const { button } = await buttonOf();
      const answers = await Promise.all(Array.from({ length: 10 }, () => press(world.browser(), button)));
      expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
      for (const answer of answers) if (answer.status !== 303) overAgain(answer);
      expect(await countOf(world, 'relaunches')).toBe(1);
    });

    test('is over a minute after the page', async () => {
      const first = await buttonOf();
      world.clock.now += minute - 1;
      expect((await press(world.browser(), first.button)).status).toBe(303);
      const { button } = await buttonOf();
      world.clock.now += minute;
      overAgain(await press(world.browser(), button));
    });

    test('is spent by another kind of browser, which gets nothing', async () => {
      const { button } = await buttonOf();
      overAgain(await press(world.browser(), button, { 'User-Agent': 'curl/8' }));
      overAgain(await press(world.browser(), button));
    });

    test('is no tool_state, nor a tool_state the button', async () => {
      const { button, state } = await buttonOf();
      await expectRefused(world, await again(button), refused);
      overAgain(await press(world.browser(), state));
      const fresh = stateOf(await press(world.browser(), button));
      overAgain(await press(world.browser(), fresh));
    });
  });

  test('leaves nothing by which the database or the log could ask the LMS in its name', async () => {
    const kept = async () =>
      (await rowsOf<Record<string, unknown>>(world, 'SELECT * FROM relaunches'))
        .flatMap((row) => Object.values(row))
        .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
        .join('\n');
    const state = await asked();
    const before = await kept();
    const button = hidden(await again(state), 'handover');
    const between = await kept();
    const answer = await press(world.browser(), button);
    const all = [before, between, await kept(), ...world.logLines].join('\n');
    for (const word of [state, button, stateOf(answer), 'SESSIONKEY', 'lms.example/imsoidc', 'lmskey'])
      expect(all).not.toContain(word);
  });

  test('of a version that kept no address is refused as before', async () => {
    const state = await asked();
    await change(world, 'UPDATE relaunches SET address_sealed = NULL');
    await expectRefused(world, await again(state), refused);
  });

  test('speaks the language of the launch, and gives the number of its journal row to the log', async () => {
    const { page } = await buttonOf({ parameters: { launch_presentation_locale: 'de_DE' } });
    expect(page.text).toContain('In neuem Fenster öffnen');
    const line = await newest();
    expect(world.logLines.join('\n')).toContain(line?.reference ?? '-');
    expect(await lineOf(world, page)).toBeUndefined();
    expect(page.text).not.toContain(publicUrl);
  });
});
