import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { addFile, change, hashOf, inside, launched, rowsOf, signedIn } from './visitors.ts';

describe.each(engines)('the course as a student sees it, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, course } = world;
    const person = await world.addPerson('cora');
    await make.role({ course_id: course.id, person_id: person.id, role: 'coordinator' });
    await world.addPerson('eve');
    const week1 = await world.addItem({ item_id: 'week1', kind: 'folder', title: 'Week 1', body: null });
    await world.addItem({
      item_id: 'waves',
      title: 'Waves <b>',
      body: 'Of *water* <script>x</script>',
      ...inside(week1),
    });
    await world.addItem({ item_id: 'exam', title: 'The exam', body: 'Secret questions' });
    const image = { type: 'image/png', bytes: 'a picture' };
    await addFile(world, { item_id: 'photo', title: 'Photo <b>', ...image });
    const { parent_id, path } = inside(week1);
    const place = "UPDATE items SET parent_id = ?, path = ? WHERE item_id = 'photo'";
    await change(world, place, [parent_id ?? null, path ?? null]);
    await addFile(world, { item_id: 'script', title: 'A script', type: 'application/pdf', bytes: '%PDF' });
    await world.addItem({ item_id: 'site1', kind: 'site', title: 'A site', body: null });
    await make.course({ domain_id: world.domain.id, course_id: 'chem' });
    const link = await world.addLink(week1);
    await world.set({
      item_id: week1.id,
      access: 'only',
      protect: 'only domain:1',
      scope: 'subtree',
      others: 'hide',
      listing: 'details',
    });
    await launched(world, link, { username: 'ann' });
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const see = (query: string) => cora.get(`/adm/msu/phy101/testlaunch/as?${query}`);
  const counts = async () => {
    const tables = ['launches', 'launch_sessions', 'nonces', 'account_sessions', 'audit', 'lms_users'];
    const found = tables.map((table) => rowsOf<{ n: number }>(world, `SELECT COUNT(*) AS n FROM ${table}`));
    return (await Promise.all(found)).map(([row]) => Number(row?.n));
  };

  test('is what that student finds: closed without the launch, open with it, and nothing outside', async () => {
    const alone = await see('student=ann');
    expect(alone.text).toContain('without a launch, sees:');
    expect(alone.text).toMatch(/<span class="shut"><b>Week 1<\/b>/);
    expect((await see('student=ann&item=waves')).text).toContain('The page says: open this from your LMS.');
    const byLaunch = await see('student=ann&launched=week1');
    expect(byLaunch.text).toMatch(/<a href="[^"]*item=waves"><b>Waves &lt;b&gt;<\/b>/);
    expect(byLaunch.text).not.toContain('The exam');
    const page = await see('student=ann&launched=week1&item=waves');
    expect(page.text).toContain('Of <em>water</em>');
    expect(page.text).not.toContain('<script>x');
    expect((await see('student=ann&launched=week1&item=exam')).text).not.toContain('Secret questions');
  });

  const bytes = '/adm/msu/phy101/testlaunch/as/photo/file';

  test('shows a picture in place, and every other file by its link, with its kind and size', async () => {
    const page = await see('student=ann&launched=week1&item=photo');
    const path = `${bytes}?student=ann&amp;launched=week1`;
    expect(page.text).toContain(`<img class="shown" src="${path}" alt="Photo &lt;b&gt;">`);
    expect(page.text).toMatch(/<span class="sub">Image, 9 byte/i);
    const picture = await cora.get(path.replace('&amp;', '&'));
    expect([picture.status, picture.headers['content-type'], picture.text]).toEqual([
      200,
      'image/png',
      'a picture',
    ]);
    expect(picture.headers['content-security-policy']).toMatch(/^sandbox;/);
    const pdf = await see('student=ann&item=script');
    expect(pdf.text).toContain('href="/adm/msu/phy101/testlaunch/as/script/file?student=ann&amp;download"');
    expect(pdf.text).not.toContain('class="shown"');
    expect((await see('student=ann&item=site1')).text).toContain('href="/msu/phy101/site1"');
  });

  test('gives no byte that the student would not be given, nor to anybody else', async () => {
    const eve = await signedIn(world, 'eve');
    const ann = await signedIn(world, 'ann');
    const asked: readonly (readonly [Browser, string])[] = [
      // Only a launch opens it.
      [cora, `${bytes}?student=ann`],
      [cora, `${bytes}?student=eve&launched=week1`],
      [cora, bytes],
      [cora, '/adm/msu/phy101/testlaunch/as/exam/file?student=ann'],
      [cora, '/adm/msu/phy101/testlaunch/as/site1/file?student=ann'],
      [cora, '/adm/msu/phy101/testlaunch/as/gone/file?student=ann'],
      [cora, '/adm/msu/chem/testlaunch/as/photo/file?student=ann&launched=week1'],
      [eve, `${bytes}?student=ann&launched=week1`],
      [ann, `${bytes}?student=ann&launched=week1`],
    ];
    for (const [visitor, path] of asked) {
      const { status, text } = await visitor.get(path);
      expect([path, status, text.includes('a picture')]).toEqual([path, 404, false]);
    }
  });

  test('leaves nothing behind, whatever was looked at', async () => {
    const before = await counts();
    for (const query of [
      'student=ann',
      'student=ann&launched=week1',
      'student=ann&launched=week1&item=waves',
    ])
      expect((await see(query)).status).toBe(200);
    expect((await cora.get(`${bytes}?student=ann&launched=week1`)).status).toBe(200);
    expect(await counts()).toEqual(before);
  });

  test.each([
    ['student=nobody', 'Nobody in this domain has that username'],
    ['student=cora', 'no student of this course'],
    ['student=eve', 'no student of this course'],
    ['student=ann&item=gone', 'no such item'],
    ['student=ann&launched=exam', 'No launch of that item would arrive'],
    ['student=%3Cscript%3E', 'Nobody in this domain has that username'],
  ])('says in words why there is nothing to see: %s', async (query, words) => {
    const answer = await see(query);
    expect([answer.status, answer.text.includes(words)]).toEqual([200, true]);
    expect(answer.text).not.toContain('<script>');
  });
});
