import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PersonRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { day, hashOf, rowsOf, signedIn } from './visitors.ts';

const form = '/adm/msu/people/import';

describe.each(engines)('a list of people, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    await world.addPerson('dave', { domain_coordinator: 1 });
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  const people = () => rowsOf<PersonRow>(world, 'SELECT * FROM people ORDER BY username');
  async function handIn(list: string, visitor = dora) {
    const csrf = hidden(await visitor.get(form), 'csrf');
    return visitor.postParts(form, [
      { name: 'csrf', value: csrf },
      { name: 'list', value: list },
    ]);
  }
  async function apply(path: string, visitor = dora) {
    return visitor.post(path, { csrf: hidden(await visitor.get(form), 'csrf') });
  }

  test('shows what it would do, changes nothing before the second step, and is safe to run twice', async () => {
    const before = await people();
    const list = 'E-Mail;Benutzername;Name\r\nb@x.example;bob;"Bob; B."\r\n;نور;=1+1\r\na@x.example;ann;\r\n';
    const looked = await handIn(`\uFEFF${list}`);
    expect(looked.status).toBe(303);
    const path = looked.headers.location ?? '';
    const page = await dora.get(path);
    expect(page.text).toContain('Make 2 people, change one');
    expect(await people()).toEqual(before);
    expect((await apply(path)).headers.location).toBe('/adm/msu/people');
    const [ann, bob, , , nur] = await people();
    expect(ann).toMatchObject({ username: 'ann', display_name: 'Ann', email: 'a@x.example' });
    expect(bob).toMatchObject({ username: 'bob', display_name: 'Bob; B.', password_hash: null });
    expect(nur).toMatchObject({ username: 'نور', display_name: '=1+1', email: null, domain_coordinator: 0 });
    expect((await dora.follow(await apply(path))).text).toContain('was applied already');
    const again = (await handIn(list)).headers.location ?? '';
    expect((await dora.get(again)).text).toContain('There is nothing to do.');
    const made = await rowsOf<{ object: string }>(
      world,
      "SELECT object FROM audit WHERE deed = 'person-made'",
    );
    expect(made.map(({ object }) => object).sort()).toEqual(['bob', 'نور']);
  });

  test('names what is wrong row by row, and applies nothing of it, whatever is sent', async () => {
    const before = await people();
    const rows = [
      'username,name,email,shoe size',
      'new1,<b>New</b>,new1@x.example,44',
      ',Nobody,,',
      'BOB,Other Bob,,',
      'new1,Twice,,',
      'NEW1,Alike,,',
      'new2,New,not an address,',
      'new3,Smith, John,,',
      'new\u200b4,Invisible,,',
    ];
    const path = (await handIn(rows.join('\n'))).headers.location ?? '';
    const page = await dora.get(path);
    expect(page.text).toContain('7 rows cannot be applied, so nothing can.');
    for (const words of ['shoe size', '&lt;b&gt;New&lt;/b&gt;', 'mixed up with bob', 'stands on line 2'])
      expect(page.text).toContain(words);
    expect((await dora.get(`${path}?show=new`)).text).not.toContain('Twice');
    expect((await apply(path)).status).toBe(409);
    expect(await people()).toEqual(before);
    const csv = await dora.get(`${path}/csv`);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n')).toHaveLength(rows.length + 1);
  });

  test('is searched by name, username and e-mail where a page does not hold it, within what a tab shows', async () => {
    const many = Array.from(
      { length: 59 },
      (_one, place) => `crowd${place},Person ${place},c${place}@x.example`,
    );
    const path =
      (await handIn(['username,name,email', ...many, 'elo,Élodie,', ',Elodie without,'].join('\n'))).headers
        .location ?? '';
    const namesOn = async (query: string) =>
      [...(await dora.get(`${path}${query}`)).text.matchAll(/data-name="Username"><bdi>([^<]*)</g)].map(
        ([, name]) => name,
      );
    expect(await namesOn('')).toHaveLength(50);
    expect(await namesOn('?q=ELODIE')).toEqual(['elo', '']);
    expect(await namesOn('?q=elodie&show=new')).toEqual(['elo']);
    expect(await namesOn('?q=c58@')).toEqual(['crowd58']);
    const none = await dora.get(`${path}?q=nobody+like+this`);
    expect([none.text.includes('Nothing matches this search.'), none.text.includes('<table')]).toEqual([
      true,
      false,
    ]);
    const [few] = [(await handIn('username\nalone\n')).headers.location ?? ''];
    expect((await dora.get(few)).text).not.toContain('role="search"');
  });

  test('is told apart from what is no list, in words', async () => {
    for (const [list, words] of [
      ['', 'There is nothing in it.'],
      ['username,name', 'no row below them'],
      ['name,email\nAnn,a@x', 'A column is missing: username'],
      ['username,login\nann,ann', 'Two columns mean the same: username'],
      ['username,name\nann,"Ann', 'A quotation mark on line 2 has no partner'],
    ] as const) {
      const answer = await handIn(list);
      expect([list, answer.status]).toEqual([list, 422]);
      expect(answer.text).toContain(words);
    }
    expect((await handIn('username,name\nann,"<b>Ann')).text).toContain('ann,&quot;&lt;b&gt;Ann');
  });

  test('may be a file, whose encoding is never guessed', async () => {
    const csrf = hidden(await dora.get(form), 'csrf');
    const send = (encoding: string) =>
      dora.postParts(form, [
        { name: 'csrf', value: csrf },
        { name: 'encoding', value: encoding },
        {
          name: 'file',
          filename: 'list.csv',
          content: Buffer.from('username;name\nj\xf6rg;J\xf6rg', 'latin1'),
        },
      ]);
    const refused = await send('utf-8');
    expect([refused.status, refused.text.includes('Line 2 is not UTF-8')]).toEqual([422, true]);
    const looked = await dora.follow(await send('windows-1252'));
    expect(looked.text).toContain('Jörg');
    const forged = await dora.postParts(form, [{ name: 'list', value: 'username\nx' }]);
    expect(forged.status).toBe(403);
  });

  test('belongs to whoever handed it in, for a day', async () => {
    const path = (await handIn('username\neve\n')).headers.location ?? '';
    const dave = await signedIn(world, 'dave');
    expect((await dave.get(path)).status).toBe(404);
    expect((await dave.follow(await apply(path, dave))).text).toContain('Hand it in again');
    expect((await dave.get(`${path}/csv`)).status).toBe(404);
    world.clock.now += day + 1;
    dora = await signedIn(world, 'dora');
    expect((await dora.get(path)).status).toBe(404);
    expect((await people()).map(({ username }) => username)).not.toContain('eve');
  });

  test('is judged anew when it is applied: who came meanwhile is not made twice', async () => {
    const path = (await handIn('username,name\nlate,Late L.\nnew9,New\n')).headers.location ?? '';
    await world.addPerson('LATE');
    expect((await apply(path)).status).toBe(409);
    expect((await people()).map(({ username }) => username)).not.toContain('new9');
  });

  test('is applied once where the button is pressed twice at the same moment', async () => {
    const path = (await handIn('username\ntwin\n')).headers.location ?? '';
    const answers = await Promise.all([apply(path), apply(path)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect((await people()).filter(({ username }) => username === 'twin')).toHaveLength(1);
  });

  test('never touches a password, a right or who is disabled', async () => {
    const before = (await people()).find(({ username }) => username === 'dave');
    const list = 'username,name,password,domain_coordinator,disabled\ndave,Dave D.,x,0,1\n';
    const path = (await handIn(list)).headers.location ?? '';
    await apply(path);
    const after = (await people()).find(({ username }) => username === 'dave');
    expect(after).toEqual({ ...before, display_name: 'Dave D.', search_words: 'dave\ndave d.\n' });
  });
});
