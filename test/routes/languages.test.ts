import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { loadLanguages } from '../../src/web/texts.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { hashOf } from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, password, type World } from '../world.ts';

const languages = loadLanguages('views/texts');
const de = languages.of('de').t;
const en = languages.of('en').t;
const langOf = (answer: Answer) => /<html lang="([^"]*)"/.exec(answer.text)?.[1];
const german = { 'Accept-Language': 'de-AT,de;q=0.9,en;q=0.5' };

describe.each(engines)('the language of a page, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let visitor: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    const course_id = world.course.id;
    await world.make.role({ course_id, person_id: (await world.addPerson('bob')).id });
    await world.addPerson('guest');
  });
  beforeEach(() => {
    world.clock.now += 60_000;
    visitor = world.browser();
  });
  afterAll(() => world.close());

  const launch = (locale: string | undefined, parameters: Record<string, string | undefined> = {}) =>
    world.launch(visitor, link, { parameters: { launch_presentation_locale: locale, ...parameters } });

  test.each(['de', 'de-DE', 'de_DE', 'DE-de', 'de_AT.UTF-8'])(
    'is what the LMS signed, in every spelling: %s',
    async (locale) => {
      const page = await visitor.follow(await launch(locale));
      expect([page.status, langOf(page)]).toEqual([200, 'de']);
      expect(page.text).toContain(de('layout.notYou'));
      expect(page.text).toContain(de('layout.backTo', { lms: 'Moodle' }));
      expect(page.headers.vary).toContain('Accept-Language');
    },
  );

  test.each([undefined, '', 'EN-US', 'pt_br', 'xx', '$Launch.locale', '"><script>MARKER', 'd'.repeat(3_000)])(
    'is English for a browser without wishes where the LMS says %j',
    async (locale) => {
      const page = await visitor.follow(await launch(locale));
      expect([page.status, langOf(page), page.text.includes('MARKER')]).toEqual([200, 'en', false]);
    },
  );

  test.each([
    [undefined, 'de'],
    ['pt_br', 'de'],
    ['junk!', 'de'],
    ['en_GB', 'en'],
  ])("is the browser's where the LMS asks for none of ours: %s", async (locale, lang) => {
    const answer = await launch(locale);
    const page = await visitor.get(answer.headers.location ?? '', german);
    expect([page.status, langOf(page)]).toEqual([200, lang]);
  });

  test('stays through all that follows from a launch: contents, closed, question, goodbye', async () => {
    await world.addItem({ item_id: 'beside', title: 'Beside' });
    await visitor.follow(await launch('de'));
    const contents = await visitor.get('/msu/phy101');
    expect([contents.status, langOf(contents)]).toEqual([contents.status, 'de']);
    const other = await visitor.get('/msu/phy101/beside');
    expect(langOf(other)).toBe('de');
    const unknown = await visitor.get('/msu/phy101/nothing');
    expect([unknown.status, langOf(unknown)]).toEqual([unknown.status, 'de']);

    world.clock.now += 1_000;
    const question = await visitor.follow(
      await launch('de_DE', { lis_person_sourcedid: 'bob', user_id: 'id-of-bob' }),
    );
    expect([heading(question), langOf(question)]).toEqual([de('question.title'), 'de']);
    const fields = { csrf: hidden(question, 'csrf'), launch: hidden(question, 'launch'), choice: 'continue' };
    const page = await visitor.follow(await visitor.post('/launch/choice', fields));
    expect([page.status, langOf(page)]).toEqual([200, 'de']);
    const goodbye = await visitor.follow(await visitor.post('/logout', { csrf: hidden(page, 'csrf') }));
    expect([heading(goodbye), langOf(goodbye)]).toEqual([de('goodbye.title'), 'de']);
  });

  test('stays through the sign-in that a launch waits for, wrong passwords and refusals included', async () => {
    const form = await visitor.follow(await launch('de', { lis_person_sourcedid: 'nobody' }));
    expect([heading(form), langOf(form)]).toEqual([de('signIn.title'), 'de']);
    const fields = { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch') };
    const wrong = await visitor.post('/login', { ...fields, username: 'ann', password: 'wrong' });
    expect([wrong.status, langOf(wrong)]).toEqual([401, 'de']);
    expect(wrong.text).toContain(de('signIn.wrong'));
    const refused = await visitor.post('/login', { ...fields, username: 'guest', password });
    expect([refused.status, langOf(refused)]).toEqual([403, 'de']);
    expect(refused.text).toContain(de('refused.not-in-course'));
  });

  test('of each launch is its own, side by side in one browser', async () => {
    const second = await world.addLink(
      await world.addItem({ item_id: `side${world.clock.now}`, title: 'Side' }),
    );
    const first = await launch('de');
    await visitor.follow(first);
    world.clock.now += 1_000;
    const other = await world.launch(visitor, second, { parameters: { launch_presentation_locale: 'en' } });
    expect(langOf(await visitor.follow(other))).toBe('en');
    expect(langOf(await visitor.get(first.headers.location ?? ''))).toBe('de');
  });

  test("of a refusal is the signed one after a good signature, and else the browser's", async () => {
    const timestamp = Math.floor(world.clock.now / 1000) - 4_000;
    const stale = await world.launch(visitor, link, {
      timestamp,
      parameters: { launch_presentation_locale: 'de' },
    });
    expect([langOf(stale), stale.text.includes(de('refused.stale'))]).toEqual(['de', true]);
    const forged = await world.launch(visitor, link, {
      secret: 'a wrong secret',
      parameters: { launch_presentation_locale: 'de' },
    });
    expect([langOf(forged), forged.text.includes(en('refused.unknown-link'))]).toEqual(['en', true]);
    const body = 'lti_message_type=basic-lti-launch-request&launch_presentation_locale=en';
    const unsigned = await visitor.postFromElsewhere(`/adm/launch/tiny/msu/${link.short_id}`, body, german);
    expect([langOf(unsigned), unsigned.text.includes(de('refused.unsigned'))]).toEqual(['de', true]);
  });

  test("of pages without a launch is the browser's: sign-in, problems, start page of an account", async () => {
    for (const path of ['/login', '/nothing/at/all/here', '/launch/goodbye']) {
      expect([path, langOf(await visitor.get(path, german))]).toEqual([path, 'de']);
      expect([path, langOf(await visitor.get(path, { 'Accept-Language': 'fr' }))]).toEqual([path, 'en']);
      expect([path, langOf(await visitor.get(path))]).toEqual([path, 'en']);
    }
    const missing = await visitor.get('/nothing/at/all/here', german);
    expect([missing.status, heading(missing), missing.headers.vary]).toEqual([
      404,
      de('problem.notFoundTitle'),
      expect.stringContaining('Accept-Language'),
    ]);
    const form = await visitor.get('/login', german);
    const fields = { csrf: hidden(form, 'csrf'), domain: 'msu', username: 'bob', password };
    await visitor.post('/login', fields, german);
    const home = await visitor.get('/', german);
    expect([heading(home), home.text.includes(de('role.student'))]).toEqual([de('home.title'), true]);
    expect(heading(await visitor.get('/'))).toBe(en('home.title'));
  });

  test('shows in sizes of files, too', async () => {
    await world.addItem({
      item_id: `notes${world.clock.now}`,
      title: 'Notes',
      kind: 'file',
      file_name: 'notes.pdf',
      file_type: 'application/pdf',
      file_size: 2_400_000,
      file_hash: 'ab'.repeat(32),
    });
    const form = await visitor.get('/login');
    await visitor.post('/login', { csrf: hidden(form, 'csrf'), domain: 'msu', username: 'ann', password });
    expect((await visitor.get('/msu/phy101', german)).text).toContain('PDF, 2,4 MB');
    expect((await visitor.get('/msu/phy101')).text).toContain('PDF, 2.4 MB');
  });
});
