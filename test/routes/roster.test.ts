import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PersonRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { change, hashOf, launched, rowsOf, signedIn } from './visitors.ts';

const roster = '/adm/msu/phy101/roster';

interface Role {
  readonly id: number;
  readonly username: string;
  readonly role: string;
  readonly section: string;
  readonly starts: string | null;
  readonly ends: string | null;
}

describe.each(engines)('the roster of a course, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let cora: Browser;
  let chemistry: number;
  const people = new Map<string, PersonRow>();

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, course, domain } = world;
    for (const name of ['cora', 'carl', 'otto', 'bob', 'eve', 'max'])
      people.set(name, await world.addPerson(name));
    await world.addPerson('dora', { domain_coordinator: 1 });
    const odd = await world.addPerson('=cmd', { display_name: '<b>Bobby</b> "Tables"' });
    const rtl = await world.addPerson('שרה', { display_name: 'שרה 🎓', password_hash: null });
    const chem = await make.course({ domain_id: domain.id, course_id: 'chem', title: 'Chemistry' });
    chemistry = chem.id;
    await make.role({ course_id: course.id, person_id: idOf('cora'), role: 'coordinator' });
    await make.role({ course_id: chemistry, person_id: idOf('otto'), role: 'coordinator' });
    await make.role({ course_id: chemistry, person_id: idOf('bob') });
    await make.role({ course_id: course.id, person_id: odd.id, section: '001', ends: '2020-01-31' });
    await make.role({ course_id: course.id, person_id: rtl.id, section: '002', starts: '2999-01-01' });
    const elsewhere = await make.domain({ name: 'osu' });
    await make.person({ domain_id: elsewhere.id, username: 'foreigner' });
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const idOf = (name: string) => people.get(name)?.id ?? 0;
  const roles = (username: string, course = world.course.id) =>
    rowsOf<Role>(
      world,
      `SELECT r.id, p.username, r.role, r.section, r.starts, r.ends FROM roles r JOIN people p ON p.id = r.person_id
       WHERE r.course_id = ? AND p.username = ? ORDER BY r.id`,
      [course, username],
    );
  const roleId = async (username: string, course?: number) => (await roles(username, course))[0]?.id ?? 0;
  const add = async (visitor: Browser, fields: Record<string, string>, path = `${roster}/new`) => {
    const csrf = hidden(await visitor.get(path), 'csrf');
    return visitor.post(path, { role: 'student', act: 'add', csrf, ...fields });
  };
  /** Goes through the page of a deed, as somebody who ticked these rows. */
  const act = async (
    visitor: Browser,
    deed: 'change' | 'remove',
    { id, fields = {} }: { id: number; fields?: Record<string, string> },
  ) => {
    const form = await visitor.get(`${roster}/${deed}?id=${id}`);
    const sent = { id: String(id), csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    return visitor.post(`${roster}/${deed}`, { ...sent, ...fields });
  };

  test('lists people with role, section, days and state; names are text, whatever they hold', async () => {
    const { status, text } = await cora.get(roster);
    expect(status).toBe(200);
    for (const shown of [
      '&lt;b&gt;Bobby&lt;/b&gt;',
      '<bdi>=cmd</bdi>',
      '<bdi>שרה 🎓</bdi>',
      '>over<',
      '>not yet<',
    ])
      expect(text).toContain(shown);
    expect(text).not.toContain('<b>Bobby');
    const found = await cora.get(`${roster}?q=${encodeURIComponent('שרה')}`);
    expect(found.text).toContain('1–1 of 1');
    expect((await cora.get(`${roster}?state=over`)).text).toContain('1–1 of 1');
    expect((await cora.get(`${roster}?section=002&role=student`)).text).toContain('1–1 of 1');
    expect((await cora.get(`${roster}?q=%25`)).text).toContain('Nothing matches');
    expect((await cora.get(`${roster}?section=nowhere&role=king&page=9999`)).status).toBe(200);
  });

  test('is saved as a table that no spreadsheet computes', async () => {
    const { headers, text } = await cora.get(`${roster}/csv?section=001`);
    expect(headers['content-type']).toContain('text/csv');
    expect(text.replace(/^\uFEFF/, '').split('\r\n')).toEqual([
      'username,name,role,section,starts,ends,state',
      '\'=cmd,"<b>Bobby</b> ""Tables""",student,001,,2020-01-31,over',
      '',
    ]);
  });

  test('takes in whom the domain knows, at once and written down; a part of a name finds them', async () => {
    const found = await add(cora, { person: 'ma', act: 'find' });
    expect(found.text).toContain('type="radio" name="pick" value="max"');
    const fields = { person: 'ma', pick: 'max', section: '003', starts: '2024-09-01', ends: '2999-01-15' };
    const answer = await add(cora, fields);
    expect([answer.status, answer.headers.location]).toEqual([303, roster]);
    expect((await cora.follow(answer)).text).toContain('Max is now student in this course.');
    expect(await roles('max')).toMatchObject([{ role: 'student', section: '003', ends: '2999-01-15' }]);
    const [told] = await rowsOf<Record<string, string>>(
      world,
      "SELECT * FROM audit WHERE deed = 'role-made' ORDER BY id DESC",
    );
    expect(told).toMatchObject({ actor: 'msu/cora', object: 'max: student in section 003' });
    const again = await add(cora, fields);
    expect([again.status, again.text.includes('there already')]).toEqual([422, true]);
  });

  test('keeps what was typed and names all that is wrong at once', async () => {
    const fields = { person: 'nob<ody', section: '-x', starts: '2026-02-30', ends: 'soon' };
    const answer = await add(cora, fields);
    expect(answer.status).toBe(422);
    for (const field of ['person', 'section', 'starts', 'ends'])
      expect(answer.text).toContain(`<a href="#f-${field}">`);
    expect(answer.text).toContain('value="nob&lt;ody"');
    const backwards = await add(cora, { person: 'eve', starts: '2026-02-02', ends: '2026-02-01' });
    expect(backwards.text).toContain('lies before the first');
    expect(await roles('eve')).toEqual([]);
  });

  test('knows nobody of another domain, and lists nobody by a single letter', async () => {
    const answer = await add(dora, { person: 'foreigner' });
    expect([answer.status, answer.text.includes('exactly this username')]).toEqual([422, true]);
    expect(answer.text).not.toContain('name="pick"');
    expect((await add(cora, { person: 'e', act: 'find' })).text).toContain('at least two letters');
  });

  test('lets a course coordinator name no other, whatever is posted', async () => {
    const answer = await add(cora, { person: 'eve', role: 'coordinator' });
    expect([answer.status, answer.text.includes('Only a domain coordinator')]).toEqual([422, true]);
    await add(cora, { person: 'eve', role: 'assistant' });
    const raised = await act(cora, 'change', { id: await roleId('eve'), fields: { role: 'coordinator' } });
    expect(raised.status).toBe(422);
    expect(await roles('eve')).toMatchObject([{ role: 'assistant' }]);
    const own = await roleId('cora');
    expect((await cora.get(`${roster}/remove?id=${own}`)).headers.location).toBe(roster);
    const csrf = hidden(await cora.get(`${roster}/new`), 'csrf');
    for (const deed of ['change', 'remove']) {
      const forged = { id: String(own), csrf, mark: 'forged', role: 'student', ends: '2020-01-01' };
      expect((await cora.post(`${roster}/${deed}`, forged)).status).not.toBe(200);
    }
    expect(await roles('cora')).toMatchObject([{ role: 'coordinator', ends: null }]);
    expect((await cora.get(`${roster}/new`)).text).not.toContain('value="coordinator"');
    expect((await dora.get(`${roster}/new`)).text).toContain('value="coordinator"');
  });

  test('touches no role of another course by its number', async () => {
    const bob = await roleId('bob', chemistry);
    expect((await cora.get(`${roster}/change?id=${bob}`)).headers.location).toBe(roster);
    const csrf = hidden(await cora.get(`${roster}/new`), 'csrf');
    for (const visitor of [cora, dora]) {
      const token = visitor === cora ? csrf : hidden(await dora.get(`${roster}/new`), 'csrf');
      for (const deed of ['change', 'remove']) {
        const form = { id: String(bob), csrf: token, mark: 'x', role: 'student', section: 'stolen' };
        expect((await visitor.post(`${roster}/${deed}`, form)).headers.location).toBe(roster);
      }
    }
    expect(await roles('bob', chemistry)).toMatchObject([{ role: 'student', section: '' }]);
    for (const deed of ['', '/new', '/change', '/remove', '/csv'])
      expect((await cora.get(`/adm/msu/chem/roster${deed}`)).status).toBe(404);
  });

  test('changes days and section of all that were ticked, or of none', async () => {
    await add(cora, { person: 'bob', ends: '2999-02-01' });
    const [bob, max] = [await roleId('bob'), await roleId('max')];
    const path = `${roster}/change`;
    const form = await cora.get(`${path}?id=${bob}&id=${max}&back=q%3Db%26page%3D2%26evil%3D1`);
    expect(heading(form)).toBe('Change 2 roles');
    const body = (fields: Record<string, string>) => {
      const sent = new URLSearchParams({
        csrf: hidden(form, 'csrf'),
        mark: hidden(form, 'mark'),
        back: hidden(form, 'back').replaceAll('&amp;', '&'),
        ...fields,
      });
      for (const id of [bob, max]) sent.append('id', String(id));
      return sent;
    };
    const post = (fields: Record<string, string>) => cora.post(path, body(fields));
    expect((await post({})).text).toContain('Fill in or tick what is to change');
    expect((await post({ ends: '2999-03-01', clearEnds: 'on' })).text).toContain('not both');
    // One of the two would end before it starts: neither changes.
    const wrong = await post({ starts: '2999-01-20' });
    expect([wrong.status, wrong.text.includes('It is about Max.')]).toEqual([422, true]);
    const right = await post({ section: '009', clearEnds: 'on' });
    expect([right.status, right.headers.location]).toEqual([303, `${roster}?q=b&page=2`]);
    expect(await roles('bob')).toMatchObject([{ section: '009', ends: null }]);
    expect(await roles('max')).toMatchObject([{ section: '009', starts: '2024-09-01', ends: null }]);
  });

  test('tells the second of two coordinators that the first one changed it', async () => {
    const id = await roleId('bob');
    const form = await dora.get(`${roster}/change?id=${id}`);
    await act(cora, 'change', { id, fields: { role: 'student', section: '010' } });
    const sent = { id: String(id), csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    const late = await dora.post(`${roster}/change`, { ...sent, role: 'proctor', section: '009' });
    expect([late.status, late.text.includes('Somebody else changed')]).toEqual([409, true]);
    expect(await roles('bob')).toMatchObject([{ role: 'student', section: '010' }]);
  });

  test('gives and takes rights at once: a launched student who gains a role is launched no longer (R1)', async () => {
    const item = await world.addItem({ item_id: 'week1' });
    const link = await world.addLink(item);
    await world.set({ item_id: item.id, access: 'only' });
    const visitor = await launched(world, link, { username: 'ann' });
    expect((await visitor.get('/msu/phy101/week1')).status).toBe(200);
    await act(cora, 'change', { id: await roleId('ann'), fields: { role: 'assistant' } });
    expect((await visitor.get('/msu/phy101/week1')).status).not.toBe(200);
    await act(cora, 'change', { id: await roleId('ann'), fields: { role: 'student' } });
    const again = await launched(world, link, { username: 'ann' });
    expect((await act(cora, 'remove', { id: await roleId('ann') })).status).toBe(303);
    expect((await again.get('/msu/phy101/week1')).status).not.toBe(200);
    const [told] = await rowsOf<Record<string, string>>(
      world,
      "SELECT * FROM audit WHERE deed = 'role-removed'",
    );
    expect(told).toMatchObject({ actor: 'msu/cora', object: 'ann: student' });
    await add(cora, { person: 'ann' });
  });

  test('keeps the last coordinator, also when two are taken away at the same time', async () => {
    const cora1 = await roleId('cora');
    for (const deed of ['change', 'remove'] as const) {
      const fields = { role: 'student' };
      const answer = await act(dora, deed, { id: cora1, fields });
      expect([answer.status, answer.text.includes('Nobody would coordinate')]).toEqual([422, true]);
    }
    const over = await act(dora, 'change', {
      id: cora1,
      fields: { role: 'coordinator', ends: '2020-01-01' },
    });
    expect(over.status).toBe(422);
    await add(dora, { person: 'carl', role: 'coordinator' });
    const carl1 = await roleId('carl');
    const answers = await Promise.all([cora1, carl1].map((id) => act(dora, 'remove', { id })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    const left = await rowsOf<Role>(
      world,
      "SELECT * FROM roles WHERE course_id = ? AND role = 'coordinator'",
      [world.course.id],
    );
    expect(left).toHaveLength(1);
  });

  test('shows any page of five thousand, and saves all of them', async () => {
    const { domain, make } = world;
    const big = await make.course({ domain_id: domain.id, course_id: 'big', title: 'Big' });
    for (let at = 0; at < 5_000; at += 500) {
      const numbers = Array.from({ length: 500 }, (_one, place) => at + place);
      const first = 1_000_000;
      await change(
        world,
        `INSERT INTO people (id, domain_id, username, fold_hash, display_name, domain_coordinator, sessions_after, created_at, search_words)
         VALUES ${numbers.map(() => '(?,?,?,?,?,0,0,0,?)').join(',')}`,
        numbers.flatMap((n) => [
          first + n,
          domain.id,
          `crowd${n}`,
          Buffer.alloc(32, `fold of ${n} .`),
          `Student ${String((n * 7919) % 5_000).padStart(4, '0')}`,
          `crowd${n}\nstudent ${String((n * 7919) % 5_000).padStart(4, '0')}\n`,
        ]),
      );
      await change(
        world,
        `INSERT INTO roles (domain_id, course_id, person_id, role, section) VALUES ${numbers.map(() => '(?,?,?,?,?)').join(',')}`,
        numbers.flatMap((n) => [domain.id, big.id, first + n, 'student', `s${n % 20}`]),
      );
    }
    const path = '/adm/msu/big/roster';
    for (const query of ['', '?page=100', '?q=Student+4', '?section=s3&state=active'])
      expect((await dora.get(path + query)).status).toBe(200);
    expect((await dora.get(`${path}?page=100`)).text).toContain('4951–5000 of 5000');
    expect((await dora.get(`${path}/csv`)).text.split('\r\n')).toHaveLength(5_002);
  });
});
