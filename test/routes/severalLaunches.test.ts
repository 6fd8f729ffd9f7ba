import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, startOfTests, type World } from '../world.ts';
import { change, hashOf, launched, signedIn, verdict } from './visitors.ts';

const second = 'a second secret of the tests';

// Five tabs of one browser: two courses, two link protectors, two LMSs.
describe.each(engines)('several launches at once, on %s', (engine) => {
  let world: World;
  let links: { path: string; link: LinkRow; key: string; secret: string; lms: string }[];
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addProtector({ plainSecret: second, consumer_key: 'second' });
    const chem = await world.make.course({ domain_id: world.domain.id, course_id: 'chem' });
    const bob = await world.addPerson('bob');
    for (const course_id of [world.course.id, chem.id]) {
      await world.make.role({ course_id, person_id: bob.id });
      if (course_id === chem.id) await world.make.role({ course_id, person_id: world.ann.id });
    }
    const first = { key: 'moodle-prod', secret: 'a secret of the tests', lms: 'https://lms.example' };
    const other = { key: 'second', secret: second, lms: 'https://canvas.example' };
    const tabs = [
      { course: 'phy101', item: 'a', by: first },
      { course: 'phy101', item: 'b', by: other },
      { course: 'chem', item: 'a', by: first },
      { course: 'chem', item: 'b', by: other },
      { course: 'chem', item: 'c', by: first },
    ];
    links = [];
    for (const { course, item, by } of tabs) {
      const course_id = course === 'chem' ? chem.id : world.course.id;
      const row = await world.addItem({ course_id, item_id: item });
      await world.set({ course_id, item_id: row.id, access: 'only' });
      links.push({ path: `/msu/${course}/${item}`, link: await world.addLink(row), ...by });
    }
  });
  beforeEach(async () => {
    world.clock.now = startOfTests;
    await change(world, 'DELETE FROM launch_sessions');
  });
  afterAll(() => world.close());

  const open = ({ link, key, secret, lms }: (typeof links)[number], visitor: Browser, username: string) =>
    launched(
      world,
      link,
      { key, secret, username, parameters: { launch_presentation_return_url: `${lms}/back` } },
      visitor,
    );
  async function fiveTabs(username: string, visitor = world.browser()): Promise<Browser> {
    for (const one of links) await open(one, visitor, username);
    return visitor;
  }
  const verdicts = (visitor: Browser) =>
    Promise.all(links.map(async ({ path }) => verdict(await visitor.get(path))));
  const all = (word: string) => links.map(() => word);
  async function signOut(visitor: Browser, path: string): Promise<void> {
    const csrf = hidden(await visitor.get(path), 'csrf');
    expect((await visitor.post('/logout', { csrf })).status).toBe(303);
  }

  test('each works on after the others came, with the way back to its own LMS', async () => {
    const visitor = await fiveTabs('ann');
    world.clock.now += 90 * 60_000;
    expect(await verdicts(visitor)).toEqual(all('open'));
    for (const { path, lms } of links) {
      const { text } = await visitor.get(path);
      expect([path, text.includes(`href="${lms}/back"`)]).toEqual([path, true]);
      expect(text.match(/href="https:\/\/[a-z]+\.example\/back/g)).toHaveLength(1);
    }
  });

  test('open when all five arrive at the same time', async () => {
    const visitor = world.browser();
    await Promise.all(links.map((one) => open(one, visitor, 'ann')));
    expect(await verdicts(visitor)).toEqual(all('open'));
  });

  test('the sign-out in one ends all of that person, and none of another in another browser', async () => {
    const [ann, bob] = [await fiveTabs('ann'), await fiveTabs('bob')];
    const kept = new Map(ann.cookies);
    await signOut(ann, links[2]?.path ?? '');
    for (const [name, value] of kept) ann.cookies.set(name, value);
    expect(await verdicts(ann)).toEqual(all('sign-in'));
    expect(await verdicts(bob)).toEqual(all('open'));
  });

  // Each LMS's frames have cookies of their own (partitioned), of which the other's know nothing.
  test('the sign-out in the frame of one LMS ends also what is open in the frame of the other', async () => {
    const [one, other] = [world.browser(), world.browser()];
    for (const tab of links) await open(tab, tab.key === 'second' ? other : one, 'ann');
    const bob = await fiveTabs('bob');
    await signOut(one, links[0]?.path ?? '');
    expect(await verdicts(other)).toEqual(all('sign-in'));
    expect(await verdicts(bob)).toEqual(all('open'));
  });

  test('the sign-out of an account ends the launches of the same person', async () => {
    const frame = await fiveTabs('ann');
    const account = await signedIn(world, 'ann');
    await signOut(account, '/');
    expect(await verdicts(frame)).toEqual(all('sign-in'));
  });

  test('the sign-out ends a launch that waits here for another person, and nothing else of theirs', async () => {
    const bobAtHome = await fiveTabs('bob');
    const shared = await fiveTabs('ann');
    const [tab] = links;
    if (!tab) throw new Error('no tab');
    const { link, key, secret } = tab;
    const question = await shared.follow(await world.launch(shared, link, { key, secret, username: 'bob' }));
    const fields = { csrf: hidden(question, 'csrf'), launch: hidden(question, 'launch') };
    await signOut(shared, links[1]?.path ?? '');
    expect((await shared.post('/launch/choice', { ...fields, choice: 'continue' })).status).toBe(403);
    expect(await verdicts(bobAtHome)).toEqual(all('open'));
  });
});
