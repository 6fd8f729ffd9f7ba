import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, publicUrl, type World } from '../world.ts';
import { hashOf, inside, launched, signedIn } from './visitors.ts';

describe.each(engines)('the page of one item, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  let quiz: ItemRow;
  let link: LinkRow;
  const page = '/adm/msu/phy101/contents/quiz';

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const cora1 = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: cora1.id, role: 'coordinator' });
    const week = await world.addItem({ item_id: 'week', title: 'Week <1>', kind: 'folder', body: null });
    quiz = await world.addItem({ item_id: 'quiz', title: 'Quiz <b>one</b> مرحبا', ...inside(week) });
    link = await world.addLink(quiz, { short_id: 'Quiz23' });
    await world.set({ item_id: week.id, protect: 'only domain:1 course:9', scope: 'folder' });
    await world.set({ item_id: quiz.id, audience: 'user', person_id: world.ann.id, access: 'either' });
    await world.addItem({ item_id: 'bare', title: 'Bare' });
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  test('shows addresses, each part of the setting with its source, protectors, warnings and launches', async () => {
    await launched(world, link);
    await world.launch(world.browser(), link, { secret: 'wrong' });
    await world.flush();
    const { status, text } = await cora.get(page);
    expect(status).toBe(200);
    expect(text).toContain('<h1>Quiz &lt;b&gt;one&lt;/b&gt; مرحبا</h1>');
    expect(text).toContain(`>${publicUrl}/adm/launch/tiny/msu/Quiz23</code>`);
    expect(text).toContain('Campus Moodle (domain 1), course 9, which is gone');
    expect(text).toContain('folder “Week &lt;1&gt;”, for everybody');
    expect(text).toContain('because a link protector is asked for');
    expect(text).toContain('Names a link protector that is gone.');
    expect(text).toContain('Different for one section or person');
    expect(text).toContain('One person is in through it at the moment.');
    expect(text).toContain('<code>bad-signature</code>');
    expect(text).not.toContain('SESSKEY');
  });

  test('explains for one student, and says so where nobody has that name', async () => {
    const { text } = await cora.get(`${page}?student=ann`);
    expect(text).toContain('Ann (ann)');
    expect(text).toContain('student, whole course, … to …: counts today.');
    expect(text).toMatch(/<span class="tag good">opens<\/span>/);
    const nobody = await cora.get(`${page}?student=${encodeURIComponent('<script>')}`);
    expect(nobody.text).toContain('Nobody in this domain has that username.');
    expect(nobody.text).toContain('value="&lt;script&gt;"');
  });

  test('leads from a folder to what is in it, and to adding more', async () => {
    const { text } = await cora.get('/adm/msu/phy101/contents/week');
    expect(text).toContain('href="/adm/msu/phy101/contents?in=week">What is in this folder</a>');
    expect(text).toContain('href="/adm/msu/phy101/contents/new?in=week">Add to this folder</a>');
    expect((await cora.get(page)).text).not.toContain('Add to this folder');
  });

  test('knows nobody of another domain, and no item of another course', async () => {
    const elsewhere = await world.make.domain({ name: 'osu' });
    await world.make.person({ domain_id: elsewhere.id, username: 'olga' });
    expect((await cora.get(`${page}?student=olga`)).text).toContain('Nobody in this domain');
    const other = await world.make.course({ domain_id: world.domain.id, course_id: 'chem' });
    await world.make.item({
      domain_id: world.domain.id,
      course_id: other.id,
      item_id: 'acid',
      title: 'Acid',
    });
    expect((await cora.get('/adm/msu/phy101/contents/acid')).status).toBe(404);
    expect((await cora.get('/adm/msu/chem/contents/acid')).status).toBe(404);
  });

  test('gives an item its short URL and comes back to it', async () => {
    const bare = '/adm/msu/phy101/contents/bare';
    const before = await cora.get(bare);
    expect(before.text).toContain('This item has no short URL yet.');
    const fields = { csrf: hidden(before, 'csrf'), item: 'bare', back: 'item' };
    const answer = await cora.post('/adm/msu/phy101/links/make', fields);
    expect(answer.headers.location).toBe(bare);
    expect((await cora.follow(answer)).text).toContain('One short URL was made.');
    const evil = await cora.post('/adm/msu/phy101/links/make', { ...fields, item: '//evil.example/x' });
    expect(evil.status).toBe(400);
  });
});
