import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { goneProtectorSettings } from '../../src/storage/overviewStore.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { encode, openWorld, type World } from '../world.ts';
import { hashOf, rowsOf, signedIn } from './visitors.ts';

const path = '/adm/msu/protectors/1/origins';

describe.each(engines)('the origins of a protector’s LMS, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let link: LinkRow;

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    link = await world.addLink(await world.addItem({ item_id: 'week1', title: 'Week 1' }));
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  const kept = async () => {
    const [row] = await rowsOf<{ origins: string; origin_check: string }>(
      world,
      'SELECT origins, origin_check FROM protectors WHERE number = 1',
    );
    return [JSON.parse(row?.origins ?? ''), row?.origin_check];
  };
  async function send(fields: Record<string, string>, visitor = dora) {
    const form = await visitor.get(path);
    return visitor.post(path, { csrf: hidden(form, 'csrf'), ...fields });
  }
  async function launchFrom(origin: string, username: string): Promise<number> {
    const visitor = world.browser();
    const body = encode(world.signed(link, { username }));
    const headers = { Origin: origin };
    const address = `/adm/launch/tiny/msu/${link.short_id}`;
    return (await visitor.postFromElsewhere(address, body, headers)).status;
  }

  test('are proposed after launches of three people, shown, approved with a click and taken away again', async () => {
    for (const username of ['one', 'two']) await launchFrom('https://moodle.msu.example', username);
    expect((await dora.get(path)).text).toContain('Nothing is proposed now.');
    await launchFrom('https://moodle.msu.example', 'three');
    const page = await dora.get(path);
    expect(page.text).toContain('value="https://moodle.msu.example"');
    const answer = await send({ deed: 'approve', origin: 'https://moodle.msu.example' });
    expect(answer.status).toBe(303);
    expect((await dora.follow(answer)).text).toContain('https://moodle.msu.example is approved.');
    expect(await kept()).toEqual([['https://moodle.msu.example'], 'warn']);
    await send({ deed: 'approve', origin: ' HTTPS://Canvas.MSU.example/ ' });
    expect(await kept()).toEqual([['https://moodle.msu.example', 'https://canvas.msu.example'], 'warn']);
    await send({ deed: 'remove', origin: 'https://canvas.msu.example' });
    expect(await kept()).toEqual([['https://moodle.msu.example'], 'warn']);
    const deeds = await rowsOf<{ deed: string }>(world, 'SELECT deed FROM audit ORDER BY id');
    expect(deeds.map(({ deed }) => deed)).toEqual(['origin-approved', 'origin-approved', 'origin-removed']);
  });

  test('are origins, not addresses or markup; what was typed stays beside the fault', async () => {
    for (const origin of [
      'moodle',
      'https://a.example/x?y',
      'javascript:alert(1)',
      'https://u:p@a.example',
      '"><b>',
    ]) {
      const answer = await send({ deed: 'approve', origin });
      expect([origin, answer.status]).toEqual([origin, 422]);
      expect(answer.text).toContain('Write https://, the host');
      expect(answer.text).not.toContain('"><b>');
    }
  });

  test('are demanded only by whoever has seen what that would have refused (R26)', async () => {
    await launchFrom('https://elsewhere.example', 'ann');
    const page = await dora.get(path);
    expect(page.text).toContain('Of 4 good launches of the last 14 days, Refuse would have turned 1 away.');
    expect(page.text).toContain('https://elsewhere.example');
    const refused = await send({ deed: 'check', mode: 'enforce' });
    expect([refused.status, (await kept())[1]]).toEqual([422, 'warn']);
    expect(await launchFrom('https://elsewhere.example', 'ann')).toBe(303);
    expect((await send({ deed: 'check', mode: 'enforce', confirmed: 'on' })).status).toBe(303);
    expect((await kept())[1]).toBe('enforce');
    expect(await launchFrom('https://elsewhere.example', 'ann')).toBe(403);
    expect(await launchFrom('https://moodle.msu.example', 'ann')).toBe(303);
    // A word that is none of the three never loosens the check.
    await send({ deed: 'check', mode: 'perhaps' });
    expect((await kept())[1]).toBe('enforce');
    await send({ deed: 'check', mode: 'off' });
    expect(await launchFrom('https://elsewhere.example', 'ann')).toBe(303);
  });

  test('counts settings that name a protector that is gone, of the domain or of their course', async () => {
    const { make, domain, course } = world;
    const other = await make.course({ domain_id: domain.id, course_id: 'chem' });
    const set = (name: string, protect: string, courseId = course.id) =>
      world
        .addItem({ item_id: name, title: name, course_id: courseId })
        .then((item) => world.set({ item_id: item.id, course_id: courseId, protect }));
    await world.addProtector({ plainSecret: 'another secret', course_id: course.id, number: 5 });
    await set('fine', 'only domain:1 course:5');
    await set('gone1', 'only domain:77');
    await set('gone2', 'only course:5 course:6');
    await set('gone3', 'only course:5', other.id);
    await set('none', 'only');
    const look = async (scope: { domainId: number; courseId?: number }) =>
      Object.fromEntries(await world.database.door.read((sql) => goneProtectorSettings(sql, scope)));
    expect(await look({ domainId: domain.id })).toEqual({ phy101: 2, chem: 1 });
    expect(await look({ domainId: domain.id, courseId: other.id })).toEqual({ chem: 1 });
    const elsewhere = await make.domain({ name: 'osu' });
    expect(await look({ domainId: elsewhere.id })).toEqual({});
  });

  test('a course’s new protector may take a name that its domain recommends', async () => {
    await world.database.door.write((sql) =>
      sql.run('INSERT INTO recommended_launchers (domain_id, name, lms, created_at) VALUES (?, ?, ?, ?)', [
        world.domain.id,
        'Campus & Moodle',
        'moodle',
        1,
      ]),
    );
    const page = await dora.get('/adm/msu/phy101/protectors/new');
    expect(page.text).toContain('Campus &amp; Moodle (Moodle)');
    const chosen = await dora.get('/adm/msu/phy101/protectors/new?name=Campus%20%26%20Moodle');
    expect(chosen.text).toContain('value="Campus &amp; Moodle"');
    expect((await dora.get('/adm/msu/protectors/new')).text).not.toContain('Campus &amp; Moodle');
  });
});
