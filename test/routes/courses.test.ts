import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { change, hashOf, rowsOf, signedIn } from './visitors.ts';

const courses = '/adm/msu/courses';

describe.each(engines)('the courses of a domain, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    await world.addPerson('cora', { display_name: 'Cora <C>' });
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  const make = async (fields: Record<string, string>) => {
    const csrf = hidden(await dora.get(`${courses}/new`), 'csrf');
    return dora.post(`${courses}/new`, { act: 'make', csrf, ...fields });
  };

  test('are made with their first coordinator, who can begin at once', async () => {
    const found = await make({ act: 'find', person: 'cor' });
    expect(found.text).toContain('name="pick" value="cora"');
    const answer = await make({
      title: ' Chemistry <101> 🧪 ',
      course: 'chem101',
      person: 'cor',
      pick: 'cora',
    });
    expect([answer.status, answer.headers.location]).toEqual([303, '/adm/msu/chem101/roster']);
    const cora = await signedIn(world, 'cora');
    expect((await cora.get('/adm/msu/chem101/roster')).text).toContain('Cora &lt;C&gt;');
    expect((await cora.get(courses)).status).toBe(404);
    const list = await dora.get(courses);
    expect(list.text).toContain('Chemistry &lt;101&gt; 🧪');
    expect(list.text).toContain('Cora &lt;C&gt;');
    const told = await rowsOf<Record<string, string>>(world, 'SELECT deed, object FROM audit ORDER BY id');
    expect(told).toEqual([
      { deed: 'course-made', object: 'chem101' },
      { deed: 'role-made', object: 'cora: coordinator' },
    ]);
  });

  test.each([
    [{ title: ' ', course: '' }, ['title', 'course']],
    [{ title: 'Login', course: 'settings' }, ['course']],
    [{ title: 'x'.repeat(201), course: '../etc' }, ['title', 'course']],
    [{ title: 'Again', course: 'phy101', person: 'nobody-here' }, ['course', 'person']],
  ])('are not made where something is wrong: %j', async (fields, faults) => {
    const before = await rowsOf(world, 'SELECT id FROM courses');
    const answer = await make(fields);
    expect(answer.status).toBe(422);
    for (const field of faults) expect(answer.text).toContain(`<a href="#f-${field}">`);
    expect(await rowsOf(world, 'SELECT id FROM courses')).toEqual(before);
  });

  test('are not made twice by two at the same time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => make({ title: 'Race', course: 'race' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422, 422]);
  });

  test('are searched, filtered and paged, and say when they were last launched', async () => {
    const { make: makes, domain, course, ann } = world;
    const item = await world.addItem({ item_id: 'one' });
    await world.launch(world.browser(), await world.addLink(item));
    await world.flush();
    await makes.course({ domain_id: domain.id, course_id: 'old', title: 'Old', archived_at: 1 });
    const elsewhere = await makes.course({ course_id: 'foreign', title: 'Foreign physics' });
    await makes.role({ course_id: elsewhere.id, person_id: ann.id });
    const found = await dora.get(`${courses}?q=physics`);
    expect(found.text).toContain('1–1 of 1');
    expect(found.text).toContain(course.title);
    expect(found.text).toMatch(/<time datetime/);
    expect(found.text).not.toContain('Foreign');
    expect((await dora.get(courses)).text).not.toContain('>Old<');
    expect((await dora.get(`${courses}?state=archived`)).text).toContain('Old');
    expect((await dora.get(`${courses}?q=OLD&state=all`)).text).toContain('1–1 of 1');
  });

  test('a thousand of them are shown fifty at a time, and each is found by a search', async () => {
    const { domain } = world;
    for (let at = 0; at < 1_000; at += 250) {
      const numbers = Array.from({ length: 250 }, (_one, place) => 1_000 + at + place);
      await change(
        world,
        `INSERT INTO courses (id, domain_id, course_id, title, last_protector, created_at)
         VALUES ${numbers.map(() => '(?,?,?,?,0,0)').join(',')}`,
        numbers.flatMap((n) => [n, domain.id, `c${n}`, `Course ${n}`]),
      );
    }
    const rows = (text: string) => text.split('<tr>').length - 2;
    const first = await dora.get(courses);
    expect([rows(first.text), /1–50 of \d+/.test(first.text)]).toEqual([50, true]);
    expect((await dora.get(`${courses}?page=15`)).text).toContain('701–750 of');
    expect((await dora.get(`${courses}?q=Course+17`)).text).toContain('Course 1700');
  });
});
