import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { usualJournalDays } from '../../src/model/journalKeeping.ts';
import { journalStore } from '../../src/storage/journalStore.ts';
import { migrateUp } from '../../src/storage/migrating.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { heading } from '../browserLike.ts';
import { ask, form } from '../web/httpClient.ts';
import { build } from './built.ts';
import { cleanUp, dataFolder, settingsIn, startProcess } from './tinygateProcess.ts';

beforeAll(build, 180_000);

let folder: string;
beforeEach(() => {
  folder = dataFolder();
});
afterEach(() => cleanUp(folder));

const keyFiles = ['root.key', 'session.keys'] as const;
const keys = () => keyFiles.map((name) => readFileSync(join(folder, name), 'utf8'));
const modes = () => keyFiles.map((name) => statSync(join(folder, name)).mode & 0o777);

describe('a start', () => {
  test('on an empty folder makes the tables and the keys, prints its port, serves, and ends with 0', async () => {
    const server = startProcess(settingsIn(folder));
    const port = await server.port();
    expect(server.lines.map(({ msg }) => msg)).toContain('made the tables of an empty database');
    expect([modes(), port > 1023]).toEqual([[0o600, 0o600], true]);
    expect((await server.line('listening')).publicUrl).toBe(`http://localhost:${port}`);
    const [ready, page] = [await ask(port, '/readyz'), await ask(port, '/login')];
    expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { ready: true }]);
    expect([page.status, heading(page)]).toEqual([200, 'Sign in']);
    expect([await server.stop(), server.stderr()]).toEqual([{ code: 0, signal: null }, '']);
  });

  test('answers pages in the very first moment as it does later, though they are loaded behind the port', async () => {
    const server = startProcess(settingsIn(folder));
    const port = await server.port();
    const typed = form({ csrf: 'nobody' });
    const questions = [
      ['/adm/msu/phy101/contents', {}],
      ['/adm/domains', {}],
      ['/tiny/msu/abc234', {}],
      ['/login', {}],
      ['/msu/phy101/i1', {}],
      ['/nowhere/at/all/and/more', {}],
      ['/adm/msu/people', { method: 'DELETE' }],
      ['/login', typed],
      ['/launch/handover', typed],
      ['/adm/launch/select/msu', typed],
    ] as const;
    const answers = async () => {
      const all = await Promise.all(questions.map(([path, asked]) => ask(port, path, asked)));
      return all.map(({ status, headers }) => [status, headers.location, headers.allow]);
    };
    const first = await answers();
    expect(first).toEqual(await answers());
    expect(first.map(([status]) => status)).toEqual([303, 303, 303, 200, 303, 404, 405, 403, 403, 400]);
    await server.stop();
  });

  test('a second time finds its tables and keys and changes neither', async () => {
    const first = startProcess(settingsIn(folder));
    await first.port();
    await first.stop();
    const before = keys();
    const second = startProcess(settingsIn(folder));
    await second.port();
    expect(keys()).toEqual(before);
    expect(second.lines.map(({ msg }) => msg)).not.toContain('made the tables of an empty database');
    expect((await second.stop()).code).toBe(0);
  });

  test('of two servers at the same moment on one empty SQLite file serves twice with one set of keys', async () => {
    const both = [startProcess(settingsIn(folder)), startProcess(settingsIn(folder))];
    const ports = await Promise.all(both.map((server) => server.port()));
    const answers = await Promise.all(ports.map((port) => ask(port, '/readyz')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const door = openDoor(`sqlite:${folder}/tinygate.sqlite`);
    const known = await door.read((sql) => sql.rows('SELECT kind FROM key_files ORDER BY kind'));
    await door.close();
    expect(known).toEqual([{ kind: 'root' }, { kind: 'session' }]);
    expect((await Promise.all(both.map((server) => server.stop()))).map(({ code }) => code)).toEqual([0, 0]);
  });

  test.each([
    ['http://links.example', 1],
    ['https://links.example', 0],
    ['http://localhost:8080', 0],
    ['http://127.0.0.1:8080', 0],
  ])('behind %s warns of plain http as often as it should: %d', async (publicUrl, warnings) => {
    const server = startProcess({ ...settingsIn(folder), PUBLIC_URL: publicUrl });
    await server.line('listening');
    const found = server.lines.filter(({ msg, level }) => level === 40 && /plain http/.test(msg));
    expect(found).toHaveLength(warnings);
    await server.stop();
  });

  test('reads a setting from the file that NAME_FILE names, and its own folder from wherever it is started', async () => {
    const { DATABASE_URL: url = '', ...rest } = settingsIn(folder);
    writeFileSync(join(folder, 'url'), `${url}\n`);
    const server = startProcess({ ...rest, DATABASE_URL_FILE: join(folder, 'url') });
    await server.port();
    expect(statSync(join(folder, 'tinygate.sqlite')).size).toBeGreaterThan(0);
    await server.stop();
  });
});

describe('a server keeps its own house', () => {
  test('and purges what is over without being asked, but not a day too much', async () => {
    const door = openDoor(`sqlite:${folder}/tinygate.sqlite`);
    await migrateUp(door);
    const ago = (days: number) => Date.now() - days * 86_400_000;
    const row = (days: number, reference: string) => ({
      at: ago(days),
      reference,
      code: 'unsigned' as const,
    });
    await journalStore(door).addAll([
      row(usualJournalDays + 1, 'OLDOLD22'),
      row(usualJournalDays - 1, 'YOUNG222'),
    ]);
    const server = startProcess(settingsIn(folder));
    expect((await server.line('purged what is over')).rows).toBe(1);
    const left = await door.read((sql) => sql.rows('SELECT reference FROM launches'));
    expect(left).toEqual([{ reference: 'YOUNG222' }]);
    await door.close();
    expect((await server.stop()).code).toBe(0);
  });
});

describe('the log of a server', () => {
  test('holds no one-time token, query, address, cookie, username or password, whatever is asked', async () => {
    const server = startProcess({ ...settingsIn(folder), TRUSTED_PROXIES: '1' });
    const port = await server.port();
    const secret = 'MARKERmarkerMARKERmarkerMARKERmarkerMARKER1';
    const headers = {
      Cookie: `__Host-launch-ABCD2345=${secret}; __Host-account=${secret}`,
      'X-Forwarded-For': '203.0.113.77',
      'User-Agent': secret,
      Referer: `https://${secret}.example/`,
    };
    const paths = [
      `/password/${secret}`,
      `/login?next=/${secret}`,
      `/tiny/msu/abc234?${secret}`,
      `/${secret}`,
    ];
    for (const path of [...paths, `/msu/${secret}/${secret}`, `/assets/${secret}`, '/%E0%A4%A']) {
      expect((await ask(port, path, { headers })).status).toBeLessThan(500);
    }
    const login = form({ username: secret, password: secret, domain: secret, csrf: secret }, headers);
    expect((await ask(port, '/login', login)).status).toBe(403);
    const launch = form({ oauth_consumer_key: secret, oauth_signature: secret, user_id: secret }, headers);
    expect((await ask(port, '/adm/launch/tiny/msu/abc234', launch)).status).toBe(400);
    await server.stop();
    const requests = server.lines.filter(({ msg }) => msg === 'request');
    expect(requests.length).toBeGreaterThanOrEqual(9);
    const log = server.lines.map((line) => JSON.stringify(line)).join('\n');
    expect(log).not.toMatch(/MARKER|203\.0\.113|abc234|msu/i);
    expect(server.stderr()).toBe('');
  });
});
