import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addLinkPlaces } from '../../src/storage/linkPlaceStore.ts';
import { type Browser, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, hashOf, post } from '../hostile.ts';
import { openWorld, type World } from '../world.ts';
import { type Broken, brokenCases } from './brokenLaunches.ts';
import { signedIn } from './visitors.ts';

const english = require('../../views/texts/en/causes.json') as {
  readonly launchCause: Readonly<Record<string, string>>;
};

describe.each(engines)('the story of a launch, on %s', (engine) => {
  let world: World;
  let at: Broken;
  let dora: Browser;
  let cora: Browser;
  let otto: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, domain, course } = world;
    await world.addPerson('dora', { domain_coordinator: 1 });
    const enrol = async (username: string, fields: object, more = {}) => {
      const person = await world.addPerson(username, more);
      await make.role({ course_id: course.id, person_id: person.id, ...fields });
    };
    await enrol('cora', { role: 'coordinator' });
    await enrol('former', { ends: '2020-01-01' });
    await enrol('disabled', {}, { disabled_at: 1 });
    await world.addPerson('guest');
    const chem = await make.course({ domain_id: domain.id, course_id: 'chem' });
    await enrol('otto', { role: 'coordinator', course_id: chem.id });
    const link = async (item_id: string, fields = {}) =>
      world.addLink(await world.addItem({ item_id, title: item_id }), fields);
    const guarded = await link('guarded');
    await world.set({ item_id: guarded.item_id, access: 'only', protect: 'only domain:9' });
    const undeep = await link('undeep');
    await world.set({ item_id: undeep.item_id, access: 'off' });
    const gone = await link('gone');
    await change(world, `DELETE FROM items WHERE id = ${gone.item_id}`);
    const bound = await link('bound', { place_check: 'enforce' });
    at = {
      world,
      guarded,
      undeep,
      gone,
      bound,
      link: await link('intro'),
      off: await link('off', { enabled: 0 }),
      over: await link('over', { valid_until: 1 }),
      early: await link('early', { valid_from: 9_999_999_999 }),
      protector: world.protector,
    };
    const places = [
      {
        item: bound.item_id,
        protector: { level: 'domain', number: 1 } as const,
        contextId: 'another',
        resourceLinkId: undefined,
      },
    ];
    await world.database.door.write((sql) =>
      addLinkPlaces(sql, { domainId: domain.id, courseId: course.id }, { places, now: world.clock.now }),
    );
    await world.addProtector({ plainSecret: 'the secret of another', consumer_key: 'another' });
    await world.addProtector({ plainSecret: 'none', consumer_key: 'secretless', secret: null });
    await world.addProtector({
      plainSecret: 'a secret without names',
      consumer_key: 'nameless',
      use_identity: null,
    });
    await world.addProtector({
      plainSecret: 'x',
      plainPrevious: 'the old secret',
      previous_until: 1,
      consumer_key: 'renewed',
    });
    await make.address({
      domain_id: domain.id,
      origin: 'https://links.msu.example',
      host: 'links.msu.example',
      is_current: 0,
    });
    await change(world, 'INSERT INTO explanations (domain_id, course_id, expires_at) VALUES (?, 0, ?)', [
      domain.id,
      world.clock.now + 3_600_000,
    ]);
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
    otto = await signedIn(world, 'otto');
  });
  afterAll(() => world.close());

  test('knows at least 25 ways to fail, and each is tried below once', () => {
    const causes = brokenCases.map(({ cause }) => cause);
    expect(new Set(causes).size).toBe(causes.length);
    expect(causes.length).toBeGreaterThan(25);
  });

  test.each(brokenCases.map((one) => [one.what, one.cause, one] as const))(
    'after %s says what it was: %s',
    async (_what, cause, one) => {
      world.clock.now += 1_000;
      await one.before?.(at);
      const { path, body, headers } = one.send(at);
      const answer = await post(world.port, { path, body, ...(headers ? { headers } : {}) });
      await one.after?.(at);
      await world.flush();
      const [row] = await world.journal();
      const number = reference(answer) ?? row?.reference ?? '';
      const page = await dora.get(`/adm/msu/journal/${number}`);
      expect([cause, page.status]).toEqual([cause, 200]);
      const sentence = english.launchCause[cause]?.split(/[{.:]/)[0] ?? '';
      const told = /<div class="note[^>]*>\s*<p><b>([^<]*)/.exec(page.text)?.[1] ?? '';
      expect(told.replaceAll('&#39;', "'")).toContain(sentence);
      // The coordinator of the course sees what is of the course, and nobody of another one does.
      const ofCourse = cause !== 'unknown-link' && cause !== 'unknown-host';
      expect((await cora.get(`/adm/msu/phy101/journal/${number}`)).status).toBe(ofCourse ? 200 : 404);
      expect((await otto.get(`/adm/msu/chem/journal/${number}`)).status).toBe(404);
    },
  );
});
