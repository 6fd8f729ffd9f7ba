import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NormalAnswer } from '../../src/services/explain/explainStudent.ts';
import { explainItem, readItem } from '../../src/services/explain/readItem.ts';
import type { CourseCoordinator } from '../../src/services/rights/coordinators.ts';
import { courseStore } from '../../src/storage/courseStore.ts';
import { personStore } from '../../src/storage/personStore.ts';
import type { PersonRow, RoleRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { LaunchChanges } from '../world.ts';
import { password } from '../world.ts';
import { type AccessCourse, names, openAccessCourse, type Settings } from './accessCourse.ts';
import { signedIn, verdict } from './visitors.ts';

/** Students and others, each with the roles that the course gives them. */
const people: Readonly<
  Record<string, { readonly person?: Partial<PersonRow>; readonly roles: readonly Partial<RoleRow>[] }>
> = {
  bob: { roles: [{ section: '002' }] },
  two: { roles: [{ section: '001' }, { section: '002' }] },
  past: { roles: [{ ends: '2020-01-01' }] },
  soon: { roles: [{ starts: '2099-01-01', section: '001' }] },
  gone: { person: { disabled_at: 1 }, roles: [{}] },
  none: { roles: [] },
  tess: { roles: [{ role: 'assistant' }] },
  both: { roles: [{ role: 'instructor' }, { role: 'student' }] },
};

const cases: readonly { readonly name: string; readonly settings: Settings }[] = [
  { name: 'nothing is set', settings: [] },
  { name: 'only by launch', settings: [['quiz', { access: 'only' }]] },
  { name: 'one protector', settings: [['quiz', { protect: 'only domain:1', listing: 'details' }]] },
  {
    name: 'another protector, for one section',
    settings: [
      ['quiz', { protect: 'only domain:1' }],
      ['quiz', { audience: 'section', section: '002', protect: 'only domain:2', listing: 'absent' }],
    ],
  },
  { name: 'off, and absent', settings: [['quiz', { access: 'off', listing: 'absent' }]] },
  { name: 'a shared word', settings: [['quiz', { protect: 'key', access: 'either' }]] },
  { name: 'a protector that is gone', settings: [['week', { protect: 'only course:9', scope: 'folder' }]] },
  {
    name: 'the folder opens it',
    settings: [
      ['week', { access: 'only', scope: 'subtree' }],
      ['course', { others: 'hide' }],
    ],
  },
];

describe.each(engines)('what a coordinator is told of a student, on %s', (engine) => {
  let course: AccessCourse;
  let by: CourseCoordinator;
  const browsers = new Map<string, Browser>();

  beforeAll(async () => {
    course = await openAccessCourse(engine);
    const { world } = course;
    for (const [name, { person, roles }] of Object.entries(people)) {
      const row = await world.addPerson(name, person ?? {});
      for (const role of roles)
        await world.make.role({ course_id: world.course.id, person_id: row.id, ...role });
      if (person?.disabled_at === undefined) browsers.set(name, await signedIn(world, name));
    }
    browsers.set('ann', course.student);
    await world.addPerson('dora', { domain_coordinator: 1 });
    const { door } = world.database;
    const [person, domain, found] = await Promise.all([
      personStore(door).findByName('msu', 'dora'),
      courseStore(door).findDomain('msu'),
      courseStore(door).find('msu', 'phy101'),
    ]);
    if (!person || !domain || !found) throw new Error('no world');
    by = { person, domain, course: found, isDomainCoordinator: true };
    await world.addProtector({
      plainSecret: 'of the course',
      consumer_key: 'own',
      number: 1,
      course_id: world.course.id,
    });
    await world.addProtector({
      plainSecret: 'of the third',
      consumer_key: 'third',
      number: 3,
      use_identity: JSON.stringify({
        parameter: 'lis_person_sourcedid',
        transform: { kind: 'none' },
        otherwise: 'stop',
      }),
    });
    await world.addProtector({
      plainSecret: 'of the closed one',
      consumer_key: 'closed',
      number: 4,
      enabled: 0,
    });
  });
  afterAll(() => course.world.close());

  const credentials: Readonly<Record<string, LaunchChanges>> = {
    'domain 1': {},
    'domain 2': { key: 'second', secret: 'of the second one' },
    'domain 3': { key: 'third', secret: 'of the third' },
    'domain 4': { key: 'closed', secret: 'of the closed one' },
    'course 1': { key: 'own', secret: 'of the course' },
  };

  /** What really becomes of a launch by a protector that names somebody, who signs in if they are asked to. */
  async function launchOf(username: string, protector: string): Promise<string> {
    const { world, links } = course;
    const visitor = world.browser();
    const answer = await world.launch(visitor, links.quiz, { ...credentials[protector], username });
    if (answer.status !== 303) return 'shut';
    const first = await visitor.follow(answer);
    if (heading(first) !== 'Sign in') return first.status === 200 ? 'opens' : 'shut';
    const fields = { csrf: hidden(first, 'csrf'), launch: hidden(first, 'launch') };
    const after = await visitor.follow(await visitor.post('/login', { ...fields, username, password }));
    const isOpen = after.status === 200 && heading(after) === 'TITLE&lt;quiz&gt;';
    return isOpen ? 'after sign-in' : 'shut';
  }

  function inWords(answer: NormalAnswer): string {
    if (answer === 'launch-it') return 'lms';
    return answer === 'not-found' ? 'none' : answer;
  }

  const rows = engine === 'sqlite' ? cases : cases.filter((_, n) => n % 3 === 0);
  test.each(rows)(
    'is what the server then does: $name',
    async ({ settings }) => {
      await course.set(settings);
      const { world, links } = course;
      const { door } = world.database;
      const overview = await readItem(door, by, { itemId: 'quiz', now: world.clock.now });
      if (!overview) throw new Error('no item');
      for (const username of ['ann', ...Object.keys(people)]) {
        const told = await explainItem(door, by, { overview, username, now: world.clock.now });
        if (!told) throw new Error(username);
        const { explanation } = told;
        const visitor = browsers.get(username) ?? world.browser();
        const page = verdict(await visitor.get('/msu/phy101/quiz'));
        const tiny = await visitor.get(`/tiny/msu/${links.quiz.short_id}`);
        const byTiny = tiny.headers.location === '/msu/phy101/quiz' ? 'open' : verdict(tiny);
        const contents = await visitor.get('/msu/phy101');
        const isListed = contents.text.includes('TITLE&lt;quiz&gt;');
        const isLink = contents.text.includes('href="/msu/phy101/quiz"');
        expect([username, inWords(explanation.byAddress), inWords(explanation.byTiny ?? 'sign-in')]).toEqual([
          username,
          page,
          byTiny,
        ]);
        if (!told.person.disabled)
          expect([username, explanation.listed]).toEqual([
            username,
            isListed ? (isLink ? 'link' : 'title-only') : undefined,
          ]);
        const said = explanation.launches.map((one) => [
          `${one.protector.level} ${one.protector.number}`,
          one.kind === 'shut' ? 'shut' : one.signsIn ? 'after sign-in' : 'opens',
        ]);
        // The sign-in takes its time, so not everybody tries every protector.
        const tried = username === 'ann' || username === 'two' ? said : said.slice(0, 3);
        for (const [protector = '', expected] of tried)
          expect([username, protector, await launchOf(username, protector)]).toEqual([
            username,
            protector,
            expected,
          ]);
      }
    },
    120_000,
  );

  test('names the items whose launch opens it, too', async () => {
    await course.set([['week', { protect: 'only domain:1', scope: 'folder' }]]);
    const { door } = course.world.database;
    const { now } = course.world.clock;
    const overview = await readItem(door, by, { itemId: 'quiz', now });
    if (!overview) throw new Error('no item');
    const told = await explainItem(door, by, { overview, username: 'ann', now });
    expect(told?.explanation.openedFrom.map(({ itemId }) => itemId)).toEqual(
      ['week', 'notes', 'deep', 'deeper'].slice(0, 2),
    );
    expect(names).toContain('quiz');
  });
});
