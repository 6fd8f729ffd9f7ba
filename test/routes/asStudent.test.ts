import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { hashOf, inside, launched, rowsOf, signedIn } from './visitors.ts';

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

  test('leaves nothing behind, whatever was looked at', async () => {
    const before = await counts();
    for (const query of [
      'student=ann',
      'student=ann&launched=week1',
      'student=ann&launched=week1&item=waves',
    ])
      expect((await see(query)).status).toBe(200);
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
