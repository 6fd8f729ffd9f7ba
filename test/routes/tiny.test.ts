import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, type World } from '../world.ts';
import { change, comparable, hashOf, launched, signedIn, tryToSignIn, verdict } from './visitors.ts';

describe.each(engines)('a short URL on %s', (engine) => {
  let world: World;
  let item: ItemRow;
  let link: LinkRow;
  let ann: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    item = await world.addItem({ item_id: 'intro', title: 'TITLE-INTRO' });
    link = await world.addLink(item, { short_id: 'AbCdEf' });
    await world.addLink(await world.addItem({ item_id: 'other', title: 'TITLE-OTHER' }), {
      short_id: 'abcdef',
    });
    const yale = await world.make.domain({ name: 'yale' });
    const law = await world.make.course({ domain_id: yale.id, course_id: 'law' });
    await world.make.link({ domain_id: yale.id, course_id: law.id, short_id: 'yaleAA' });
    const chem = await world.make.course({ domain_id: world.domain.id, course_id: 'chem' });
    await world.make.link({ domain_id: world.domain.id, course_id: chem.id, short_id: 'chemAA' });
    await world.addPerson('dora', { domain_coordinator: 1 });
    ann = await signedIn(world, 'ann');
  });
  afterAll(() => world.close());

  const unknown = [
    '/tiny/msu/zzzzzz',
    '/tiny/msu/yaleAA',
    '/tiny/msu/chemAA',
    '/tiny/msu/ABCDEF',
    '/tiny/yale/yaleAA',
    '/tiny/nowhere/AbCdEf',
  ];
  const malformed = [
    '/tiny/msu/short',
    `/tiny/msu/${'x'.repeat(13)}`,
    '/tiny/msu/Ab-dEf',
    '/tiny/MSU/AbCdEf',
    '/tiny/msu/%41bCdE%2F',
    '/tiny/m%20su/AbCdEf',
    '/tiny/msu/💥💥💥💥💥💥'.normalize(),
    '/tiny/adm/AbCdEf',
  ].map(encodeURI);

  test('leads somebody signed in to the item, letter by letter', async () => {
    for (const [id, to] of [
      ['AbCdEf', 'intro'],
      ['abcdef', 'other'],
    ]) {
      const answer = await ann.get(`/tiny/msu/${id}`);
      expect([answer.status, answer.headers.location, answer.text]).toEqual([303, `/msu/phy101/${to}`, '']);
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  test('leads nobody to the sign-in, whether or not there is such a link, and afterwards on', async () => {
    const shapes = new Set<string>();
    for (const path of ['/tiny/msu/AbCdEf', ...unknown]) {
      const answer = await world.browser().get(path);
      expect([path, answer.status, answer.headers.location]).toEqual([
        path,
        303,
        `/login?next=${encodeURIComponent(path)}`,
      ]);
      shapes.add(JSON.stringify(Object.keys(answer.headers)));
    }
    expect(shapes.size).toBe(1);
    const visitor = world.browser();
    const page = await visitor.follow(
      await tryToSignIn(visitor, { username: 'ann', next: '/tiny/msu/AbCdEf' }),
    );
    expect([page.status, heading(page)]).toEqual([200, 'TITLE-INTRO']);
  });

  test.each(malformed)('that is no address is not there: %s', async (path) => {
    expect([path, verdict(await world.browser().get(path))]).toEqual([path, 'sign-in']);
    expect([path, verdict(await ann.get(path))]).toEqual([path, 'none']);
  });

  test('says the same of every link that somebody may not know of, as student and as coordinator', async () => {
    const visitors = [ann, await launched(world, link)];
    for (const visitor of visitors) {
      const answers: Answer[] = [];
      for (const path of unknown) answers.push(await visitor.get(path));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
      expect(new Set(answers.map(comparable)).size).toBe(1);
    }
    const dora = await signedIn(world, 'dora');
    expect((await dora.get('/tiny/msu/chemAA')).status).toBe(303);
    expect((await dora.get('/tiny/yale/yaleAA')).status).toBe(404);
  });

  test('is nothing without its letters, and nothing with more', async () => {
    for (const path of [
      '/tiny',
      '/tiny/',
      '/tiny/msu/',
      '/tiny/msu/AbCdEf/',
      '/tiny/msu/AbCdEf/x',
      '/Tiny/msu/AbCdEf',
      '/tiny//AbCdEf',
    ]) {
      const answer = await ann.get(path);
      expect([path, answer.status, answer.text.includes('TITLE')]).toEqual([path, 404, false]);
    }
  });

  test('carries no query on', async () => {
    const answer = await ann.get('/tiny/msu/AbCdEf?next=//evil.example&user_id=cora');
    expect(answer.headers.location).toBe('/msu/phy101/intro');
  });

  test('does not answer to an id that a coordinator made up with SQL in it', async () => {
    for (const id of ["AbCdEf'--", '_bCdEf', '%25bCdEf', 'AbCdEf%00', 'AbCdEf%20']) {
      expect([id, [400, 404].includes((await ann.get(`/tiny/msu/${id}`)).status)]).toEqual([id, true]);
    }
  });

  test('works after a launch that ended, by the sign-in again', async () => {
    const visitor = await launched(world, link);
    await change(world, 'UPDATE people SET sessions_after = ? WHERE username = ?', [
      world.clock.now + 1,
      'ann',
    ]);
    const answers = [await visitor.get('/tiny/msu/AbCdEf'), await visitor.get('/tiny/msu/zzzzzz')];
    await change(world, 'UPDATE people SET sessions_after = 0');
    expect(answers.map(verdict)).toEqual(['sign-in', 'sign-in']);
  });
});
