import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, reference } from '../browserLike.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, type World } from '../world.ts';
import { change, hashOf, launched, signedIn } from './visitors.ts';

const json = { 'Content-Type': 'application/json' };

// R25: launched pages only in the LMS that launched them, account pages nowhere, refusals anywhere.
describe('who may show our pages in a frame', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf);
  });
  afterAll(() => world.close());

  const ancestors = (answer: { headers: Record<string, unknown> }) =>
    /frame-ancestors ([^;]*)/.exec(String(answer.headers['content-security-policy']))?.[1];

  test('a launched page: the origin of its own signed way back, until origins are approved', async () => {
    const item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    const link = await world.addLink(item);
    const ann = await launched(world, link);
    for (const path of ['/msu/phy101/intro', '/msu/phy101']) {
      const page = await ann.get(path);
      expect([ancestors(page), page.headers['x-frame-options']]).toEqual(['https://lms.example', undefined]);
    }
    await change(
      world,
      `UPDATE protectors SET origins = '["https://moodle.example","https://lms.example:8443"]'`,
    );
    const approved = await launched(world, link);
    expect(ancestors(await approved.get('/msu/phy101/intro'))).toBe(
      'https://moodle.example https://lms.example:8443',
    );
    expect(ancestors(await ann.get('/msu/phy101/intro'))).toBe('https://lms.example');
    await change(world, "UPDATE protectors SET origins = '[]'");
    const nowhere = await launched(world, link, {
      parameters: { launch_presentation_return_url: undefined },
    });
    expect(ancestors(await nowhere.get('/msu/phy101/intro'))).toBe("'none'");
  });

  test.each([
    "https://evil.example'; script-src *",
    'https://evil.example; x',
    'javascript:alert(1)',
    'https://*.example/',
    "'self'",
    'https://user:pw@lms.example/back',
  ])('no word of a way back gets into the policy: %s', async (url) => {
    const link = await world.addLink(await world.addItem({ item_id: `r${url.length}`, title: 'Page' }));
    const visitor = await launched(world, link, { parameters: { launch_presentation_return_url: url } });
    const page = await visitor.get(`/msu/phy101/r${url.length}`);
    expect([page.status, ["'none'", 'https://lms.example'].includes(String(ancestors(page)))]).toEqual([
      200,
      true,
    ]);
    expect(String(page.headers['content-security-policy'])).not.toContain('script-src *');
  });

  test('account pages, the sign-in and the pages of normal sessions: nobody', async () => {
    const ann = await signedIn(world, 'ann');
    const pages = [
      await ann.get('/'),
      await ann.get('/msu/phy101'),
      await world.browser().get('/login'),
      await world.browser().get('/login?next=/msu/phy101'),
      await world.browser().get('/msu/phy101'),
      await world.browser().get(`/password/${'x'.repeat(43)}`),
    ];
    for (const page of pages)
      expect([ancestors(page), page.headers['x-frame-options']]).toEqual(["'none'", 'DENY']);
  });

  test('refusals, which carry no rights: anybody', async () => {
    const item = await world.addItem({ item_id: 'shut', title: 'Shut' });
    await world.set({ item_id: item.id, access: 'only' });
    const ann = await signedIn(world, 'ann');
    const link = await world.addLink(item);
    const refusals = [
      await ann.get('/msu/phy101/shut'),
      await ann.get('/msu/phy101/nothing'),
      await world.browser().get('/login?launch=K7F3-9QX2'),
      await world.browser().get('/launch/goodbye'),
      await world.launch(world.browser(), link, { secret: 'wrong' }),
    ];
    for (const page of refusals) expect([page.status, ancestors(page)]).toEqual([page.status, '*']);
  });

  // The LMS's frame would stay blank, and the student would not know why.
  test.each<[string, number, (visitor: Browser) => Promise<Answer>]>([
    ['a launch address that is opened like any other', 405, (v) => v.get('/adm/launch/tiny/msu/abc234')],
    ['a launch that is no form', 415, (v) => v.postFromElsewhere('/adm/launch/tiny/msu/abc234', '{}', json)],
    [
      'the sign-in of a launch, whose cookie is gone',
      403,
      (v) => v.post('/login', { csrf: 'x', launch: 'y' }),
    ],
    ['"Not you?", when the launch is over', 403, (v) => v.post('/logout', { csrf: 'x' })],
    ['the question, when it is over', 403, (v) => v.post('/launch/choice', { csrf: 'x', choice: 'stay' })],
    ['an address in a page that leads nowhere', 404, (v) => v.get('/msu/phy101/intro/no/such/place')],
  ])('pages of problems, too: %s', async (_, status, come) => {
    const page = await come(world.browser());
    expect([page.status, ancestors(page), page.headers['x-frame-options']]).toEqual([status, '*', undefined]);
    expect([page.setCookies, reference(page)]).toEqual([[], expect.any(String)]);
    // Our start page may not be framed; a link to it that stays in the frame would leave it blank after all.
    for (const [link] of page.text.matchAll(/<a [^>]*href="\/[^>]*>/g))
      expect(link).toContain('target="_top"');
  });
});
