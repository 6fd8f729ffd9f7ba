import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DeepLinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import type { World } from '../world.ts';
import { type AccessCourse, type Name, openAccessCourse } from './accessCourse.ts';
import { change, hour, launched, rowsOf, signedIn, verdict } from './visitors.ts';

const right = 'Grüße an Galileo';
const asking = 'This part asks for a word';

// R9: the word is asked for after sign-in or launch, counts for this session and item, and never shows anywhere.
describe.each(engines)('a shared word, on %s', (engine) => {
  let course: AccessCourse;
  let world: World;
  let carl: Browser;

  beforeAll(async () => {
    course = await openAccessCourse(engine);
    world = course.world;
    const person = await world.addPerson('carl');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    carl = await signedIn(world, 'carl');
    for (const name of ['ben', 'zoe']) await addStudent(name);
  });
  beforeEach(async () => {
    await course.set([]);
    await setWord('quiz', right);
  });
  afterAll(() => world.close());

  async function addStudent(name: string, section = '001') {
    const person = await world.addPerson(name);
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'student', section });
  }

  /** As a coordinator does, by the page. */
  async function setWord(name: Name, word: string, more: Record<string, string> = {}): Promise<Answer> {
    const { section, ...parts } = more;
    const path = `/adm/msu/phy101/contents/${name}/deeplink${section === undefined ? '' : `?section=${section}`}`;
    const page = await carl.get(path);
    const marks = { csrf: hidden(page, 'csrf'), mark: hidden(page, 'mark'), step: 'save' };
    const fields = { access: '', scope: '', others: '', listing: '', target: '', exit: '', exitUrl: '' };
    const answer = await carl.post(path, {
      ...fields,
      exitText: '',
      protect: 'key',
      word,
      ...marks,
      ...parts,
      confirmPassword: 'amber-thicket-compass',
    });
    expect(answer.status).toBe(303);
    return answer;
  }

  async function give(visitor: Browser, word: string, name: Name = 'quiz'): Promise<Answer> {
    const page = await visitor.get(`/msu/phy101/${name}`);
    return visitor.post(`/msu/phy101/${name}/word`, { csrf: hidden(page, 'csrf'), word });
  }

  const see = async (visitor: Browser, name: Name = 'quiz') => {
    const answer = await visitor.get(`/msu/phy101/${name}`);
    return heading(answer) === asking ? 'asks' : verdict(answer);
  };

  test('is asked for after sign-in, and opens for this session, this item and nobody else', async () => {
    const ann = await signedIn(world, 'ann');
    const page = await ann.get('/msu/phy101/quiz');
    expect([page.status, heading(page)]).toEqual([200, asking]);
    expect(page.text).not.toContain('TITLE');
    const tiny = await ann.get(`/tiny/msu/${course.links.quiz.short_id}`);
    expect(tiny.headers.location).toBe('/msu/phy101/quiz');
    const wrong = await give(ann, 'galileo');
    expect([wrong.status, heading(wrong)]).toEqual([422, asking]);
    expect(wrong.text).toContain('That is not the word.');
    expect(await see(ann)).toBe('asks');
    const good = await give(ann, right);
    expect([good.status, good.headers.location]).toEqual([303, '/msu/phy101/quiz']);
    expect(await see(ann)).toBe('open');
    for (const other of [await signedIn(world, 'ann'), await signedIn(world, 'ben')])
      expect(await see(other)).toBe('asks');
    expect(await see(course.staff)).toBe('open');
  });

  test('replaces neither a sign-in nor a role', async () => {
    const nobody = world.browser();
    expect(await see(nobody)).toBe('sign-in');
    expect(await see(course.stranger)).toBe('none');
    const ann = await signedIn(world, 'ann');
    const csrf = hidden(await ann.get('/msu/phy101/quiz'), 'csrf');
    const path = '/msu/phy101/quiz/word';
    expect((await nobody.post(path, { csrf, word: right })).status).toBe(403);
    expect((await ann.post(path, { csrf: 'no', word: right })).status).toBe(403);
    const form = hidden(await course.stranger.get('/'), 'csrf');
    expect((await course.stranger.post(path, { csrf: form, word: right })).status).toBe(404);
    expect(await see(course.stranger)).toBe('none');
    expect(verdict(await nobody.get(path))).toBe('sign-in');
    expect((await ann.get(path)).headers.location).toBe('/msu/phy101/quiz');
    await change(world, "UPDATE roles SET ends = '2001-01-01' WHERE role = 'student'");
    expect((await ann.post(path, { csrf, word: right })).status).toBe(404);
    await change(world, 'UPDATE roles SET ends = NULL');
    expect(await rowsOf(world, 'SELECT * FROM given_words WHERE expires_at < 0')).toEqual([]);
    expect(await see(ann)).toBe('asks');
  });

  test('is asked for after a launch, of whichever protector, and noted in the journal', async () => {
    const visitor = world.browser();
    const arrived = await visitor.follow(await world.launch(visitor, course.links.quiz));
    expect([arrived.status, heading(arrived)]).toEqual([200, asking]);
    const [line] = await world.journal();
    expect(line?.code).toBe('opened');
    const [row] = await rowsOf<{ notes: string }>(world, 'SELECT notes FROM launches ORDER BY id DESC');
    expect(row?.notes).toBe('asked-for-word');
    expect(await see(visitor, 'outside')).toBe('lms');
    expect((await give(visitor, right)).status).toBe(303);
    expect(await see(visitor)).toBe('open');
    expect(await see(visitor, 'outside')).toBe('open');
    const again = await launched(world, course.links.quiz);
    expect(await see(again)).toBe('asks');
  });

  test('counts as a launch of the item: its scope, what each item asks for, never a protector', async () => {
    await course.set([
      ['quiz', { access: 'only' }],
      ['deep', { protect: 'only domain:1' }],
    ]);
    await setWord('week', right, { scope: 'folder' });
    const ann = await signedIn(world, 'ann');
    expect([await see(ann, 'week'), await see(ann, 'quiz')]).toEqual(['asks', 'asks']);
    await give(ann, right, 'week');
    expect([await see(ann, 'week'), await see(ann, 'quiz')]).toEqual(['open', 'open']);
    expect([await see(ann, 'deep'), await see(ann, 'exam')]).toEqual(['lms', 'open']);
    expect(verdict(await ann.get('/msu/phy101/notes/file'))).toBe('open');
    await setWord('notes', 'another word');
    expect((await ann.get('/msu/phy101/notes/file')).headers.location).toBe('/msu/phy101/notes');
    expect((await give(ann, right, 'notes')).status).toBe(422);
    await setWord('week', right, { scope: 'resource' });
    expect([await see(ann, 'week'), await see(ann, 'quiz')]).toEqual(['asks', 'asks']);
  });

  test('ends what it opened when it changes, is taken away or the session ends; not when it is sealed anew', async () => {
    const ann = await signedIn(world, 'ann');
    await give(ann, right);
    await change(world, "UPDATE deep_links SET scope = 'subtree'");
    expect(await see(ann)).toBe('open');
    const stolen = new Map(ann.cookies);
    await setWord('quiz', 'Kepler');
    expect(await see(ann)).toBe('asks');
    await setWord('quiz', right);
    expect(await see(ann)).toBe('asks');
    await give(ann, right);
    const csrf = hidden(await ann.get('/msu/phy101/quiz'), 'csrf');
    await ann.post('/logout', { csrf });
    for (const [name, value] of stolen) ann.cookies.set(name, value);
    expect(await see(ann)).toBe('sign-in');
    const visitor = await launched(world, course.links.quiz);
    await give(visitor, right);
    world.clock.now += 13 * hour;
    expect(await see(visitor)).toBe('sign-in');
    carl = await signedIn(world, 'carl');
    await change(world, 'UPDATE deep_links SET key_word = NULL, word_version = NULL');
    expect(await see(await signedIn(world, 'ann'))).toBe('lms');
    expect((await world.launch(world.browser(), course.links.quiz)).status).toBe(403);
  });

  test('is compared after NFC, as it was pasted, letter by letter', async () => {
    for (const typed of [right.normalize('NFD'), ` ${right}\n`]) {
      const ann = await signedIn(world, 'ann');
      expect((await give(ann, typed)).status).toBe(303);
    }
    const ben = await signedIn(world, 'ben');
    for (const typed of ['', right.toLowerCase(), `${right}!`, 'x'.repeat(2_100)])
      expect([400, 413, 422]).toContain((await give(ben, typed)).status);
    await give(ben, right);
  });

  test('slows down whoever guesses, at every item, and nobody else in the room', async () => {
    await setWord('exam', 'Kepler');
    const zoe = await signedIn(world, 'zoe');
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1) statuses.push((await give(zoe, `guess ${n}`)).status);
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429]);
    const waits = await give(zoe, right);
    expect([waits.status, heading(waits)]).toEqual([429, asking]);
    expect(Number(waits.headers['retry-after'])).toBeGreaterThan(0);
    expect(waits.text).toMatch(/Too many tries\. Wait \d+ seconds?, then try again\./);
    expect((await give(zoe, 'Kepler', 'exam')).status).toBe(429);
    expect((await give(await signedIn(world, 'zoe'), right)).status).toBe(429);
    const byLaunch = world.browser();
    await byLaunch.follow(await world.launch(byLaunch, course.links.quiz, { username: 'zoe' }));
    expect((await give(byLaunch, right)).status).toBe(429);
    expect((await give(await signedIn(world, 'ben'), right)).status).toBe(303);
    world.clock.now += hour / 2;
    expect((await give(await signedIn(world, 'zoe'), right)).status).toBe(303);
  });

  test('may differ by section; somebody in two sections gives either', async () => {
    await setWord('quiz', 'Kepler', { section: '002' });
    await addStudent('both');
    await change(
      world,
      "INSERT INTO roles (domain_id, course_id, person_id, role, section) SELECT domain_id, course_id, person_id, 'student', '002' FROM roles ORDER BY id DESC LIMIT 1",
    );
    await setWord('quiz', right, { section: '001' });
    expect((await give(await signedIn(world, 'ann'), 'Kepler')).status).toBe(422);
    expect((await give(await signedIn(world, 'both'), 'Kepler')).status).toBe(303);
    expect((await give(await signedIn(world, 'both'), right)).status).toBe(303);
  });

  test('is told to nobody: not by pages, lists, journal, trail, log or table', async () => {
    const ann = await signedIn(world, 'ann');
    await give(ann, 'Schneckenhaus');
    const texts = [
      (await give(ann, 'Schneckenhaus')).text,
      (await give(ann, right)).headers.location,
      (await ann.get('/msu/phy101')).text,
      (await carl.get('/adm/msu/phy101/contents/quiz/deeplink')).text,
      (await carl.get('/adm/msu/phy101/contents/quiz?student=ann')).text,
      (await carl.get('/adm/msu/phy101/journal')).text,
      JSON.stringify(await rowsOf(world, 'SELECT before_value, after_value, object FROM audit')),
      JSON.stringify(await rowsOf<DeepLinkRow>(world, 'SELECT * FROM deep_links')),
      JSON.stringify(await rowsOf(world, 'SELECT * FROM given_words')),
      world.logLines.join('\n'),
    ];
    expect(texts.filter((text) => /Galileo|Schneckenhaus/.test(text ?? ''))).toEqual([]);
    expect(texts[4]).toContain('asks for the shared word');
    expect(texts[3]).toContain('A shared word is set here.');
  });

  test('lets what it protects be listed by its listing, and in a launch, too', async () => {
    await course.set([['week', { scope: 'folder', others: 'hide' }]]);
    await setWord('quiz', right);
    const visitor = await launched(world, course.links.week);
    expect((await visitor.get('/msu/phy101/week')).text).toContain('href="/msu/phy101/quiz"');
    expect(await see(visitor)).toBe('asks');
    await setWord('quiz', right, { listing: 'absent' });
    expect((await visitor.get('/msu/phy101/week')).text).not.toContain('/msu/phy101/quiz');
    await give(visitor, right);
    expect(await see(visitor)).toBe('open');
    expect((await visitor.get('/msu/phy101/week')).text).toContain('href="/msu/phy101/quiz"');
  });
});
