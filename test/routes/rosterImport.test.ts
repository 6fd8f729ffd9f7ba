import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, type World } from '../world.ts';
import { change, hashOf, rowsOf, signedIn } from './visitors.ts';

const roster = '/adm/msu/phy101/roster';

describe.each(engines)('a list of people for a roster, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let cora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, course } = world;
    await world.addPerson('dora', { domain_coordinator: 1 });
    const coordinator = await world.addPerson('cora');
    await make.role({ course_id: course.id, person_id: coordinator.id, role: 'coordinator' });
    for (const name of ['bob', 'eve', 'max', 'zoe', '=1+1', 'jörg']) await world.addPerson(name);
    await world.addPerson('mark', { display_name: '<i>Mark</i> שרה 🎓' });
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const roles = async () => {
    const rows = await rowsOf<Record<string, string | null>>(
      world,
      `SELECT p.username, r.role, r.section, r.starts, r.ends FROM roles r JOIN people p ON p.id = r.person_id
       WHERE r.course_id = ? ORDER BY p.username, r.role, r.section`,
      [world.course.id],
    );
    return rows.map((row) => Object.values(row).join(' ').trim());
  };
  const handIn = async (list: string, visitor = cora): Promise<Answer> => {
    const csrf = hidden(await visitor.get(`${roster}/import`), 'csrf');
    return visitor.postParts(`${roster}/import`, [
      { name: 'csrf', value: csrf },
      { name: 'list', value: list },
    ]);
  };
  const look = async (list: string, visitor = cora) => {
    const answer = await handIn(list, visitor);
    expect(answer.status).toBe(303);
    const path = answer.headers.location ?? '';
    return { path, page: await visitor.get(path) };
  };
  const apply = (path: string, page: Answer, more: Record<string, string> = {}, visitor = cora) =>
    visitor.post(path, { csrf: hidden(page, 'csrf'), mark: hidden(page, 'mark'), ...more });

  test('is looked through row by row before anything happens, then applied as far as it is right', async () => {
    const before = await roles();
    const list = [
      '\uFEFFBenutzername;Rolle;Gruppe;Beginn;Ende;Schuhgröße',
      'bob;;001;2026-09-01;31.1.2027;44',
      'ann;student;;;;',
      'mark;proctor;;;;',
      "'=1+1;;002;;;",
      'nobody;;;;;',
      "'@evil;;;;;",
      'eve;king;-;2026-02-30;x;',
      'max;;;2026-02-02;2026-02-01;',
      'bob;;001;;;',
      'zoe;coordinator;;;;',
    ].join('\r\n');
    const { path, page } = await look(list);
    expect(await roles()).toEqual(before);
    for (const shown of [
      'Schuhgröße',
      'added (3)',
      'unchanged (1)',
      'unknown person (2)',
      'left out (4)',
      'Line 2 says the same role already.',
      'There is no such role',
      'The last day lies before the first.',
      'Only a domain coordinator gives or changes',
      '&lt;i&gt;Mark&lt;/i&gt; שרה 🎓',
      'Add 3 and change 0',
    ])
      expect(page.text).toContain(shown);
    expect((await cora.get(`${path}?show=wrong`)).text).toContain('1–4 of 4');
    expect((await cora.get(`${path}/unknown`)).text.replace('\uFEFF', '')).toBe(
      "username,name,email\r\nnobody,,\r\n'@evil,,\r\n",
    );
    expect((await cora.get(`${path}/csv`)).text.split('\r\n')).toHaveLength(12);
    const done = await apply(path, page);
    expect([done.status, done.headers.location]).toEqual([303, roster]);
    expect((await cora.follow(done)).text).toContain(
      'Added 3, changed 0, took away 0. 6 rows were left out.',
    );
    const added = ['=1+1 student 002', 'bob student 001 2026-09-01 2027-01-31', 'mark proctor'];
    expect(await roles()).toEqual([...before, ...added].sort());
    const told = await rowsOf<{ object: string }>(
      world,
      "SELECT object FROM audit WHERE deed = 'role-made' ORDER BY object",
    );
    expect(told.map(({ object }) => object)).toEqual([
      '=1+1: student in section 002',
      'bob: student in section 001',
      'mark: proctor',
    ]);
  });

  test('changes nothing when it is handed in again, and is applied by one of two clicks', async () => {
    const list = 'username,section,starts,ends\nmax,001,2026-09-01,\njörg,001,,\n';
    const { path, page } = await look(list);
    const twice = await Promise.all([apply(path, page), apply(path, page)]);
    expect(twice.map(({ headers }) => headers.location).sort()).toEqual([roster, `${roster}/import`]);
    const after = await roles();
    const again = await look(list);
    expect(again.page.text).toContain('No row adds or changes anything');
    expect(again.page.text).toContain('unchanged (2)');
    await apply(again.path, again.page);
    expect(await roles()).toEqual(after);
    // Without the columns, what is there stays as it is, sections too.
    const short = await look('username\nmax\njörg\n');
    expect(short.page.text).toContain('unchanged (2)');
  });

  test('takes roles away that it does not have only where that is ticked, and says how many', async () => {
    const before = await roles();
    const list = 'username,section,ends\nmax,001,2999-01-31\neve,,not a day\n';
    const { path, page } = await look(list);
    expect(page.text).toContain('Also take away 4 roles that this list does not have');
    const missing = await cora.get(`${path}?show=missing`);
    for (const name of ['ann', 'bob', '=1+1', 'jörg']) expect(missing.text).toContain(`<bdi>${name}</bdi>`);
    await apply(path, page);
    expect(await roles()).toHaveLength(before.length);
    const again = await look(list);
    const done = await apply(again.path, again.page, { endMissing: 'on' });
    expect((await cora.follow(done)).text).toContain('took away 4');
    expect(await roles()).toEqual([
      'cora coordinator',
      'mark proctor',
      'max student 001 2026-09-01 2999-01-31',
    ]);
    const told = await rowsOf(world, "SELECT id FROM audit WHERE deed = 'role-removed'");
    expect(told).toHaveLength(4);
  });

  test('is not applied to a roster that changed since it was looked at', async () => {
    const { path, page } = await look('username,ends\nmax,2030-01-01\n');
    await change(world, "UPDATE roles SET ends = '2031-01-01' WHERE section = '001'");
    const late = await apply(path, page);
    expect([late.status, late.text.includes('Somebody else changed the roster')]).toEqual([409, true]);
    expect(await roles()).toContain('max student 001 2026-09-01 2031-01-01');
    expect((await apply(path, late)).status).toBe(303);
    expect(await roles()).toContain('max student 001 2026-09-01 2030-01-01');
  });

  test('is seen by nobody else, in no other course, and is no list of people', async () => {
    const other = await world.make.course({
      domain_id: world.domain.id,
      course_id: 'chem',
      title: 'Chemistry',
    });
    const otto = await world.addPerson('otto');
    await world.make.role({ course_id: other.id, person_id: otto.id, role: 'coordinator' });
    const { path } = await look('username\nbob\n', dora);
    const id = path.split('/').at(-1);
    expect((await cora.get(path)).status).toBe(404);
    expect((await dora.get(`/adm/msu/chem/roster/import/${id}`)).status).toBe(404);
    expect((await dora.get(`/adm/msu/people/import/${id}`)).status).toBe(404);
    const stranger = await signedIn(world, 'otto');
    for (const end of ['', '/csv', '/unknown']) expect((await stranger.get(path + end)).status).toBe(404);
    for (const bad of ['0', 'x', '99999999999'])
      expect((await dora.get(`${roster}/import/${bad}`)).status).toBe(404);
  });

  test('lets a domain coordinator name coordinators, but not end the last one', async () => {
    const { path, page } = await look('username,role,ends\ncora,coordinator,2020-01-01\n', dora);
    expect(page.text).toContain('Nobody would coordinate this course any more.');
    await apply(path, page, {}, dora);
    expect(await roles()).toContain('cora coordinator');
    const two = await look('username,role,ends\ncora,coordinator,2020-01-01\nzoe,coordinator,\n', dora);
    expect(two.page.text).toContain('Nobody would coordinate');
    await apply(two.path, two.page, {}, dora);
    expect(await roles()).toContain('zoe coordinator');
  });

  test('comes as a file in any encoding that spreadsheets write, or is told apart from what is none', async () => {
    const send = async (content: Buffer, encoding = 'utf-8', token?: string) => {
      const csrf = token ?? hidden(await cora.get(`${roster}/import`), 'csrf');
      return cora.postParts(`${roster}/import`, [
        { name: 'csrf', value: csrf },
        { name: 'encoding', value: encoding },
        { name: 'list', value: 'username\nnot looked at\n' },
        { name: 'file', filename: '../liste.csv', content },
      ]);
    };
    const latin = Buffer.from('username;section\nj\xf6rg;009\n', 'latin1');
    const refused = await send(latin);
    expect([refused.status, refused.text.includes('Line 2 is not UTF-8')]).toEqual([422, true]);
    expect(refused.text).toContain('<a href="#f-file">');
    for (const [content, encoding] of [
      [latin, 'windows-1252'],
      [Buffer.from('\uFEFFusername\tsection\njörg\t009\n', 'utf16le'), 'utf-8'],
      [Buffer.from('\uFEFFusername;section\r\njörg;009\r\n'), 'utf-8'],
    ] as const) {
      const kept = await send(content, encoding);
      expect((await cora.follow(kept)).text).toContain('<bdi>Jörg</bdi>');
    }
    const workbook = await send(Buffer.from([0x50, 0x4b, 3, 4, 0, 0]));
    expect([workbook.status, workbook.text.includes('workbook, not a CSV file')]).toEqual([422, true]);
    const large = await send(Buffer.alloc(1024 * 1024 + 1, 'username\n'));
    expect([large.status, large.text.includes('more than 1 MiB')]).toEqual([422, true]);
    expect((await send(latin, 'windows-1252', 'forged')).status).toBe(403);
  });

  test('has as many as five thousand rows, and is looked through and applied while people wait', async () => {
    const { domain, make } = world;
    const big = await make.course({ domain_id: domain.id, course_id: 'big', title: 'Big' });
    const numbers = Array.from({ length: 5_000 }, (_one, place) => place);
    for (let at = 0; at < 5_000; at += 500) {
      const some = numbers.slice(at, at + 500);
      await change(
        world,
        `INSERT INTO people (domain_id, username, fold_hash, display_name, domain_coordinator, sessions_after, created_at)
         VALUES ${some.map(() => '(?,?,?,?,0,0,0)').join(',')}`,
        some.flatMap((n) => [domain.id, `crowd${n}`, Buffer.alloc(32, `fold of ${n} .`), `Student ${n}`]),
      );
    }
    const path = '/adm/msu/big/roster';
    for (const section of ['a', 'b']) {
      const list = ['username,section', ...numbers.map((n) => `crowd${n},${section}`)].join('\n');
      const csrf = hidden(await dora.get(`${path}/import`), 'csrf');
      const kept = await dora.postParts(`${path}/import`, [
        { name: 'csrf', value: csrf },
        { name: 'list', value: list },
      ]);
      const draft = kept.headers.location ?? '';
      const page = await dora.get(draft);
      expect(page.text).toContain('Add 5000 and change 0');
      const found = await dora.get(`${draft}?q=student+4999&show=added`);
      expect([...found.text.matchAll(/<bdi>(crowd\d+)</g)].map(([, name]) => name)).toEqual(['crowd4999']);
      expect((await apply(draft, page, { endMissing: 'on' }, dora)).headers.location).toBe(path);
    }
    const rows = await rowsOf(world, "SELECT id FROM roles WHERE course_id = ? AND section = 'b'", [big.id]);
    expect(rows).toHaveLength(5_000);
    expect(await rowsOf(world, 'SELECT id FROM roles WHERE course_id = ?', [big.id])).toHaveLength(5_000);
  });

  test.each([
    ['nothing', ' \n', 'There is nothing in it'],
    ['no rows', 'username,role\n', 'no row below'],
    ['no usernames', 'name,role\nBob,student\n', 'A column is missing: username'],
    ['an open quote', 'username\n"bob\neve\n', 'has no partner'],
    ['a column twice', 'username,user\nbob,bob\n', 'Two columns mean the same'],
  ])('is refused whole, in words, where it cannot be read: %s', async (_what, list, words) => {
    const answer = await handIn(list);
    expect([answer.status, answer.text.includes(words)]).toEqual([422, true]);
    expect(answer.text).toContain(list.trim().split('\n')[0]?.replaceAll('"', '&#34;') ?? '');
  });
});
