import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { RefusalCode } from '../../src/model/launchCode.ts';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { loadTexts } from '../../src/web/texts.ts';
import { type Browser, heading, hidden, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, hashOf, lineOf } from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { type LaunchChanges, moodleReturn, openWorld, password, type World } from '../world.ts';

const { t } = loadTexts('views/texts');
const backUrl = 'launch_presentation_return_url';

/** Where the one link of a page to another site leads. */
function wayBack(answer: Answer): string | undefined {
  const [, url] = /<a class="btn[^"]*" href="(https?:[^"]*)"/.exec(answer.text) ?? [];
  return url?.replaceAll('&amp;', '&').replaceAll('&#39;', "'");
}

/** What the way back tells the LMS; the address itself must stand unchanged before it. */
function told(answer: Answer, url = moodleReturn): Record<string, string> {
  const whole = wayBack(answer) ?? '';
  expect(whole.startsWith(url)).toBe(true);
  return Object.fromEntries(new URLSearchParams(whole.slice(url.length + 1)));
}

describe.each(engines)('the way back to the LMS, on %s', (engine) => {
  let world: World;
  let item: ItemRow;
  let link: LinkRow;
  let visitor: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item);
    await world.addPerson('guest');
  });
  beforeEach(async () => {
    world.clock.now += 60_000;
    visitor = world.browser();
    await change(world, "UPDATE protectors SET origins = '[]', origin_check = 'off'");
  });
  afterAll(() => world.close());

  const fresh = () => world.addItem({ item_id: `made${world.clock.now}`, title: 'Made' });
  const seconds = () => Math.floor(world.clock.now / 1000);
  const send = (changes: LaunchChanges = {}, to = link) => world.launch(visitor, to, changes);
  const approve = (...origins: string[]) =>
    change(world, 'UPDATE protectors SET origins = ?', [JSON.stringify(origins)]);
  const identity = (otherwise: string) =>
    change(world, 'UPDATE protectors SET use_identity = ?', [
      JSON.stringify({ parameter: 'lis_person_sourcedid', transform: { kind: 'none' }, otherwise }),
    ]);

  test("stays plain on launched pages: nothing went wrong, and the query is the LMS's own", async () => {
    const page = await visitor.follow(await send());
    expect([heading(page), wayBack(page)]).toEqual(['Introduction', moodleReturn]);
  });

  const refusals: readonly (readonly [RefusalCode, () => Promise<Answer>])[] = [
    ['stale', () => send({ timestamp: seconds() - 4_000 })],
    ['future', () => send({ timestamp: seconds() + 4_000 })],
    [
      'replayed',
      async () => {
        const nonce = `twice-${world.clock.now}`;
        await world.launch(world.browser(), link, { nonce });
        return send({ nonce });
      },
    ],
    ['wrong-message', () => send({ parameters: { lti_message_type: 'ContentItemSelectionRequest' } })],
    ['incomplete-message', () => send({ parameters: { resource_link_id: undefined } })],
    [
      'wrong-protector',
      async () => {
        const locked = await fresh();
        await world.set({ item_id: locked.id, protect: 'only domain:9' });
        return send({}, await world.addLink(locked));
      },
    ],
    ['link-closed', async () => send({}, await world.addLink(await fresh(), { valid_until: seconds() }))],
    ['item-gone', async () => send({}, await world.addLink({ ...(await fresh()), id: 999_999 }))],
    ['wrong-context', async () => send({}, await world.addLink(await fresh(), { place_check: 'enforce' }))],
    [
      'origin-refused',
      async () => {
        await change(world, "UPDATE protectors SET origin_check = 'enforce'");
        await approve('https://other.example');
        return send({ parameters: { tool_consumer_instance_url: 'https://lms.example/' } });
      },
    ],
    [
      'stopped',
      async () => {
        await identity('stop');
        const answer = await send({ username: 'nobody' });
        await identity('login');
        return answer;
      },
    ],
  ];

  test.each(refusals)('of a launch that was refused says why: %s', async (code, refused) => {
    const answer = await refused();
    expect((await lineOf(world, answer))?.code).toBe(code);
    const sentence = t(`refused.${code}`);
    expect(answer.text).toContain(sentence.replaceAll("'", '&#39;'));
    expect(told(answer)).toEqual({ lti_errormsg: sentence, lti_errorlog: `${code} ${reference(answer)}` });
    expect(answer.text).toContain('target="_top"');
  });

  test.each([
    ['a wrong secret', { secret: 'not the secret' }],
    ['an unknown key', { key: 'nobody-has-this' }],
  ])('is nowhere before the signature is good: %s', async (_name, changes) => {
    const answer = await send(changes);
    expect([answer.status, wayBack(answer)]).toEqual([401, undefined]);
    expect(answer.text).not.toContain('lms.example');
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '//lms.example/back',
    'https://ann:secret@lms.example/',
    'ftp://lms.example/',
    ' ',
    '"><script>MARKER</script>',
  ])('is never anything but http and https: %s', async (url) => {
    const page = await visitor.follow(await send({ parameters: { [backUrl]: url } }));
    expect([heading(page), wayBack(page)]).toEqual(['Introduction', undefined]);
    const stale = await send({ timestamp: seconds() - 4_000, parameters: { [backUrl]: url } });
    expect([stale.status, wayBack(stale), stale.text.includes('MARKER')]).toEqual([403, undefined, false]);
  });

  test('keeps a query and a fragment of its own', async () => {
    const url = 'https://lms.example/b?c=a%2Bb+c&&d#part';
    const answer = await send({ timestamp: seconds() - 4_000, parameters: { [backUrl]: url } });
    expect(wayBack(answer)).toMatch(/^https:\/\/lms\.example\/b\?c=a%2Bb\+c&&d&lti_errormsg=[^#]+#part$/);
  });

  test('is plain where our words would make it too long', async () => {
    const url = `https://lms.example/${'a'.repeat(1_960)}`;
    const answer = await send({ timestamp: seconds() - 4_000, parameters: { [backUrl]: url } });
    expect(wayBack(answer)).toBe(url);
  });

  const foreign = 'https://elsewhere.example/back?x=1';
  const stale = (parameters: Record<string, string>) => send({ timestamp: seconds() - 4_000, parameters });

  test('is only named where the approved origins are others, and no other signed address leads there', async () => {
    await approve('https://lms.example');
    const answer = await stale({ [backUrl]: foreign });
    expect(wayBack(answer)).toBeUndefined();
    expect(answer.text).toContain(t('layout.courseAt', { host: 'elsewhere.example' }));
    const page = await visitor.follow(await send({ parameters: { [backUrl]: foreign } }));
    expect([heading(page), wayBack(page)]).toEqual(['Introduction', undefined]);
  });

  test.each([
    ['approved', { [backUrl]: moodleReturn }],
    [
      'that of the outcome service',
      { [backUrl]: foreign, lis_outcome_service_url: 'https://elsewhere.example/o' },
    ],
    [
      'that of the LMS itself',
      { [backUrl]: foreign, tool_consumer_instance_url: 'https://elsewhere.example' },
    ],
  ])('is a link where its origin is %s', async (_name, parameters) => {
    await approve('https://lms.example');
    expect(wayBack(await stale(parameters))).toContain('lti_errormsg=');
  });

  const signOut = (page: Answer) => visitor.post('/logout', { csrf: hidden(page, 'csrf') });
  const leave = async (page: Answer) => visitor.follow(await signOut(page));

  test('stands on the goodbye page, with a word for the LMS, and nowhere once the cookies are gone', async () => {
    const goodbye = await leave(await visitor.follow(await send()));
    expect([goodbye.status, heading(goodbye)]).toEqual([200, t('goodbye.title')]);
    const [launch] = await world.journal();
    expect(told(goodbye)).toEqual({
      lti_msg: t('goodbye.toLms'),
      lti_log: `signed-out ${launch?.reference}`,
    });
    expect([...visitor.cookies.keys()].filter((name) => name.includes('launch'))).toEqual([]);
  });

  test('stands there for this browser alone, for this one sign-out and whole', async () => {
    const earlier = await signOut(await visitor.follow(await send()));
    const path = (await signOut(await visitor.follow(await send()))).headers.location ?? '';
    expect(wayBack(await visitor.get(path))).toContain('lti_msg=');
    expect(decodeURIComponent(path)).not.toMatch(/sesskey=|:\/\/|lms\./i);
    const others = [
      '/launch/goodbye',
      `${path}&back=x`,
      `${path.slice(0, -1)}`,
      `${path}A`,
      '/launch/goodbye?back=',
      '/launch/goodbye?back=v1.a.b.c.d',
    ];
    for (const other of [...others, earlier.headers.location ?? '']) {
      const page = await visitor.get(other);
      expect([other, page.status, wayBack(page)]).toEqual([other, 200, undefined]);
    }
    expect(wayBack(await world.browser().get(path))).toBeUndefined();
  });

  test('is a closing page where the LMS named none, as Open edX does', async () => {
    const page = await visitor.follow(await send({ parameters: { [backUrl]: undefined } }));
    const closing = await leave(page);
    expect([wayBack(closing), closing.text.includes(t('goodbye.close'))]).toEqual([undefined, true]);
  });

  test('tells the LMS when whoever signed in has no role in the course', async () => {
    const form = await visitor.follow(await send({ username: 'nobody' }));
    const fields = {
      csrf: hidden(form, 'csrf'),
      launch: hidden(form, 'launch'),
      username: 'guest',
      password,
    };
    const answer = await visitor.post('/login', fields);
    expect(told(answer)).toEqual({
      lti_errormsg: t('refused.not-in-course'),
      lti_errorlog: `not-in-course ${reference(answer)}`,
    });
  });

  test('is written down nowhere: neither in the journal nor in the log (R28)', async () => {
    await leave(await visitor.follow(await send()));
    await stale({});
    expect(world.logLines.join('\n')).not.toContain('sesskey');
    expect(JSON.stringify(await world.journal())).not.toContain('sesskey');
  });
});
