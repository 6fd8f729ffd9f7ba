import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, countOf, expectRefused, hashOf } from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, type LaunchChanges, openWorld, type World } from '../world.ts';
import { signedIn } from './visitors.ts';

const minute = 60_000;
const lms = 'https://lms.example/imsoidc/lti112';
const nobody = { user_id: undefined, roles: undefined, lis_person_sourcedid: undefined };
const platform_state = 'p l+a/t=ö&form#1';
const refused = { status: 403, code: 'origin-refused' } as const;

// R32: LTI 1.1.2. The LMS is asked to send the launch once more, with a word that only this browser was given.
describe.each(engines)('a launch that asks to be sent once more, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let other: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    other = await world.addLink(await world.addItem({ item_id: 'other', title: 'Another' }));
    await world.addProtector({ plainSecret: 'a second secret of the tests', consumer_key: 'second' });
  });
  beforeEach(async () => {
    world.clock.now += 10 * minute;
    await relaunch(null);
    await change(world, 'UPDATE protectors SET origins = ?', ['[]']);
    await change(world, 'DELETE FROM launch_sessions');
  });
  afterAll(() => world.close());

  const relaunch = (mode: string | null) => change(world, 'UPDATE protectors SET relaunch = ?', [mode]);
  const first = (visitor: Browser, parameters: LaunchChanges['parameters'] = {}) =>
    world.launch(visitor, link, {
      parameters: { ...nobody, relaunch_url: lms, platform_state, ...parameters },
    });
  const second = (
    visitor: Browser,
    tool_state: string,
    parameters: LaunchChanges['parameters'] = {},
    changes: LaunchChanges & { to?: LinkRow } = {},
  ) =>
    world.launch(visitor, changes.to ?? link, {
      ...changes,
      parameters: { tool_state, platform_state, ...parameters },
    });
  const stateOf = ({ headers }: Answer) =>
    new URL(headers.location ?? 'about:blank').searchParams.get('tool_state') ?? '';
  async function asked(visitor: Browser): Promise<string> {
    const answer = await first(visitor);
    expect([answer.status, stateOf(answer)]).toEqual([303, expect.stringMatching(/^[\w-]{43}$/)]);
    return stateOf(answer);
  }
  const newest = async () => (await world.journal())[0];

  test('goes to the LMS with both states, opens nothing, and opens the item when it comes again', async () => {
    const visitor = world.browser();
    const answer = await first(visitor);
    const url = new URL(answer.headers.location ?? '');
    expect([answer.status, `${url.origin}${url.pathname}`]).toEqual([303, lms]);
    expect([...url.searchParams.keys()]).toEqual(['platform_state', 'tool_state']);
    expect(url.searchParams.get('platform_state')).toBe(platform_state);
    expect(answer.setCookies).toEqual([
      expect.stringMatching(
        /^__Host-relaunch-[A-Z0-9]{8}=[\w-]{43}; Path=\/; Max-Age=300; HttpOnly; Secure; SameSite=None; Partitioned$/,
      ),
    ]);
    expect(answer.setCookies.join()).not.toContain(stateOf(answer));
    expect(await newest()).toMatchObject({ code: 'relaunch-asked', identity: null, person: null });
    expect(await countOf(world, 'launch_sessions')).toBe(0);
    expect((await visitor.get('/msu/phy101/intro')).status).toBe(303);

    const page = await visitor.follow(await second(visitor, stateOf(answer)));
    expect([page.status, heading(page)]).toEqual([200, 'Introduction']);
    expect(await newest()).toMatchObject({ code: 'opened', person: 'ann', notes: ['relaunched'] });
  });

  test('is kept as hashes only', async () => {
    const visitor = world.browser();
    const state = await asked(visitor);
    const rows = await world.database.door.read((sql) => sql.rows('SELECT * FROM relaunches'));
    const kept = JSON.stringify(rows);
    for (const word of [state, platform_state, ...visitor.cookies.values()]) {
      expect(kept).not.toContain(word);
      expect(kept).not.toContain(JSON.stringify([...Buffer.from(word)]).slice(1, -1));
    }
  });

  test('is not asked for ever: a launch with tool_state is the second step, whatever else it carries', async () => {
    const visitor = world.browser();
    const page = await visitor.follow(await second(visitor, await asked(visitor), { relaunch_url: lms }));
    expect(heading(page)).toBe('Introduction');
    for (const state of ['', 'x'])
      await expectRefused(world, await second(visitor, state, { relaunch_url: lms }), refused);
  });

  test('counts once: a second launch with the same word is a replay, the same click goes on', async () => {
    const visitor = world.browser();
    const state = await asked(visitor);
    const body = encode(world.signed(link, { parameters: { tool_state: state } }));
    const click = () => visitor.postFromElsewhere(`/adm/launch/tiny/msu/${link.short_id}`, body);
    expect(heading(await visitor.follow(await click()))).toBe('Introduction');
    await expectRefused(world, await second(visitor, state), { status: 403, code: 'replayed' });
    expect((await click()).headers.location).toBe('/msu/phy101/intro');
    expect((await newest())?.code).toBe('repeated-click');
  });

  test('passes once of ten launches that come with it at the same time', async () => {
    const visitor = world.browser();
    const state = await asked(visitor);
    const answers = await Promise.all(Array.from({ length: 10 }, () => second(visitor, state)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(9);
    expect(await countOf(world, 'launch_sessions')).toBe(1);
  });

  test('passes once also of copies of one launch, which do not take the word from each other', async () => {
    const visitor = world.browser();
    const parameters = { tool_state: await asked(visitor), platform_state };
    const body = encode(world.signed(link, { parameters }));
    const copies = Array.from({ length: 10 }, () =>
      visitor.postFromElsewhere(`/adm/launch/tiny/msu/${link.short_id}`, body),
    );
    const opened = (await Promise.all(copies)).filter(({ setCookies }) => setCookies.length > 0);
    expect(opened).toHaveLength(1);
    expect(await countOf(world, 'launch_sessions')).toBe(1);
  });

  test.each<[string, (state: string) => Promise<Answer>]>([
    ['in another browser', (state) => second(world.browser(), state)],
    [
      'in another browser with a relaunch of its own',
      async (state) => {
        const thief = world.browser();
        await asked(thief);
        return second(thief, state);
      },
    ],
  ])('is refused %s', async (_, come) => {
    const visitor = world.browser();
    const state = await asked(visitor);
    const answer = await come(state);
    await expectRefused(world, answer, refused);
    expect(answer.text).toContain('https://lms.example/mod/lti/return.php');
    // Nor has anybody taken it away from the one whose it is.
    expect(heading(await visitor.follow(await second(visitor, state)))).toBe('Introduction');
  });

  test.each<[string, Parameters<typeof second>[2], Parameters<typeof second>[3]]>([
    ['for another platform_state', { platform_state: 'other' }, {}],
    ['for an empty platform_state', { platform_state: '' }, {}],
    ['by another link protector', {}, { key: 'second', secret: 'a second secret of the tests' }],
  ])('is refused %s', async (_, parameters, changes) => {
    const visitor = world.browser();
    await expectRefused(world, await second(visitor, await asked(visitor), parameters, changes), refused);
  });

  test('is refused for another link, with a letter changed, and after five minutes', async () => {
    const visitor = world.browser();
    const state = await asked(visitor);
    await expectRefused(world, await second(visitor, state, {}, { to: other }), refused);
    const changed = `${state.slice(0, -2)}${state.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const tampered of [changed, `${state} `, state.toLowerCase(), `${state}\u0000`])
      await expectRefused(world, await second(visitor, tampered), refused);
    world.clock.now += 5 * minute;
    await expectRefused(world, await second(visitor, state), refused);
  });

  test('is good without its platform_state, and until the last of its five minutes', async () => {
    const visitor = world.browser();
    const state = await asked(visitor);
    world.clock.now += 5 * minute - 1;
    const answer = await second(visitor, state, { platform_state: undefined });
    expect(heading(await visitor.follow(answer))).toBe('Introduction');
  });

  test('asks who is here all the same, if somebody else is', async () => {
    await world.addPerson('bob');
    const visitor = await signedIn(world, 'bob');
    const page = await visitor.follow(await second(visitor, await asked(visitor)));
    expect(heading(page)).toBe('Who is here?');
  });

  test('is not redirected before its signature is good, nor twice for one nonce', async () => {
    const wrong = await world.launch(world.browser(), link, {
      secret: 'wrong',
      parameters: { ...nobody, relaunch_url: lms, platform_state },
    });
    await expectRefused(world, wrong, { status: 401, code: 'bad-signature' });
    const body = encode(world.signed(link, { parameters: { ...nobody, relaunch_url: lms } }));
    const visitor = world.browser();
    const click = () => visitor.postFromElsewhere(`/adm/launch/tiny/msu/${link.short_id}`, body);
    expect((await click()).status).toBe(303);
    await expectRefused(world, await click(), { status: 403, code: 'replayed' });
    world.clock.now += 6 * minute;
    await expectRefused(world, await click(), { status: 403, code: 'stale' });
  });

  test.each([
    ['?', 'https://lms.example/back', 'https://lms.example/back?'],
    ['a query of its own', 'https://lms.example/back?a=1&b=%20', 'https://lms.example/back?a=1&b=%20&'],
    ['an empty query', 'https://lms.example/back?', 'https://lms.example/back?'],
    ['a fragment', 'https://lms.example/back?a=1#top', 'https://lms.example/back?a=1&'],
    ['states of its own', 'https://lms.example/?tool_state=x', 'https://lms.example/?tool_state=x&'],
  ])('keeps the address as it is: %s', async (_, relaunch_url, start) => {
    const { headers } = await first(world.browser(), { relaunch_url, platform_state: 'abc' });
    expect(headers.location).toMatch(/&tool_state=[\w-]{43}$|\?tool_state=[\w-]{43}$/);
    expect(headers.location?.startsWith(`${start}platform_state=abc&tool_state=`)).toBe(true);
  });

  const nowhere: readonly (readonly [string, LaunchChanges['parameters']])[] = [
    ['a script', { relaunch_url: 'javascript:alert(1)' }],
    ['data', { relaunch_url: 'data:text/html,x' }],
    ['a path', { relaunch_url: '/msu/phy101' }],
    ['another host', { relaunch_url: 'https://evil.example/' }],
    ['a host that begins alike', { relaunch_url: 'https://lms.example.evil.example/' }],
    ['a user that looks like the host', { relaunch_url: 'https://lms.example@evil.example/' }],
    ['another port', { relaunch_url: 'https://lms.example:8443/' }],
    ['http of the same host', { relaunch_url: 'http://lms.example/' }],
    ['nothing', { relaunch_url: '' }],
    ['an address that is too long', { relaunch_url: `${lms}?${'x'.repeat(4_000)}` }],
    ['a state that is too long', { platform_state: 'x'.repeat(4_000) }],
    ['no other address of the LMS to compare with', { launch_presentation_return_url: undefined }],
  ];

  test.each(nowhere)('goes on without it, and says so in the journal: %s', async (_, parameters) => {
    const visitor = world.browser();
    const person = { lis_person_sourcedid: 'ann', user_id: 'id-of-ann' };
    const page = await visitor.follow(await first(visitor, { ...person, ...parameters }));
    expect(heading(page)).toBe('Introduction');
    expect((await newest())?.notes).toContain('relaunch-ignored');
  });

  test.each(nowhere)('is refused where the protector requires it: %s', async (_, parameters) => {
    await relaunch('require');
    await expectRefused(world, await first(world.browser(), parameters), refused);
  });

  test.each([
    ['the outcome service', { lis_outcome_service_url: 'https://grades.example/service' }],
    ['the LMS itself', { tool_consumer_instance_url: 'https://grades.example' }],
  ])('may go to where %s is', async (_, parameters) => {
    const relaunch_url = 'https://grades.example/again';
    const { headers } = await first(world.browser(), { ...parameters, relaunch_url });
    expect(headers.location).toMatch(/^https:\/\/grades\.example\/again\?/);
  });

  test('may go to an approved origin, and on this very machine by plain http', async () => {
    await change(world, 'UPDATE protectors SET origins = ?', [
      '["https://a.example","http://127.0.0.1:8081"]',
    ]);
    for (const origin of ['https://a.example', 'http://127.0.0.1:8081']) {
      const { headers } = await first(world.browser(), { relaunch_url: `${origin}/again` });
      expect(new URL(headers.location ?? '').origin).toBe(origin);
    }
  });

  test('is an ordinary launch where the protector has it off', async () => {
    await relaunch('off');
    const person = { lis_person_sourcedid: 'ann' };
    for (const parameters of [person, { ...person, tool_state: 'x' }]) {
      const visitor = world.browser();
      expect(heading(await visitor.follow(await first(visitor, parameters)))).toBe('Introduction');
    }
  });

  test('is the only way in where the protector requires it', async () => {
    await relaunch('require');
    await expectRefused(world, await world.launch(world.browser(), link), refused);
    const visitor = world.browser();
    const state = await asked(visitor);
    expect(heading(await visitor.follow(await second(visitor, state)))).toBe('Introduction');
    await expectRefused(world, await world.launch(visitor, link), refused);
  });

  test('is asked of nobody in particular, also where the protector stops whom it does not know', async () => {
    const [row] = await world.database.door.read((sql) =>
      sql.rows<{ use_identity: string }>('SELECT use_identity FROM protectors WHERE consumer_key = ?', [
        'moodle-prod',
      ]),
    );
    const use = row?.use_identity ?? '';
    await change(world, 'UPDATE protectors SET use_identity = ?', [use.replace('"login"', '"stop"')]);
    const visitor = world.browser();
    expect(heading(await visitor.follow(await second(visitor, await asked(visitor))))).toBe('Introduction');
    const stranger = { lis_person_sourcedid: 'nobody-here' };
    const answer = await second(visitor, await asked(visitor), stranger);
    await expectRefused(world, answer, { status: 403, code: 'stopped' });
    await change(world, 'UPDATE protectors SET use_identity = ?', [use]);
  });

  test('is told at once that its link is closed', async () => {
    await change(world, 'UPDATE links SET enabled = 0 WHERE id = ?', [link.id]);
    await expectRefused(world, await first(world.browser()), { status: 403, code: 'link-closed' });
    await change(world, 'UPDATE links SET enabled = 1 WHERE id = ?', [link.id]);
  });

  test('keeps its cookie apart from those of launches', async () => {
    const visitor = world.browser();
    const state = await asked(visitor);
    // Another tab opens something meanwhile, which tidies launch cookies up.
    await visitor.follow(await world.launch(visitor, other));
    expect(heading(await visitor.follow(await second(visitor, state)))).toBe('Introduction');
  });
});
