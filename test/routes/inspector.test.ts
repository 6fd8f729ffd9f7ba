import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow, ProtectorRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, hashOf } from '../hostile.ts';
import { openWorld, password, type World } from '../world.ts';
import { hour, rowsOf, signedIn } from './visitors.ts';

const launches = '/adm/msu/protectors/1/launches';

describe.each(engines)('the recent launches of a link protector, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let elsewhere: LinkRow;
  let own: ProtectorRow;
  let dora: Browser;
  let cora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, course, domain } = world;
    await world.addPerson('dora', { domain_coordinator: 1 });
    const person = await world.addPerson('cora');
    await make.role({ course_id: course.id, person_id: person.id, role: 'coordinator' });
    const chem = await make.course({ domain_id: domain.id, course_id: 'chem', title: 'Chemistry' });
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    elsewhere = await world.addLink(
      await make.item({ domain_id: domain.id, course_id: chem.id, item_id: 'acid', title: 'Acid' }),
    );
    own = await world.addProtector({
      plainSecret: 'the secret of the course',
      consumer_key: 'of-the-course',
      number: 1,
      course_id: course.id,
      name: 'Our own',
    });
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const moodle = (username = 'ann') => ({
    parameters: {
      lis_person_sourcedid: '',
      ext_user_username: username,
      custom_login: username.toUpperCase(),
      lis_person_contact_email_primary: `${username}@msu.example`,
      lis_result_sourcedid: '{"data":{"instanceid":"17","userid":"6454"}}',
    },
  });
  async function choose(path: string, changes: Record<string, string> = {}, visitor = dora) {
    const form = await visitor.get(path);
    const fields = ['csrf', 'name', 'transform', 'mark'].map((name) => [name, hidden(form, name)]);
    return visitor.post(path.split('?')[0] ?? '', { ...Object.fromEntries(fields), ...changes });
  }
  const useOf = async (id: number) => {
    const text = 'SELECT use_identity FROM protectors WHERE id = ?';
    const [row] = await rowsOf<{ use_identity: string }>(world, text, [id]);
    return JSON.parse(row?.use_identity ?? 'null') as unknown;
  };

  test('begin with what to do, while there are none', async () => {
    const page = await dora.get(launches);
    expect(page.status).toBe(200);
    expect(page.text).toContain('No launch has come yet.');
    expect((await dora.get('/adm/msu/protectors/99/launches')).status).toBe(404);
    expect((await dora.get('/adm/msu/protectors/x/launches')).status).toBe(404);
  });

  test('say which parameter holds the username, without a value being kept (R31)', async () => {
    for (let time = 0; time < 3; time += 1) await world.launch(world.browser(), link, moodle());
    await world.flush();
    const { text } = await dora.get(launches);
    expect(text).toMatch(/ext_user_username<\/code>[\s\S]*?3 of 3[\s\S]*?is a username</);
    expect(text).toMatch(/custom_login<\/code> <span class="tag warn">can be edited[\s\S]*?in small letters/);
    expect(text).toMatch(/lis_person_contact_email_primary<\/code>[\s\S]*?before the @/);
    const rows = await rowsOf<{ fields: string }>(world, 'SELECT fields FROM launch_samples');
    for (const { fields } of rows) {
      expect(fields).not.toMatch(/"ann|@msu|6454|SESSKEY|lms\.example|oauth_/i);
      expect(fields).toMatch(/"name":"lis_result_sourcedid","length":\d+,"shape":"other"\}/);
    }
  });

  test('hold nothing of what they were sent, whatever it was: not even half of it', async () => {
    const random = (n: number) => `v${((n * 2_654_435_761) % 4_294_967_296).toString(36)}q${n}`;
    const values = Array.from({ length: 60 }, (_, n) => random(n + 1));
    const endings = ['', '@lms.example', ' Ünï', '/path?token=1', '🎓', '$'];
    const sent = values.map((value, n) => `${value}${endings[n % endings.length]}`);
    const names = sent.map((value, n): [string, string] => [`custom_p${n}`, value]);
    await world.launch(world.browser(), link, { parameters: Object.fromEntries(names) });
    await world.launch(world.browser(), link, { secret: 'guessed', parameters: Object.fromEntries(names) });
    await world.flush();
    const rows = await rowsOf<object>(world, 'SELECT * FROM launch_samples');
    const all = JSON.stringify(rows);
    expect(values.filter((value) => all.includes(value.slice(0, 3)))).toEqual([]);
    const [unsigned] = await rowsOf<{ fields: string }>(
      world,
      'SELECT fields FROM launch_samples WHERE protector_id = 0 ORDER BY id DESC',
    );
    const keys = new Set((JSON.parse(unsigned?.fields ?? '[]') as object[]).flatMap(Object.keys));
    expect([...keys].sort()).toEqual(['length', 'name']);
  });

  test('are no more than 20 of each course and link protector, the newest', async () => {
    for (let time = 0; time < 25; time += 1) {
      await world.launch(world.browser(), link, { username: 'ann', parameters: { custom_n: String(time) } });
      if (time % 7 === 0) await world.flush();
    }
    await world.launch(world.browser(), elsewhere, {});
    await world.flush();
    const counts = await rowsOf<{ n: number; course_id: number }>(
      world,
      'SELECT COUNT(*) AS n, course_id FROM launch_samples WHERE protector_id > 0 GROUP BY course_id ORDER BY course_id',
    );
    expect(counts.map(({ n }) => Number(n))).toEqual([20, 1]);
  });

  test('show a coordinator of one course only what came to it', async () => {
    const { text, status } = await cora.get('/adm/msu/phy101/inspector');
    expect(status).toBe(200);
    expect(text).toContain('Campus Moodle');
    expect(text).not.toContain('>chem<');
    expect((await cora.get(launches)).status).toBe(404);
    expect((await dora.get(launches)).text).toContain('>chem<');
    expect((await cora.get('/adm/msu/phy101/protectors/1/launches')).text).toContain('Our own');
  });

  test('let a parameter be chosen, once the form was confirmed, and write that down', async () => {
    await world.launch(world.browser(), link, moodle());
    await world.flush();
    const page = await dora.get(launches);
    const path = /href="([^"]*parameter\?name=ext_user_username[^"]*)"/.exec(page.text)?.[1] ?? '';
    const answer = await choose(path.replaceAll('&amp;', '&'));
    expect([answer.status, answer.headers.location]).toEqual([303, launches]);
    expect((await dora.follow(answer)).text).toContain('now taken from ext_user_username');
    expect(await useOf(world.protector.id)).toMatchObject({ parameter: 'ext_user_username' });
    const [row] = await rowsOf<{ after_value: string }>(
      world,
      "SELECT after_value FROM audit WHERE deed = 'protector-changed'",
    );
    expect(row?.after_value).toContain('ext_user_username');
    const opened = await world.launch(world.browser(), link, moodle());
    expect(opened.headers.location).toContain('/msu/phy101/intro');
  });

  test('want a word of consent for a parameter of a domain that teachers can edit (R3)', async () => {
    const path = `${launches}/parameter?name=custom_login&transform=lower`;
    expect((await choose(path)).status).toBe(422);
    expect(await useOf(world.protector.id)).toMatchObject({ parameter: 'ext_user_username' });
    const editing = await choose(path, { consent: 'on' });
    expect(editing.status).toBe(303);
    expect(await useOf(world.protector.id)).toMatchObject({
      parameter: 'custom_login',
      transform: { kind: 'lower' },
    });
    const ofCourse = '/adm/msu/phy101/protectors/1/launches/parameter?name=custom_login';
    expect((await cora.get(ofCourse)).text).toContain('Teachers, and in some LMSs students');
    expect((await choose(ofCourse, {}, cora)).status).toBe(303);
    expect(await useOf(own.id)).toMatchObject({ parameter: 'custom_login' });
  });

  test('replace nothing that somebody else changed meanwhile, and no domain protector by a course coordinator', async () => {
    const path = `${launches}/parameter?name=user_id`;
    expect((await choose(path, { mark: 'of another state' })).status).toBe(409);
    const csrf = hidden(await cora.get('/adm/msu/phy101/inspector'), 'csrf');
    expect((await choose(path, { csrf, name: 'user_id' }, cora)).status).toBe(404);
    expect((await dora.get(`${launches}/parameter?name=`)).status).toBe(404);
    expect((await dora.get(`${launches}/parameter?name=%3Cscript%3E%20x`)).status).toBe(404);
    expect(await useOf(world.protector.id)).toMatchObject({ parameter: 'custom_login' });
  });

  test('have bad signatures looked into for an hour, and only while somebody has asked for it', async () => {
    const found = async () => {
      world.clock.now += 1_000;
      await world.launch(world.browser(), link, { secret: 'a secret of the tests ' });
      await world.flush();
      const [row] = await rowsOf<{ cause: string | null }>(
        world,
        'SELECT cause FROM launch_samples WHERE protector_id = 0 ORDER BY id DESC LIMIT 1',
      );
      return row?.cause ?? null;
    };
    expect(await found()).toBeNull();
    const { csrf } = { csrf: hidden(await cora.get('/adm/msu/phy101/inspector'), 'csrf') };
    const on = await cora.post('/adm/msu/phy101/inspector/explain', { csrf, on: 'on' });
    expect(on.status).toBe(303);
    expect(await found()).toBe('secret-blanks');
    world.clock.now += hour;
    expect(await found()).toBeNull();
    const deeds = await rowsOf<{ object: string }>(
      world,
      "SELECT object FROM audit WHERE deed = 'explaining-started'",
    );
    expect(deeds).toEqual([{ object: 'phy101' }]);
  });

  test('ask for the password before who one is taken for changes, a quarter of an hour after the sign-in', async () => {
    const path = `${launches}/parameter?name=user_id`;
    dora = await signedIn(world, 'dora');
    world.clock.now += hour / 2;
    expect((await choose(path)).status).toBe(422);
    world.clock.now += 10_000;
    expect((await choose(path, { confirmPassword: password })).status).toBe(303);
    await change(world, 'DELETE FROM launch_samples');
  });
});
