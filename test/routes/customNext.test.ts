import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, hashOf, launchPath, marker, post } from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, openWorld, password, publicUrl, startOfTests, type World } from '../world.ts';
import { inside, signedIn, verdict } from './visitors.ts';

// The LMS may ask for another item of the launched folder: by its id, never by an address.
describe.each(engines)('custom_next on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let week1: ItemRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    week1 = await world.addItem({ item_id: 'week1', kind: 'folder', title: 'Week 1', body: null });
    await world.addItem({ item_id: 'intro', title: 'Introduction', ...inside(week1) });
    await world.addItem({ item_id: 'second', title: 'Second', ...inside(week1) });
    const quiz = await world.addItem({ item_id: 'quiz', title: 'Quiz', ...inside(week1) });
    await world.addItem({ item_id: 'week2', title: 'Week 2' });
    await world.set({ item_id: week1.id, access: 'only', scope: 'folder' });
    await world.set({ item_id: quiz.id, protect: 'only course:1' });
    link = await world.addLink(week1);
    const chem = await world.make.course({
      domain_id: world.domain.id,
      course_id: 'chem',
      title: 'Chemistry',
    });
    await world.make.role({ course_id: chem.id, person_id: world.ann.id });
    const lab = { domain_id: world.domain.id, course_id: chem.id, item_id: 'lab', title: 'Lab' };
    await world.make.item(lab);
  });
  beforeEach(async () => {
    world.clock.now = startOfTests;
    await change(world, 'DELETE FROM launch_sessions');
  });
  afterAll(() => world.close());

  const launch = (visitor: Browser, custom_next: string | undefined, username = 'ann') =>
    world.launch(visitor, link, { username, parameters: { custom_next } });
  const newest = async () => (await world.journal())[0];
  /** A launch whose address has a query; signed as it stands, or with a copy in the form as Canvas does. */
  async function withQuery(visitor: Browser, query: string, body = ''): Promise<Answer> {
    const pairs = world.signed(link, { url: `${publicUrl}${launchPath(link)}?${query}` });
    return visitor.postFromElsewhere(`${launchPath(link)}?${query}`, `${encode(pairs)}${body}`);
  }

  test('leads on to the item once the launched one is open, and the launch counts for the launched one', async () => {
    const visitor = world.browser();
    const posted = await launch(visitor, 'second');
    expect(posted.headers.location).toBe('/msu/phy101/week1');
    const arrived = await visitor.get('/msu/phy101/week1');
    expect([arrived.status, arrived.headers.location]).toEqual([303, '/msu/phy101/second']);
    expect(heading(await visitor.follow(arrived))).toBe('Second');
    expect(await newest()).toMatchObject({ code: 'opened', item: 'week1', notes: [] });
    for (const item of ['week1', 'intro'])
      expect([item, verdict(await visitor.get(`/msu/phy101/${item}`))]).toEqual([item, 'open']);
  });

  test('leads on only once: the launched item can be gone to afterwards', async () => {
    const visitor = world.browser();
    await visitor.follow(await launch(visitor, 'second'));
    expect(heading(await visitor.get('/msu/phy101/week1'))).toBe('Week 1');
  });

  test.each([
    ['an address of ours', '/msu/phy101/second'],
    ['a path', 'week1/second'],
    ['a path upward', '../second'],
    ['another site', 'https://evil.example/'],
    ['another site without its scheme', '//evil.example'],
    ['a script', 'javascript:alert(1)'],
    ['markup', marker],
    ['a header of its own', 'second\r\nLocation: https://evil.example'],
    ['an item with a query', 'second?download'],
    ['an item with a blank', 'second '],
    ['an item in other letters', 'Second'],
    ['an encoded item', '%73econd'],
    ['nothing', ''],
    ['an item that never was', 'third'],
    ['an item of another course', 'lab'],
    ['an item beyond the scope', 'week2'],
    ['an item that does not accept this link protector', 'quiz'],
    ['a very long word', 's'.repeat(10_000)],
  ])('is ignored, and the journal says so: %s', async (_, custom_next) => {
    const visitor = world.browser();
    const posted = await launch(visitor, custom_next);
    expect(posted.headers.location).toBe('/msu/phy101/week1');
    const page = await visitor.follow(posted);
    expect([page.status, heading(page)]).toEqual([200, 'Week 1']);
    expect((await newest())?.notes).toEqual(['next-ignored']);
    expect(page.text).not.toContain('evil.example');
  });

  test('says nothing of the launched item itself, nor where nothing is asked for', async () => {
    for (const custom_next of ['week1', undefined]) {
      const visitor = world.browser();
      expect(heading(await visitor.follow(await launch(visitor, custom_next)))).toBe('Week 1');
      expect((await newest())?.notes).toEqual([]);
    }
  });

  test('is judged again when it is gone to', async () => {
    const visitor = world.browser();
    const posted = await launch(visitor, 'second');
    await change(world, 'UPDATE deep_links SET scope = ? WHERE item_id = ?', ['resource', week1.id]);
    expect(heading(await visitor.follow(posted))).toBe('Week 1');
    await change(world, 'UPDATE deep_links SET scope = ? WHERE item_id = ?', ['folder', week1.id]);
  });

  test('goes on after a sign-in, too, for whoever signed in', async () => {
    const visitor = world.browser();
    const form = await visitor.follow(await launch(visitor, 'second', 'stranger'));
    const fields = { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch'), username: 'ann', password };
    expect(heading(await visitor.follow(await visitor.post('/login', fields)))).toBe('Second');
    expect((await newest())?.notes).toEqual([]);
  });

  test('is ignored after a sign-in where it does not open for that person', async () => {
    const visitor = world.browser();
    const form = await visitor.follow(await launch(visitor, 'week2', 'stranger'));
    const fields = { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch'), username: 'ann', password };
    expect(heading(await visitor.follow(await visitor.post('/login', fields)))).toBe('Week 1');
    expect(await newest()).toMatchObject({ code: 'opened', notes: ['next-ignored'] });
  });

  test('goes on after the question of another person, and after the same click again', async () => {
    await world.addPerson('bob');
    const visitor = await signedIn(world, 'bob');
    const body = encode(world.signed(link, { parameters: { custom_next: 'second' } }));
    const click = () => visitor.postFromElsewhere(launchPath(link), body);
    const question = await visitor.follow(await click());
    expect(heading(question)).toBe('Who is here?');
    const fields = { csrf: hidden(question, 'csrf'), launch: hidden(question, 'launch'), choice: 'continue' };
    expect(heading(await visitor.follow(await visitor.post('/launch/choice', fields)))).toBe('Second');
    const again = await click();
    expect([again.status, again.headers.location]).toEqual([303, '/msu/phy101/second']);
  });

  describe('where the launched item asks for a shared word', () => {
    const right = 'Grüße an Galileo';
    let carl: Browser;
    const path = '/adm/msu/phy101/contents/week1/deeplink';
    /** As a coordinator does, by the page. */
    const setWord = async (protect: string, word: string) => {
      const page = await carl.get(path);
      const saved = await carl.post(path, {
        ...{
          csrf: hidden(page, 'csrf'),
          mark: hidden(page, 'mark'),
          step: 'save',
          confirmPassword: password,
        },
        ...{ protect, word, access: 'only', scope: 'folder', others: '', listing: '', target: '', exit: '' },
        ...{ exitUrl: '', exitText: '' },
      });
      expect(saved.status).toBe(303);
    };
    const give = async (visitor: Browser, word: string) => {
      const csrf = hidden(await visitor.get('/msu/phy101/week1'), 'csrf');
      return visitor.post('/msu/phy101/week1/word', { csrf, word });
    };
    beforeAll(async () => {
      const person = await world.addPerson('carl');
      await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    });
    beforeEach(async () => {
      carl = await signedIn(world, 'carl');
      await setWord('key', right);
    });
    afterEach(() => setWord('none', ''));

    test('leads on once the word is given, and not before', async () => {
      const visitor = world.browser();
      const asking = await visitor.follow(await launch(visitor, 'second'));
      expect([asking.status, heading(asking)]).toEqual([200, 'This part asks for a word']);
      expect((await newest())?.notes).toEqual(['asked-for-word']);
      expect(verdict(await visitor.get('/msu/phy101/second'))).not.toBe('open');
      expect((await give(visitor, 'wrong')).status).toBe(422);
      const given = await give(visitor, right);
      expect([given.status, given.headers.location]).toEqual([303, '/msu/phy101/second']);
      expect(heading(await visitor.follow(given))).toBe('Second');
      expect(heading(await visitor.get('/msu/phy101/week1'))).toBe('Week 1');
    });

    test('goes on after a sign-in and the word, too', async () => {
      const visitor = world.browser();
      const form = await visitor.follow(await launch(visitor, 'second', 'stranger'));
      const fields = {
        csrf: hidden(form, 'csrf'),
        launch: hidden(form, 'launch'),
        username: 'ann',
        password,
      };
      const asking = await visitor.follow(await visitor.post('/login', fields));
      expect(heading(asking)).toBe('This part asks for a word');
      expect((await newest())?.notes).toEqual(['asked-for-word']);
      expect((await give(visitor, right)).headers.location).toBe('/msu/phy101/second');
    });

    test.each(['week2', 'quiz', 'lab', '//evil.example'])(
      'stays at the launched item where it would without a word: %s',
      async (custom_next) => {
        const visitor = world.browser();
        await visitor.follow(await launch(visitor, custom_next));
        expect((await newest())?.notes).toContain('next-ignored');
        expect((await give(visitor, right)).headers.location).toBe('/msu/phy101/week1');
      },
    );

    test('is judged again when the word is given', async () => {
      const visitor = world.browser();
      await visitor.follow(await launch(visitor, 'second'));
      await change(world, 'UPDATE deep_links SET scope = ? WHERE item_id = ?', ['resource', week1.id]);
      expect((await give(visitor, right)).headers.location).toBe('/msu/phy101/week1');
    });
  });

  test('may stand in the query of the launch address, and in the copy that Canvas makes of it in the form', async () => {
    const moodle = world.browser();
    expect(heading(await moodle.follow(await withQuery(moodle, 'custom_next=second')))).toBe('Second');
    const canvas = world.browser();
    const copied = await withQuery(canvas, 'custom_next=second', '&custom_next=second');
    expect(heading(await canvas.follow(copied))).toBe('Second');
    expect(await newest()).toMatchObject({ code: 'opened', tolerated: ['query-counted-once'], notes: [] });
  });

  test('is verified once: what Canvas copies cannot be changed, added to or taken away', async () => {
    const signed = encode(
      world.signed(link, { url: `${publicUrl}${launchPath(link)}?custom_next=second&x=1` }),
    );
    const copy = '&custom_next=second&x=1';
    const to = (query: string, body: string) =>
      post(world.port, { path: `${launchPath(link)}${query}`, body });
    const tampered: [string, string][] = [
      ['?custom_next=week2&x=1', signed + copy],
      ['?custom_next=second&x=1', `${signed}&custom_next=week2&x=1`],
      ['?custom_next=second&x=1', `${signed}${copy}&custom_next=intro`],
      ['?custom_next=second&x=1&y=2', signed + copy],
      ['?custom_next=second', signed + copy.replace('&x=1', '')],
      ['', signed],
    ];
    for (const [query, body] of tampered)
      expect([query, (await to(query, body)).status]).toEqual([query, 401]);
    expect((await to('?custom_next=second&x=1', signed + copy)).status).toBe(303);
    expect((await to('?custom_next=second&x=1', signed + copy)).status).toBe(403);
  });
});

describe.each(engines)('an unsigned launch on %s', (engine) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
  });
  afterAll(() => world.close());

  test.each([
    ['Moodle, by its family', 'tool_consumer_info_product_family_code=moodle', ['unsigned-moodle']],
    ['Moodle, by its extension', 'ext_lms=moodle-2', ['unsigned-moodle']],
    ['another LMS', 'tool_consumer_info_product_family_code=canvas', []],
    ['nobody in particular', 'x=y', []],
  ])('is refused, and marked as one of Moodle where it is: %s', async (_, field, notes) => {
    const link = await world.addLink(await world.addItem({}));
    const body = `lti_message_type=basic-lti-launch-request&${field}`;
    const answer = await post(world.port, { path: launchPath(link), body });
    expect(answer.status).toBe(400);
    expect((await world.journal())[0]).toMatchObject({ code: 'unsigned', notes });
  });
});
