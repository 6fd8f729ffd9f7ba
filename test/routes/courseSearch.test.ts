import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { multipart } from '../multipart.ts';
import type { Answer } from '../web/httpClient.ts';
import type { World } from '../world.ts';
import { type AccessCourse, openAccessCourse } from './accessCourse.ts';
import { change, launched, rowsOf, signedIn } from './visitors.ts';

const secretWord = 'xylophone';

const foundOn = ({ text }: Answer): string =>
  [
    ...(/<ul class="list found"[\s\S]*?<\/ul>/.exec(text)?.[0].matchAll(/href="\/msu\/phy101\/([^"]*)"/g) ??
      []),
  ]
    .map(([, id = '']) => id)
    .join(' ');

const countOn = ({ text }: Answer): number => Number(/(\d+) items? ha/.exec(text)?.[1] ?? 0);

/** Without what differs by itself: the words that were searched for, references and tokens. */
const bare = ({ text, status }: Answer, word: string): string =>
  `${status} ${text.replaceAll(word, 'WORD').replace(/value="[^"]{20,}"/g, '')}`;

describe.each(engines)('the search in a course, on %s', (engine) => {
  let course: AccessCourse;
  let world: World;
  beforeAll(async () => {
    course = await openAccessCourse(engine);
    world = course.world;
    const texts = {
      outside: 'Die Straße führt **nach** [Köln](https://hidden.example/target). <b>bold</b> & more',
      quiz: `The ${secretWord} is a secret of the quiz. Every page has oats.`,
      deeper: `Deep down there is a ${secretWord} as well, and oats.`,
      exam: 'The exam has oats: 100% of_them, naïve café ΣΊΣΥΦΟΣ.',
    };
    for (const [item, body] of Object.entries(texts)) {
      await change(world, 'UPDATE items SET body = ? WHERE item_id = ?', [body, item]);
    }
    await change(world, "UPDATE items SET file_name = 'oats-and-figures.csv' WHERE item_id = 'notes'");
    await change(world, 'DELETE FROM item_texts');
  });
  beforeEach(() => course.set([]));
  afterAll(() => world.close());

  const search = (visitor: Browser, words: string, more = '') =>
    visitor.get(`/msu/phy101/search?q=${encodeURIComponent(words)}${more}`);
  const found = async (visitor: Browser, words: string, more = '') =>
    foundOn(await search(visitor, words, more));

  test('finds titles, pages and names of files, in their order', async () => {
    expect(await found(course.student, 'oats')).toBe('quiz notes deeper exam');
    expect(await found(course.student, 'title exam')).toBe('exam');
    expect(await found(course.student, 'figures.csv')).toBe('notes');
    expect(await found(course.student, `oats ${secretWord}`)).toBe('quiz deeper');
    expect(await found(course.student, 'oats nowhere')).toBe('');
    expect(await found(course.student, 'deep')).toBe('deep deeper');
  });

  test('folds case and accents, and leaves Markdown and the addresses of links out', async () => {
    for (const words of ['strasse', 'STRASSE', 'straße', 'köln', 'koln', 'nach köln']) {
      expect([words, await found(course.student, words)]).toEqual([words, 'outside']);
    }
    for (const words of ['naive', 'CAFÉ', 'σίσυφος', 'ΣΙΣΥΦΟΣ']) {
      expect([words, await found(course.student, words)]).toEqual([words, 'exam']);
    }
    expect(await found(course.student, 'hidden.example')).toBe('');
  });

  test('marks what was found, and what authors and visitors wrote stays text', async () => {
    const { text } = await search(course.student, 'strasse');
    expect(text).toContain('Die <mark>Straße</mark> führt nach Köln. &lt;b&gt;bold&lt;/b&gt; &amp; more');
    const odd = await search(course.student, '<b>bold</b> "><script>alert(1)</script>');
    expect(odd.text).not.toContain('<script>alert');
    expect(odd.text).toContain('value="&lt;b&gt;bold&lt;/b&gt; &quot;&gt;&lt;script&gt;');
  });

  test('signs of SQL are letters like others', async () => {
    for (const words of ['%', '_', '100%', 'of_them']) {
      expect([words, await found(course.student, words)]).toEqual([words, 'exam']);
    }
    for (const words of ['oa%s', 'oat_', "oats' OR '1'='1", '!', '\\', 'oats\u0000', '%%%']) {
      expect([words, await found(course.student, words)]).toEqual([words, '']);
    }
  });

  test('queries of any length and shape get an answer', async () => {
    const queries = [
      'oats '.repeat(2_000),
      'a'.repeat(10_240),
      Array.from({ length: 3_000 }, (_, n) => String.fromCodePoint(0x4e00 + (n % 900))).join(''),
      '\ufdfa'.repeat(200),
      '\u0301'.repeat(100),
    ];
    for (const words of queries) {
      const { status } = await search(course.student, words.slice(0, 1_200));
      expect([words.slice(0, 10), status]).toEqual([words.slice(0, 10), 200]);
    }
    expect((await course.student.get(`/msu/phy101/search?q=${'a'.repeat(10_240)}`)).status).toBe(200);
    expect(await found(course.student, 'oats '.repeat(2_000).slice(0, 9_000))).toBe('quiz notes deeper exam');
    for (const odd of [
      '',
      '?q=',
      '?q=%20',
      '?q=oats&q=exam',
      '?q=oats&page=x',
      '?q=oats&page=99999999',
      '?from=',
    ]) {
      expect([odd, (await course.student.get(`/msu/phy101/search${odd}`)).status]).toEqual([odd, 200]);
    }
    expect((await course.student.get('/msu/phy101/search?q=%ff')).status).toBeLessThan(500);
  });

  test('a closed page is not there: neither result nor number nor excerpt', async () => {
    const shut = [
      { access: 'only' },
      { listing: 'absent' },
      { listing: 'details' },
      { protect: 'only domain:1' },
      { audience: 'section', section: '001', access: 'only' },
      { audience: 'user', person_id: world.ann.id, listing: 'absent' },
    ];
    for (const parts of shut) {
      await course.set([
        ['quiz', parts],
        ['deep', parts],
      ]);
      const probe = await search(course.student, secretWord);
      const nothing = await search(course.student, 'qqqqqqqqq');
      expect([parts, bare(probe, secretWord)]).toEqual([parts, bare(nothing, 'qqqqqqqqq')]);
      const oats = await search(course.student, 'oats');
      expect([parts, foundOn(oats), countOn(oats), oats.text.includes(secretWord)]).toEqual([
        parts,
        'notes exam',
        2,
        false,
      ]);
      expect(await found(course.staff, secretWord)).toBe('quiz deeper');
    }
  });

  test('a launched session that hides the rest searches its scope alone', async () => {
    await course.set([['deep', { scope: 'subtree', others: 'hide' }]]);
    const visitor = await launched(world, course.links.deep);
    for (const from of ['', '&from=deep', '&from=quiz', '&from=week', '&from=nowhere', '&from=..%2F..']) {
      expect([from, await found(visitor, 'oats', from)]).toEqual([from, 'deeper']);
      const probe = await search(visitor, 'quiz', from);
      expect([from, foundOn(probe), probe.text.includes('TITLE')]).toEqual([from, '', from === '&from=deep']);
    }
    await course.set([
      ['deep', { scope: 'subtree', others: 'show' }],
      ['exam', { access: 'only' }],
    ]);
    expect(await found(visitor, 'oats')).toBe('quiz notes deeper');
  });

  test('of two launches each is searched from its own pages', async () => {
    await course.set([
      ['deep', { scope: 'subtree', others: 'hide' }],
      ['quiz', { scope: 'resource', others: 'hide' }],
    ]);
    const visitor = await launched(world, course.links.deep);
    await launched(world, course.links.quiz, {}, visitor);
    expect(await found(visitor, secretWord, '&from=deep')).toBe('deeper');
    expect(await found(visitor, secretWord, '&from=quiz')).toBe('quiz');
  });

  test('nobody searches a course that they may not know of', async () => {
    const nobody = await search(world.browser(), 'oats');
    expect([nobody.status, nobody.headers.location?.startsWith('/login')]).toEqual([303, true]);
    expect((await search(course.stranger, 'oats')).status).toBe(404);
    const other = await world.make.course({ domain_id: world.domain.id, course_id: 'chem' });
    expect((await course.student.get('/msu/chem/search?q=oats')).status).toBe(404);
    await world.make.item({
      course_id: other.id,
      domain_id: world.domain.id,
      body: 'oats',
      title: 'Elsewhere',
    });
    await world.make.role({ course_id: other.id, person_id: world.ann.id, role: 'student' });
    const there = await course.student.get('/msu/chem/search?q=oats');
    expect([there.status, there.text.includes('Elsewhere'), countOn(there)]).toEqual([200, true, 1]);
    expect(await found(course.student, 'elsewhere')).toBe('');
  });

  test('what a coordinator changes is found at once, and what is deleted never', async () => {
    const cora = await world.addPerson('carl');
    await world.make.role({ course_id: world.course.id, person_id: cora.id, role: 'coordinator' });
    const carl = await signedIn(world, 'carl');
    const path = '/adm/msu/phy101/contents/outside/edit';
    const form = await carl.get(path);
    const fields = {
      csrf: hidden(form, 'csrf'),
      mark: hidden(form, 'mark'),
      title: 'Quite new',
      body: 'zebra',
    };
    const { body, type } = multipart(Object.entries(fields).map(([name, value]) => ({ name, value })));
    const headers = { 'Content-Type': type, 'Content-Length': String(body.length) };
    expect((await carl.postBytes(`${path}/upload`, body, headers)).status).toBe(303);
    expect(await found(course.student, 'zebra')).toBe('outside');
    expect(await found(course.student, 'strasse')).toBe('');
    const [row] = await rowsOf<{ n: number }>(world, 'SELECT COUNT(*) AS n FROM item_texts WHERE rules = 1');
    expect(Number(row?.n)).toBeGreaterThan(6);
  });
});
