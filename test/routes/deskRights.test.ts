import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from '../browserLike.ts';
import { hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { sha256 } from '../factories.ts';
import { appOn, brokenDoor, routesOf } from '../house/appOn.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, password, type World } from '../world.ts';
import { hashOf, launched, signedIn, tryToSignIn } from './visitors.ts';

/** Every route of coordinators and administrators, from the application itself: a new one is judged without being named here. */
const routes = routesOf(appOn(brokenDoor(() => new Error('not asked'))))
  .filter(({ pattern }) => /^\/adm\//.test(pattern) && !pattern.startsWith('/adm/launch/'))
  .flatMap(({ pattern, methods }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => ({ pattern, method })),
  );

const places = {
  server: routes.filter(({ pattern }) => !pattern.startsWith('/adm/:domain')),
  domain: routes.filter(({ pattern }) => /^\/adm\/:domain(\/(?!:course)|$)/.test(pattern)),
  course: routes.filter(({ pattern }) => /^\/adm\/:domain\/:course/.test(pattern)),
} as const;

/** What a made-up visitor may reach; everybody else must get what a place that does not exist gets. */
const mayReach: Readonly<Record<string, readonly (keyof typeof places)[]>> = {
  'a domain coordinator': ['domain', 'course'],
  'a course coordinator': ['course'],
  'a coordinator of another course': [],
  'a coordinator whose role is over': [],
  'a domain coordinator of another domain': [],
  'an instructor': [],
  'a student': [],
  'a student by launch': [],
  'a server administrator': ['server'],
  nobody: [],
};

/** The answer without what differs from request to request. */
function comparable({ status, text, headers }: Answer): string {
  const harmless = text
    .replace(/(id="reference"[^>]*>)[^<]*/g, '$1')
    .replace(/nonce="[^"]*"|(?<=name="csrf" value=")[^"]*/g, '');
  return `${status} ${headers.location ?? ''} ${harmless}`;
}

describe.each(engines)('every page and deed of coordinators, on %s', (engine) => {
  let world: World;
  const visitors = new Map<string, Browser>();
  /** By the cookies that they belong to. */
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, course, domain } = world;
    await world.addPerson('dora', { domain_coordinator: 1 });
    const grant = async (username: string, fields: Parameters<World['make']['role']>[0]) => {
      const person = await world.addPerson(username);
      await make.role({ course_id: course.id, person_id: person.id, ...fields });
    };
    const other = await make.course({ domain_id: domain.id, course_id: 'chem', title: 'Chemistry' });
    await grant('cora', { role: 'coordinator' });
    await grant('otto', { role: 'coordinator', course_id: other.id });
    await grant('past', { role: 'coordinator', ends: '2020-01-01' });
    await grant('ina', { role: 'instructor' });
    const elsewhere = await make.domain({ name: 'osu' });
    const passwordHash = await hashOf(password);
    await make.person({
      domain_id: elsewhere.id,
      username: 'dora',
      fold_hash: sha256('dora'),
      password_hash: passwordHash,
      domain_coordinator: 1,
    });
    await make.administrator({ username: 'root', password_hash: passwordHash });
    const item = await world.addItem({ item_id: 'week1' });
    const link = await world.addLink(item);
    visitors.set('a domain coordinator', await signedIn(world, 'dora'));
    visitors.set('a course coordinator', await signedIn(world, 'cora'));
    visitors.set('a coordinator of another course', await signedIn(world, 'otto'));
    visitors.set('a coordinator whose role is over', await signedIn(world, 'past'));
    visitors.set('a domain coordinator of another domain', await signedIn(world, 'dora', 'osu'));
    visitors.set('an instructor', await signedIn(world, 'ina'));
    visitors.set('a student', await signedIn(world, 'ann'));
    visitors.set('a student by launch', await launched(world, link, { username: 'ann' }));
    const root = world.browser();
    await tryToSignIn(root, { username: 'root', domain: '' });
    visitors.set('a server administrator', root);
    visitors.set('nobody', world.browser());
  });
  afterAll(() => world.close());

  /** An address of the pattern; what is not known of it is a number that exists, as an id of anything. */
  function addressOf(pattern: string, domain = 'msu', course = 'phy101'): string {
    const known: Record<string, string> = {
      domain,
      course,
      item: 'week1',
      number: '1',
      n: '1',
      username: 'ann',
    };
    return pattern.replace(/:(\w+)/g, (_whole, name: string) => known[name] ?? '1');
  }

  /** As any page gives it to its visitor: what is refused below is refused for the visitor, not for the form. */
  async function tokenOf(visitor: Browser): Promise<string> {
    const cookies = [...visitor.cookies].join();
    const known = tokens.get(cookies);
    if (known !== undefined) return known;
    const token = hidden(await visitor.get('/'), 'csrf') || hidden(await visitor.get('/login'), 'csrf');
    tokens.set([...visitor.cookies].join(), token);
    return token;
  }

  async function ask(visitor: Browser, method: string, path: string): Promise<Answer> {
    if (method === 'GET') return visitor.get(path);
    return visitor.post(path, { csrf: await tokenOf(visitor) });
  }

  test('are found among the routes, so that the tests below look at something', () => {
    expect(places.domain.length).toBeGreaterThan(3);
    expect(places.server.length + places.domain.length + places.course.length).toBe(routes.length);
  });

  for (const [visitor, reach] of Object.entries(mayReach)) {
    for (const place of ['server', 'domain', 'course'] as const) {
      if (reach.includes(place)) {
        test(`open to ${visitor}: the pages of a ${place}`, async () => {
          const browser = visitors.get(visitor) as Browser;
          for (const { pattern, method } of places[place].filter((route) => route.method === 'GET')) {
            const { status } = await ask(browser, method, addressOf(pattern));
            // A thing of that number need not exist here; what counts is below: others get the same for all.
            expect([pattern, [200, 303, 404].includes(status)]).toEqual([pattern, true]);
            if (!/:(?!domain|course)/.test(pattern)) expect([pattern, status]).not.toEqual([pattern, 404]);
          }
        });
      } else {
        test(`do not exist for ${visitor}: those of a ${place}`, async () => {
          const browser = visitors.get(visitor) as Browser;
          for (const { pattern, method } of places[place]) {
            const answer = await ask(browser, method, addressOf(pattern));
            const missing = await ask(browser, method, addressOf(pattern, 'nowhere', 'nothing'));
            const plain = (one: Answer) =>
              comparable(one).replaceAll('nowhere', 'msu').replaceAll('nothing', 'phy101');
            expect([method, pattern, plain(answer)]).toEqual([method, pattern, plain(missing)]);
            const isNobody = visitor === 'nobody' || visitor === 'a student by launch';
            const expected = isNobody ? (method === 'GET' ? 303 : 403) : 404;
            expect([method, pattern, answer.status]).toEqual([method, pattern, expected]);
          }
        });
      }
    }
  }

  test('close at the next request after the role was taken away', async () => {
    const cora = await signedIn(world, 'cora');
    const dora = await signedIn(world, 'dora');
    expect((await dora.get('/adm/msu/settings')).status).toBe(200);
    await world.database.door.write((sql) =>
      sql.run("UPDATE people SET domain_coordinator = 0 WHERE username = 'dora'"),
    );
    expect((await dora.get('/adm/msu/settings')).status).toBe(404);
    await world.database.door.write((sql) => sql.run("DELETE FROM roles WHERE role = 'coordinator'"));
    for (const { pattern, method } of places.course.filter((route) => route.method === 'GET'))
      expect([pattern, (await ask(cora, method, addressOf(pattern))).status]).toEqual([pattern, 404]);
  });
});
