import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lmsFamilies } from '../../src/model/lmsFamily.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, countOf, hashOf } from '../hostile.ts';
import { openWorld, type World } from '../world.ts';
import { rowsOf, signedIn } from './visitors.ts';

const ofDomain = '/adm/msu/protectors/1/test';
const ofCourse = '/adm/msu/phy101/testlaunch';

describe.each(engines)('a test launch, on %s (R30)', (engine) => {
  let world: World;
  let link: LinkRow;
  let elsewhere: LinkRow;
  let dora: Browser;
  let cora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, course, domain } = world;
    await world.addPerson('dora', { domain_coordinator: 1 });
    const enrol = async (username: string, role: string) => {
      const person = await world.addPerson(username);
      await make.role({ course_id: course.id, person_id: person.id, role });
    };
    await enrol('cora', 'coordinator');
    await enrol('ina', 'instructor');
    await world.addPerson('guest');
    const chem = await make.course({ domain_id: domain.id, course_id: 'chem' });
    await make.role({ course_id: chem.id, person_id: world.ann.id });
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    elsewhere = await world.addLink(
      await make.item({ domain_id: domain.id, course_id: chem.id, item_id: 'acid' }),
    );
    await world.addProtector({
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

  async function tryOut(visitor: Browser, path: string, changes: Record<string, string> = {}) {
    const csrf = hidden(await visitor.get(path), 'csrf');
    const usual = { protector: 'domain:1', lms: 'sakai', link: link.short_id, person: 'ann' };
    return visitor.post(path, { csrf, ...usual, ...changes });
  }
  const left = async () => {
    const tables = [
      'nonces',
      'launch_sessions',
      'lms_users',
      'origin_proposals',
      'launch_samples',
      'link_place_days',
    ];
    return Promise.all(tables.map((table) => countOf(world, table)));
  };

  test('leads to its story, step by step, and leaves nothing but two lines behind', async () => {
    const before = await left();
    const answer = await tryOut(dora, ofDomain, { link: `http://localhost:8080/tiny/msu/${link.short_id}` });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toMatch(/^\/adm\/msu\/journal\//);
    const page = await dora.follow(answer);
    expect(page.text).toContain('This was a test launch');
    expect(page.text).toContain('It opened.');
    expect(page.text).toContain('a test takes none');
    await world.flush();
    expect(await left()).toEqual(before);
    const [row] = await world.journal();
    expect(row).toMatchObject({ code: 'opened', identity: 'accepted', named: 'ann', person: null });
    expect(row?.notes).toContain('test-launch');
    const [audit] = await rowsOf<{ actor: string; object: string }>(
      world,
      "SELECT actor, object FROM audit WHERE deed = 'launch-tested'",
    );
    expect(audit).toEqual({ actor: 'msu/dora', object: 'Campus Moodle' });
  });

  test('is judged by the real steps: each LMS sends what it sends, and what is closed stays closed', async () => {
    const identity = async (lms: string) => {
      await tryOut(dora, ofDomain, { lms });
      return (await world.journal())[0]?.identity;
    };
    const found: Record<string, unknown> = {};
    for (const lms of [...lmsFamilies, 'other']) {
      world.clock.now += 1_000;
      found[lms] = await identity(lms);
    }
    expect(found).toEqual({
      moodle: 'empty',
      canvas: 'missing',
      openedx: 'accepted',
      sakai: 'accepted',
      blackboard: 'accepted',
      brightspace: 'missing',
      schoology: 'missing',
      other: 'accepted',
    });
    world.clock.now += 1_000;
    await change(world, 'UPDATE links SET enabled = 0');
    const shut = await dora.follow(await tryOut(dora, ofDomain));
    expect(shut.text).toContain('The short URL is switched off.');
    await change(world, 'UPDATE links SET enabled = 1');
  });

  test('signs for nobody: neither page, header, log nor table has signature, nonce or secret', async () => {
    const answer = await tryOut(cora, ofCourse);
    const page = await cora.follow(answer);
    const rows = await Promise.all(
      ['launches', 'audit', 'launch_samples'].map((table) => rowsOf(world, `SELECT * FROM ${table}`)),
    );
    const all = [
      page.text,
      JSON.stringify(page.headers),
      JSON.stringify(answer.headers),
      JSON.stringify(rows),
    ];
    const everything = [...all, ...world.logLines].join('\n');
    expect(everything).not.toMatch(/oauth_|a secret of the tests|the secret of the course|HMAC/);
    // Base64 of 20 bytes, as a signature is.
    expect(everything).not.toMatch(/[A-Za-z0-9+/]{27}=(?!=)/);
  });

  test('of a course coordinator is of a link of that course, also with a protector of the domain', async () => {
    expect((await tryOut(cora, ofCourse, { protector: 'course:1' })).status).toBe(303);
    expect((await tryOut(cora, ofCourse)).status).toBe(303);
    const foreign = await tryOut(cora, ofCourse, { link: elsewhere.short_id });
    expect(foreign.status).toBe(422);
    expect(foreign.text).toContain('There is no such short URL here.');
    expect((await tryOut(dora, ofDomain, { link: elsewhere.short_id })).status).toBe(303);
    expect((await cora.get(ofDomain)).status).toBe(404);
    expect((await cora.get('/adm/msu/phy101/protectors/1/test')).status).toBe(200);
    expect((await cora.get('/adm/msu/phy101/protectors/9/test')).status).toBe(404);
  });

  test('names students of that course only, never anybody with another role', async () => {
    const refused = async (changes: Record<string, string>) => {
      const answer = await tryOut(cora, ofCourse, changes);
      return [answer.status, /class="fault"[^>]*>([^<]*)/.exec(answer.text)?.[1]];
    };
    const privileged =
      'This person has more than a student&#39;s role, and launches never sign such people in.';
    const nobody = 'Nobody of that name is a student of this course today.';
    expect(await refused({ person: 'ina' })).toEqual([422, privileged]);
    expect(await refused({ person: 'cora' })).toEqual([422, privileged]);
    expect(await refused({ person: 'dora' })).toEqual([422, privileged]);
    expect(await refused({ person: 'guest' })).toEqual([422, nobody]);
    expect(await refused({ person: 'root' })).toEqual([422, nobody]);
    const wrong = { protector: 'domain:77', link: '?', person: '' };
    const answer = await tryOut(cora, ofCourse, wrong);
    for (const field of ['protector', 'link', 'person'])
      expect(answer.text).toContain(`<a href="#f-${field}">`);
  });
});
