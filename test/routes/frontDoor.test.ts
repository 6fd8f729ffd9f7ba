import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { DatabaseAway } from '../../src/storage/dialect.ts';
import type { Door } from '../../src/storage/door.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type RunningServer, startServer } from '../../src/web/server.ts';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { type Answer, ask, type Question } from '../web/httpClient.ts';
import { encode, type LaunchChanges, openWorld, publicUrl, type World } from '../world.ts';
import { hashOf, launched, signedIn } from './visitors.ts';

/** A question by its path. */
type Asked = Question & { readonly path: string };

const type = 'application/x-www-form-urlencoded';

/** What differs from one answer to the next by chance. */
function settled(text: string): string {
  return text
    .replaceAll(/(?<=\b|%20)[2-9A-HJ-NP-Z]{4}-?[2-9A-HJ-NP-Z]{4}\b/g, 'REFERENCE')
    .replaceAll(/(?:nonce-)?[\w-]{43}/g, 'TOKEN')
    .replaceAll(/"(requestId|time)":"[^"]*"/g, '"$1":""');
}

function shown({ status, headers, setCookies, text }: Answer) {
  const { date, ...others } = headers;
  const all = Object.entries({ ...others, 'set-cookie': [...setCookies] }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return { status, dated: date !== undefined, headers: settled(JSON.stringify(all)), text: settled(text) };
}

describe.each(engines)('the front door on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let behind: RunningServer;
  let isAway = false;
  let byKoa: jest.Spied<World['koa']['createContext']>;
  const visitors: Record<string, Browser> = {};

  const through = (door: Door): Door => ({
    ...door,
    read: (work) => (isAway ? Promise.reject(new DatabaseAway('away')) : door.read(work)),
    atOnce: (all) => (isAway ? Promise.reject(new DatabaseAway('away')) : door.atOnce(all)),
    write: (work) => (isAway ? Promise.reject(new DatabaseAway('away')) : door.write(work)),
  });

  beforeAll(async () => {
    world = await openWorld(engine, hashOf, { through });
    const item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item, { short_id: 'AbCdEf' });
    const late = await world.addItem({ item_id: 'late', title: 'Late' });
    await world.addLink(late, { short_id: 'noLate' });
    await world.set({ item_id: late.id, access: 'only', protect: 'only domain:2' });
    behind = await startServer({ listener: world.koa.callback(), host: '127.0.0.1', port: 0 });
    byKoa = jest.spyOn(world.koa, 'createContext');
    await world.addPerson('bob');
    const bob = await world.addPerson('cleo');
    await world.make.role({ course_id: world.course.id, person_id: bob.id });
    visitors.launched = await launched(world, link);
    visitors.other = await launched(world, link, { username: 'cleo' });
    visitors.ended = world.browser();
    visitors.ended.cookies.set('__Host-launch-AAAABBBB', 'x'.repeat(43));
    visitors.twice = world.browser();
    for (const [name, value] of [...visitors.launched.cookies, ...visitors.other.cookies])
      visitors.twice.cookies.set(name, value);
    visitors['signed in'] = await signedIn(world, 'ann');
    visitors.stranger = world.browser();
  });
  afterAll(async () => {
    await behind.drain(0);
    await world.close();
  });

  /** All that one question brings about: its answer, its lines in the log, its rows in the journal. */
  async function seen(port: number, { path, ...question }: Asked) {
    const lines = world.logLines.length;
    const rows = (await world.journal()).length;
    byKoa.mockClear();
    const answer = await ask(port, path, question);
    await written(() => world.logLines.slice(lines).some((line) => line.includes('"request"')));
    const journal = (await world.journal()).slice(0, (await world.journal()).length - rows);
    return {
      calls: byKoa.mock.calls.length,
      all: {
        answer: shown(answer),
        log: world.logLines.slice(lines).map(settled),
        journal: journal.map((row) => settled(JSON.stringify({ ...row, id: 0 }))),
      },
    };
  }

  async function written(isThere: () => boolean): Promise<void> {
    for (let tries = 0; tries < 200 && !isThere(); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** The same question at the front door and where only Koa stands; of two launches each needs a nonce of its own. */
  async function bothWays(make: () => Asked) {
    const [first, alone] = [await seen(world.port, make()), await seen(behind.port, make())];
    expect(first.all).toEqual(alone.all);
    expect([alone.calls, alone.all.log.length > 0]).toEqual([1, true]);
    return { ...first.all, answeredBy: first.calls === 0 ? 'the door' : 'Koa' };
  }

  const cookieOf = ({ cookies }: Browser) =>
    [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  const post = (changes: LaunchChanges = {}, more: Partial<Asked> = {}): Asked => {
    const path = more.path ?? `/adm/launch/tiny/msu/${link.short_id}`;
    const url = changes.url ?? new URL(path, publicUrl).href;
    const body = more.body ?? encode(world.signed(link, { ...changes, url }));
    const length = { 'Content-Length': String(Buffer.byteLength(body)) };
    const headers = { Host: new URL(publicUrl).host, 'Content-Type': type, ...length, ...more.headers };
    return { method: 'POST', ...more, path, body, headers };
  };

  const chunked = (asked: Asked): Asked => {
    const { 'Content-Length': _, ...headers } = asked.headers ?? {};
    return { ...asked, headers: { ...headers, 'Transfer-Encoding': 'chunked' } };
  };

  describe('launches', () => {
    const at = (path: string, url?: string) => () => post(url === undefined ? {} : { url }, { path });
    const headers = (more: Record<string, string>) => () => post({}, { headers: more });
    const large = { parameters: { custom_long: 'x'.repeat(70_000) } };
    const tooLarge = { parameters: { custom_long: 'x'.repeat(600_000) } };
    const path = '/adm/launch/tiny/msu/AbCdEf';
    test.each<[string, number, 'the door' | 'Koa', () => Asked]>([
      ['that lead to the item', 303, 'the door', () => post()],
      ['that lead to the sign-in', 303, 'the door', () => post({ username: 'stranger' })],
      ['with a slash at the end', 303, 'the door', at(`${path}/`)],
      ['by an LMS with its origin', 303, 'the door', headers({ Origin: 'https://lms.example' })],
      ['in frames', 303, 'the door', headers({ 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Site': 'cross-site' })],
      ['on a connection to be closed', 303, 'the door', headers({ Connection: 'close' })],
      ['with a charset', 303, 'the door', headers({ 'Content-Type': `${type}; charset=latin1` })],
      ['without a length', 303, 'the door', () => chunked(post())],
      ['that announce themselves', 303, 'the door', headers({ Expect: '100-continue' })],
      ['that are large', 303, 'the door', () => post(large)],
      ['that are too large', 413, 'Koa', () => post(tooLarge)],
      ['that turn out too large', 413, 'Koa', () => chunked(post(tooLarge))],
      ['with another key', 401, 'Koa', () => post({ key: 'nobody' })],
      ['with another secret', 401, 'Koa', () => post({ secret: 'guessed' })],
      ['that are too old', 403, 'Koa', () => post({ timestamp: 1_600_000_000 })],
      ['of no link', 401, 'Koa', at('/adm/launch/tiny/msu/nobody')],
      ['of an item that this protector may not open', 403, 'Koa', at('/adm/launch/tiny/msu/noLate')],
      ['that are no form', 415, 'Koa', headers({ 'Content-Type': 'application/json' })],
      ['that are compressed', 415, 'Koa', headers({ 'Content-Encoding': 'gzip' })],
      ['that say nothing', 400, 'Koa', () => post({}, { body: '' })],
      ['with a word in the query', 303, 'Koa', at(`${path}?a=1`)],
      ['with the address as a whole', 303, 'Koa', at(`${publicUrl}${path}`)],
      ['with odd slashes', 404, 'Koa', at('//adm/launch/tiny/msu/AbCdEf', `${publicUrl}${path}`)],
      ['with two slashes at the end', 404, 'Koa', at(`${path}//`)],
      ['in capitals', 404, 'Koa', at('/ADM/launch/tiny/msu/AbCdEf')],
      ['with letters in hundredths', 303, 'Koa', at('/adm/launch/tiny/msu/%41bCdEf')],
      ['with what cannot be decoded', 400, 'Koa', at('/adm/launch/tiny/msu/%zz', `${publicUrl}${path}`)],
      ['with an id that is none', 401, 'Koa', at('/adm/launch/tiny/msu/Ab-Cd')],
      ['asked for', 405, 'Koa', () => ({ ...post({}, { body: '' }), method: 'GET' })],
      ['of an unknown method', 405, 'Koa', () => ({ ...post(), method: 'PUT' })],
    ])('%s are answered %i, by %s, as by Koa alone', async (_, status, by, make) => {
      const { answer, answeredBy, log } = await bothWays(make);
      expect([answer.status, answeredBy, log.length]).toEqual([status, by, 1]);
    });

    test.each(['launched', 'other', 'twice', 'ended', 'signed in'])(
      'with the cookies of a browser that is %s',
      async (who) => {
        const Cookie = cookieOf(visitors[who] as Browser);
        expect(await bothWays(() => post({}, { headers: { Cookie } }))).toMatchObject({
          answeredBy: 'the door',
          answer: { status: 303 },
        });
        // Two of one name count as none (R21).
        await bothWays(() => post({}, { headers: { Cookie: `${Cookie}; ${Cookie}` } }));
      },
    );

    test('the same click again, with and without its cookie', async () => {
      const clicks = [post(), post()];
      const cookies: string[] = [];
      for (const click of clicks) {
        const { setCookies } = await ask(world.port, click.path, click);
        cookies.push(setCookies.map((line) => line.split(';')[0]).join());
      }
      const again = (with_: boolean) => {
        let at = 0;
        return () => {
          const click = clicks[at] as Asked;
          const Cookie = cookies[at++] ?? '';
          return with_ ? { ...click, headers: { ...click.headers, Cookie } } : click;
        };
      };
      expect(await bothWays(again(true))).toMatchObject({ answeredBy: 'the door', answer: { status: 303 } });
      expect(await bothWays(again(false))).toMatchObject({ answeredBy: 'Koa', answer: { status: 403 } });
    });

    test('while the database is away', async () => {
      isAway = true;
      try {
        byKoa.mockClear();
        const [first, alone] = [post(), post()];
        const answers = [await ask(world.port, first.path, first), await ask(behind.port, alone.path, alone)];
        expect(answers.map(shown)[0]).toEqual(answers.map(shown)[1]);
        expect([answers[0]?.status, answers[0]?.headers['retry-after']]).toEqual([503, '5']);
      } finally {
        isAway = false;
      }
    });

    test('an upload that breaks off is logged and written down once', async () => {
      const half = async (port: number) => {
        const rows = (await world.journal()).length;
        const lines = world.logLines.length;
        const socket = connect(port, '127.0.0.1');
        const { path, headers = {}, body = '' } = post();
        const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        socket.write([`POST ${path} HTTP/1.1`, ...head, '', String(body).slice(0, 100)].join('\r\n'));
        await new Promise((resolve) => setTimeout(resolve, 50));
        socket.destroy();
        await written(() => world.logLines.slice(lines).some((line) => line.includes('"request"')));
        await new Promise((resolve) => setTimeout(resolve, 50));
        const journal = await world.journal();
        const added = journal
          .slice(0, journal.length - rows)
          .map((row) => settled(JSON.stringify({ ...row, id: 0 })));
        return { log: world.logLines.slice(lines).map(settled), added };
      };
      const first = await half(world.port);
      expect(first).toEqual(await half(behind.port));
      expect([first.log.length, first.added.length]).toEqual([1, 1]);
      expect(first.log[0]).toContain('"status":404');
      expect(first.log[0]).toContain('"cut":true');
    });
  });

  describe('short URLs', () => {
    const get =
      (path: string, who = 'stranger', more: Partial<Asked> = {}) =>
      (): Asked => {
        const cookie = cookieOf(visitors[who] as Browser);
        const headers = {
          Host: new URL(publicUrl).host,
          ...(cookie === '' ? {} : { Cookie: cookie }),
          ...more.headers,
        };
        return { ...more, path, headers };
      };
    const path = '/tiny/msu/AbCdEf';
    const framed = { headers: { 'Sec-Fetch-Dest': 'iframe' } };
    test.each<[string, number, 'the door' | 'Koa', () => Asked]>([
      ['of a stranger', 303, 'the door', get(path)],
      ['of a stranger, for what is not there', 303, 'the door', get('/tiny/msu/zzzzzz')],
      ['of a stranger, for what is none', 303, 'the door', get('/tiny/msu/x')],
      ['of a stranger in a frame', 403, 'Koa', get(path, 'stranger', framed)],
      ['of a browser with a launch', 303, 'the door', get(path, 'launched')],
      ['of one in a frame', 303, 'the door', get(path, 'launched', framed)],
      ['of one, for what is not there', 404, 'Koa', get('/tiny/msu/zzzzzz', 'launched')],
      ['of one, for what may not be opened', 403, 'Koa', get('/tiny/msu/noLate', 'launched')],
      ['of somebody else’s browser', 303, 'the door', get(path, 'other')],
      ['of a browser with the launches of two', 303, 'the door', get(path, 'twice')],
      ['of a browser whose launch is over', 303, 'the door', get(path, 'ended')],
      ['of somebody who is signed in', 303, 'Koa', get(path, 'signed in')],
      ['that only asks for the head', 303, 'Koa', get(path, 'launched', { method: 'HEAD' })],
      ['that is posted to', 405, 'Koa', get(path, 'launched', { method: 'POST' })],
      ['with a query', 303, 'Koa', get(`${path}?check=1`, 'launched')],
      ['with a slash at the end', 404, 'Koa', get(`${path}/`, 'launched')],
      ['with two slashes', 404, 'Koa', get('/tiny//msu/AbCdEf', 'launched')],
      ['as a whole address', 303, 'Koa', get(`${publicUrl}${path}`, 'launched')],
      ['with letters in hundredths', 303, 'Koa', get('/tiny/msu/%41bCdEf', 'launched')],
      ['with what cannot be decoded', 400, 'Koa', get('/tiny/msu/%zz', 'launched')],
    ])('%s: %i, by %s, as by Koa alone', async (_, status, by, make) => {
      const { answer, answeredBy, log } = await bothWays(make);
      expect([answer.status, answeredBy, log.length]).toEqual([status, by, 1]);
    });

    test('two cookies of one name count as none (R21)', async () => {
      const Cookie = cookieOf(visitors.launched as Browser);
      const doubled = await bothWays(get(path, 'stranger', { headers: { Cookie: `${Cookie}; ${Cookie}` } }));
      expect(doubled.answer.headers).toContain('/login?next=');
    });

    test('a stranger who guesses has to wait, at both doors', async () => {
      for (let guess = 0; guess < 110; guess += 1)
        await ask(world.port, `/tiny/msu/guess${guess}`, { headers: { Host: 'localhost:8080' } });
      await written(() => false);
      const { answer, answeredBy } = await bothWays(get('/tiny/msu/nobody'));
      expect([answer.status, answeredBy]).toEqual([429, 'Koa']);
    });
  });
});
