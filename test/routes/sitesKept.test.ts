import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, type World } from '../world.ts';
import { addressFor, replaceSite, sendSite, siteZip, withCora } from './siteVisitors.ts';
import { change, hashOf, launched, rowsOf, signedIn, tryToSignIn } from './visitors.ts';

const video = Buffer.from(Array.from({ length: 256 }, (_, at) => at));

/** What disks take for names and addresses take for something else. */
const oddNames = [
  'a b.html',
  'Übung #1.html',
  'what?.html',
  '100% sure.html',
  '%41.html',
  "it's (1)+&=;,@$!.html",
  'שיעור 🎓.html',
  'a/..b/c d/%2e%2e.html',
];

// R27: who opens a file of a site is judged anew each time, whatever the address was made for.
describe.each(engines)('the address of a site, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    cora = await withCora(world);
    const bob = await world.addPerson('bob');
    await world.make.role({ course_id: world.course.id, person_id: bob.id });
    const odd = Object.fromEntries(oddNames.map((name) => [name, `<h1>${name}</h1>`]));
    const zip = siteZip({ 'index.html': 'first', 'film.mp4': video, 'old.css': 'a{}', ...odd });
    expect((await sendSite(cora, { zip })).status).toBe(303);
    const [waves] = await rowsOf<{ id: number }>(world, "SELECT id FROM items WHERE item_id = 'waves'");
    const item = await world.addItem({ item_id: 'stand-in' });
    link = await world.addLink({ ...item, id: Number(waves?.id) });
  });
  afterAll(() => world.close());

  const opens = async (address: string, headers: Record<string, string> = {}): Promise<Answer> =>
    world.browser().get(address, headers);
  const statusOf = async (address: string) => (await opens(address)).status;

  test('opens nothing any more once somebody else has signed in in its browser', async () => {
    const visitor = await signedIn(world, 'ann');
    const address = await addressFor(visitor);
    expect(await statusOf(address)).toBe(200);
    await visitor.post('/logout', { csrf: hidden(await visitor.get('/msu/phy101'), 'csrf') });
    expect((await tryToSignIn(visitor, { username: 'bob' })).status).toBe(303);
    expect([await statusOf(address), (await visitor.get(address)).status]).toEqual([404, 404]);
    const own = await addressFor(visitor);
    expect([own === address, await statusOf(own)]).toEqual([false, 200]);
  });

  test.each(['account', 'launch'])(
    'opens nothing any more once a launch of somebody else took the browser over from an %s',
    async (what) => {
      const visitor = what === 'launch' ? await launched(world, link) : await signedIn(world, 'ann');
      const address = await addressFor(visitor);
      expect(await statusOf(address)).toBe(200);
      const question = await visitor.follow(await world.launch(visitor, link, { username: 'bob' }));
      // Until somebody has chosen, nothing has happened.
      expect([heading(question), await statusOf(address)]).toEqual(['Who is here?', 200]);
      const fields = { csrf: hidden(question, 'csrf'), launch: hidden(question, 'launch') };
      expect((await visitor.post('/launch/choice', { ...fields, choice: 'continue' })).status).toBe(303);
      const own = await addressFor(visitor);
      expect([await statusOf(address), await statusOf(own)]).toEqual([404, 200]);
      await change(world, "UPDATE people SET disabled_at = 1 WHERE username = 'bob'");
      expect(await statusOf(own)).toBe(404);
      await change(world, "UPDATE people SET disabled_at = NULL WHERE username = 'bob'");
    },
  );

  test('opens nothing while a role is revoked, for staff as for students', async () => {
    const [student, staff] = [await addressFor(await signedIn(world, 'ann')), await addressFor(cora)];
    expect([await statusOf(student), await statusOf(staff)]).toEqual([200, 200]);
    const roles = await rowsOf<{ id: number; role: string }>(world, 'SELECT id, role FROM roles');
    await change(world, 'UPDATE roles SET course_id = course_id + 1000');
    expect([await statusOf(student), await statusOf(staff)]).toEqual([404, 404]);
    await change(world, 'UPDATE roles SET course_id = course_id - 1000');
    expect([roles.length, await statusOf(student)]).toEqual([3, 200]);
  });

  test('leads to every name that an archive may have, and gives films by parts', async () => {
    const address = await addressFor(await signedIn(world, 'ann'));
    for (const name of oddNames) {
      const path = name.split('/').map(encodeURIComponent).join('/');
      const answer = await opens(address + path);
      expect([name, answer.status, answer.text]).toEqual([name, 200, `<h1>${name}</h1>`]);
      expect(answer.headers['content-type']).toBe('text/html');
    }
    for (const wrong of ['%', '%zz', '%c3', 'a%00b', '%E2%80%8E%', '100%25%20sure.html/'])
      expect([wrong, [400, 404].includes(await statusOf(address + wrong))]).toEqual([wrong, true]);
    const whole = await opens(`${address}film.mp4`);
    expect([whole.status, whole.headers['content-type'], whole.headers['accept-ranges']]).toEqual([
      200,
      'video/mp4',
      'bytes',
    ]);
    expect(whole.bytes.equals(video)).toBe(true);
    for (const [range, from, to] of [
      ['bytes=0-1', 0, 1],
      ['bytes=100-', 100, 255],
      ['bytes=-3', 253, 255],
    ] as const) {
      const part = await opens(`${address}film.mp4`, { Range: range });
      expect([part.status, part.headers['content-range']]).toEqual([206, `bytes ${from}-${to}/256`]);
      expect(part.bytes.equals(video.subarray(from, to + 1))).toBe(true);
      expect(part.headers['content-security-policy']).toMatch(/^sandbox /);
    }
    expect((await opens(`${address}film.mp4`, { Range: 'bytes=256-' })).status).toBe(416);
  });

  test('shows the newer zip at once where a site was replaced, and nothing of the older one', async () => {
    const address = await addressFor(await signedIn(world, 'ann'));
    const before = await opens(`${address}film.mp4`);
    const known = String(before.headers.etag);
    expect(
      (await replaceSite(cora, siteZip({ 'index.html': 'second', 'film.mp4': 'new film' }))).status,
    ).toBe(303);
    expect((await opens(address)).text).toBe('second');
    for (const gone of ['old.css', 'a%20b.html'])
      expect([gone, await statusOf(address + gone)]).toEqual([gone, 404]);
    // What a browser kept of the older one is not confirmed, and no parts of two states are put together.
    const asked = await opens(`${address}film.mp4`, { 'If-None-Match': known });
    expect([asked.status, asked.text, asked.headers['cache-control']]).toEqual([
      200,
      'new film',
      'private, no-store',
    ]);
    const part = await opens(`${address}film.mp4`, { Range: 'bytes=0-2', 'If-Range': known });
    expect([part.status, part.text]).toEqual([200, 'new film']);
  });
});
