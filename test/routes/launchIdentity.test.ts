import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow, PersonRow } from '../../src/storage/schema/rows.ts';
import { heading } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, countOf, expectRefused, hashOf } from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, type World } from '../world.ts';
import { name, notAccepted, type Parameters } from './launchIdentityCases.ts';

describe.each(engines)('who one is after a launch, on %s', (engine) => {
  let world: World;
  let item: ItemRow;
  let link: LinkRow;
  const people = new Map<string, PersonRow>();
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item);
    const course_id = world.course.id;
    const add = async (username: string, fields: Partial<PersonRow> = {}) => {
      const person = await world.addPerson(username, fields);
      people.set(username, person);
      return person.id;
    };
    const enrol = async (username: string, role = 'student', more = {}) =>
      world.make.role({ course_id, person_id: await add(username), role, ...more });
    await world.make.role({ course_id, person_id: await add('disabled', { disabled_at: 1 }) });
    await enrol('cora', 'coordinator');
    await enrol('ina', 'instructor');
    await enrol('pro', 'proctor');
    await world.make.role({ course_id, person_id: await add('dora', { domain_coordinator: 1 }) });
    const both = await enrol('both', 'assistant');
    await world.make.role({ course_id, person_id: both.person_id, section: '2' });
    await enrol('later', 'student', { starts: '2025-12-18' });
    await enrol('former', 'student', { ends: '2025-12-16' });
    await enrol('today', 'student', { starts: '2025-12-17', ends: '2025-12-17' });
    await enrol('formerstaff', 'instructor', { ends: '2025-12-16' });
    await world.make.role({ course_id, person_id: people.get('formerstaff')?.id ?? 0 });
    await add('guest');
    await enrol('josé');
    const second = await world.make.course({ domain_id: world.domain.id, course_id: 'phy102' });
    await world.make.role({ course_id: second.id, person_id: await add('elsewhere') });
    const foreign = await world.make.domain({ name: 'other' });
    await world.make.person({ domain_id: foreign.id, username: 'elsa' });
    await world.make.administrator({ username: 'root' });
  });
  beforeEach(async () => {
    world.clock.now += 60_000;
    await change(world, "UPDATE protectors SET remember_users = 'off'");
  });
  afterAll(() => world.close());

  const use = (fields: object | null) =>
    change(world, 'UPDATE protectors SET use_identity = ?', [
      fields === null
        ? null
        : JSON.stringify({
            parameter: 'lis_person_sourcedid',
            transform: { kind: 'none' },
            otherwise: 'login',
            ...fields,
          }),
    ]);
  const send = (parameters: Parameters = {}) => world.launch(world.browser(), link, { parameters });
  const last = async () => (await world.journal())[0];
  const toLogin = (answer: Answer) =>
    expect([answer.status, answer.headers.location]).toEqual([
      303,
      expect.stringMatching(/^\/login\?launch=/),
    ]);
  const toItem = (answer: Answer) =>
    expect([answer.status, answer.headers.location]).toEqual([303, '/msu/phy101/intro']);

  describe.each(['login', 'stop'] as const)('with %s for names that are not accepted', (otherwise) => {
    beforeAll(() => use({ otherwise }));

    test.each(notAccepted)('$who: $identity', async ({ parameters, identity, named }) => {
      const people = await countOf(world, 'people');
      const answer = await send(parameters);
      if (otherwise === 'login') toLogin(answer);
      else await expectRefused(world, answer, { status: 403, code: 'stopped' });
      const code = otherwise === 'login' ? 'login-required' : 'stopped';
      expect(await last()).toMatchObject({ code, identity, named, person: null, differs: false });
      expect(await countOf(world, 'people')).toBe(people);
    });

    test.each(['ann', 'today', 'formerstaff', 'josé'])('%s: accepted', async (username) => {
      toItem(await send(name(username)));
      const row = { code: 'opened', identity: 'accepted', named: username, person: username };
      expect(await last()).toMatchObject(row);
    });
  });

  test('grants nothing for roles in the payload', async () => {
    await use({});
    const roles =
      'Administrator,Instructor,urn:lti:sysrole:ims/lis/SysAdmin,urn:lti:instrole:ims/lis/Administrator';
    const visitor = world.browser();
    const page = await visitor.follow(await world.launch(visitor, link, { parameters: { roles } }));
    expect(heading(page)).toBe('Introduction');
    await world.addItem({ item_id: 'hidden', title: 'Only staff see it' });
    const hiddenItem = await world.addItem({ item_id: 'shut', title: 'Shut' });
    await world.set({ item_id: hiddenItem.id, access: 'only', protect: 'only domain:9', listing: 'absent' });
    expect((await visitor.get('/msu/phy101/shut')).status).toBeGreaterThanOrEqual(403);
    expect((await visitor.get('/adm')).status).toBeGreaterThanOrEqual(303);
    toLogin(await send({ ...name('cora'), roles }));
  });

  test('asks for the password where no identity is used, whoever is named', async () => {
    await use(null);
    const answer = await send();
    toLogin(answer);
    expect(await last()).toMatchObject({
      code: 'login-required',
      identity: 'not-used',
      named: null,
      person: null,
    });
  });

  test.each([
    [1, 0, 'vetoed-by-course'],
    [0, 1, 'accepted'],
    [1, null, 'accepted'],
    [0, null, 'vetoed-by-course'],
  ])('follows the course before the domain: domain %s, course %s', async (domain, course, identity) => {
    await use({});
    await change(world, 'UPDATE domains SET trust_usernames = ?', [domain]);
    await change(world, 'UPDATE courses SET trust_usernames = ? WHERE id = ?', [course, world.course.id]);
    const answer = await send();
    if (identity === 'accepted') toItem(answer);
    else toLogin(answer);
    expect(await last()).toMatchObject({
      identity,
      named: 'ann',
      person: identity === 'accepted' ? 'ann' : null,
    });
    await change(world, 'UPDATE domains SET trust_usernames = 1');
    await change(world, 'UPDATE courses SET trust_usernames = NULL');
  });

  test('takes the second parameter only where the first is absent or empty, and strips only a named ending', async () => {
    const email = 'lis_person_contact_email_primary';
    const strip = { kind: 'strip', ending: '@msu.example' };
    await use({ fallbackParameter: email, transform: strip });
    toItem(await send({ lis_person_sourcedid: '', [email]: 'ann@msu.example' }));
    toItem(await send({ lis_person_sourcedid: undefined, [email]: 'ann@msu.example' }));
    toLogin(await send({ lis_person_sourcedid: '$User.id', [email]: 'ann@msu.example' }));
    toLogin(await send({ lis_person_sourcedid: 'nobody@msu.example', [email]: 'ann@msu.example' }));
    for (const value of [
      'ann',
      'ann@evil.example',
      'ann@msu.example@msu.example',
      'ann@MSU.example',
      '@msu.example',
    ])
      toLogin(await send({ lis_person_sourcedid: '', [email]: value }));
    await use({ transform: { kind: 'lower' } });
    toItem(await send(name('ANN')));
    toLogin(await send(name('ÄNN')));
  });
});
