import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { giveOneTimeAddress, type OneTimeOwner } from '../../src/storage/administratorStore.ts';
import type { AdministratorRow, LinkRow, PersonRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { sha256 } from '../factories.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, startOfTests, type World } from '../world.ts';
import {
  change,
  comparable,
  day,
  hashOf,
  launched,
  rowsOf,
  signedIn,
  tryToSignIn,
  verdict,
} from './visitors.ts';

const fresh = 'violet-harbour-lantern';

// R2: set or reset a password by an address that works once.
describe.each(engines)('a one-time address on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let root: AdministratorRow;
  let person: PersonRow;
  let people = 0;
  let addresses = 0;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    root = await world.make.administrator({ username: 'root' });
  });
  beforeEach(async () => {
    world.clock.now = startOfTests;
    people += 1;
    person = await world.addPerson(`someone${people}`, { display_name: 'Samira Ozdemir-Lee' });
    await world.make.role({ course_id: world.course.id, person_id: person.id });
  });
  afterAll(() => world.close());

  async function give(owner: OneTimeOwner = { personId: person.id }): Promise<string> {
    addresses += 1;
    const token = `address-${addresses}`.padEnd(43, 'x');
    const { now } = world.clock;
    const address = { owner, tokenHash: sha256(token), now, expiresAt: now + day };
    await world.database.door.write((sql) => giveOneTimeAddress(sql, address));
    return `/password/${token}`;
  }

  async function set(path: string, password: string, visitor: Browser = world.browser()): Promise<Answer> {
    const form = await visitor.get(path);
    // A void address has no form; the token of another page is as good.
    const csrf = hidden(form, 'csrf') || hidden(await visitor.get('/login'), 'csrf');
    return visitor.post(path, { csrf, password });
  }

  test('shows whose password it sets, and is not spent by being opened', async () => {
    const path = await give();
    for (let times = 0; times < 3; times += 1) {
      const form = await world.browser().get(path);
      expect([form.status, heading(form), form.text.includes(person.username)]).toEqual([
        200,
        'Set your password',
        true,
      ]);
    }
    expect((await set(path, fresh)).status).toBe(200);
  });

  test('sets the password once', async () => {
    const path = await give();
    expect(heading(await set(path, fresh))).toBe('Your password is set');
    expect((await tryToSignIn(world.browser(), { username: person.username, password: fresh })).status).toBe(
      303,
    );
    const again = await set(path, 'another-good-phrase');
    expect([again.status, heading(again)]).toEqual([404, 'This address no longer works']);
    expect((await tryToSignIn(world.browser(), { username: person.username, password: fresh })).status).toBe(
      303,
    );
  });

  test('sets it once also when two send the form at the same time', async () => {
    const path = await give();
    const answers = await Promise.all([set(path, fresh), set(path, 'another-good-phrase')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  test('ends every session of its owner, by account and by launch', async () => {
    const account = await signedIn(world, person.username);
    const launch = await launched(world, link, { username: person.username });
    world.clock.now += 1000;
    await set(await give(), fresh);
    expect([verdict(await account.get('/')), verdict(await launch.get('/msu/phy101/intro'))]).toEqual([
      'sign-in',
      'sign-in',
    ]);
  });

  const voids: [string, (path: string) => Promise<unknown>][] = [
    ['after a newer one', () => give()],
    [
      'after 24 hours',
      async () => {
        world.clock.now += day;
      },
    ],
    [
      'once its owner is disabled',
      () => change(world, 'UPDATE people SET disabled_at = 1 WHERE id = ?', [person.id]),
    ],
    ['once its owner is erased', () => change(world, 'DELETE FROM people WHERE id = ?', [person.id])],
  ];
  test.each(voids)('is void %s, and answers like one that never was', async (_, end) => {
    const path = await give();
    await end(path);
    const never = await world.browser().get(`/password/${'y'.repeat(43)}`);
    const visitor = world.browser();
    const form = await visitor.get(path);
    expect([form.status, comparable(form)]).toEqual([404, comparable(never)]);
    expect(reference(form)).toMatch(/^.{4}-.{4}$/);
    expect((await set(path, fresh)).status).toBe(404);
    expect(
      await rowsOf(world, 'SELECT id FROM people WHERE id = ? AND password_hash IS NULL', [person.id]),
    ).toEqual([]);
  });

  test('works to the last second of its day', async () => {
    const path = await give();
    world.clock.now += day - 1;
    expect((await set(path, fresh)).status).toBe(200);
  });

  test('is only its own: neither a piece of it nor its hash opens anything', async () => {
    const path = await give();
    const token = path.slice('/password/'.length);
    for (const other of [
      token.slice(0, -1),
      `${token}x`,
      token.toUpperCase(),
      sha256(token).toString('hex'),
      '%00',
      "'",
    ]) {
      expect([other, (await world.browser().get(`/password/${other}`)).status === 200]).toEqual([
        other,
        false,
      ]);
    }
  });

  const refused: [string, string, string[]][] = [
    ['too short', 'short', ['too short']],
    ['empty', '', ['too short']],
    ['too long', 'x'.repeat(257), ['too long']],
    ['the username, too short as well', '', ['too short', 'like your name']],
    ['the display name', 'samira ozdemir-lee', ['like your name']],
    ['the display name with digits around it', '12samira ozdemir-lee34', ['like your name']],
  ];
  test.each(refused)(
    'takes no password that is %s, names every fault, and is not spent by it',
    async (_, typed, faults) => {
      const path = await give();
      const form = await set(path, faults.length > 1 ? person.username : typed);
      expect(form.status).toBe(422);
      for (const fault of faults) expect(form.text).toContain(fault);
      expect((await set(path, `${'long enough with blanks and '}🎈 in it`)).status).toBe(200);
    },
  );

  test('gives a server administrator the first password', async () => {
    expect(heading(await set(await give({ administratorId: root.id }), fresh))).toBe('Your password is set');
    const visitor = world.browser();
    expect((await tryToSignIn(visitor, { username: 'root', domain: '', password: fresh })).status).toBe(303);
    expect((await visitor.get('/')).status).toBe(200);
    expect(verdict(await visitor.get('/msu/phy101'))).toBe('none');
  });

  test('stands in no log line', async () => {
    const path = await give();
    await set(path, fresh);
    expect(world.logLines.join()).not.toContain(path.slice('/password/'.length));
    expect(world.logLines.join()).not.toContain(fresh);
  });
});
