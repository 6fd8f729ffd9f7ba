import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sha256 } from '../../src/crypto/digest.ts';
import { administratorStore, oneTimeAddressStore } from '../../src/storage/administratorStore.ts';
import { journalStore } from '../../src/storage/journalStore.ts';
import { takeLease } from '../../src/storage/leaseStore.ts';
import { engines } from '../databases.ts';
import { small, startOfTests, type Terminal, terminal } from './terminal.ts';

describe.each(engines)("the operator's commands, %s", (engine) => {
  let t: Terminal;
  beforeEach(async () => {
    t = await terminal(engine);
  });
  afterEach(() => t.leave());

  test('migrate an empty database forth and back, and say how it stands', async () => {
    expect(await t.json('migrate', '--status')).toMatchObject({ state: 'empty', unknown: [] });
    expect(await t.json('migrate')).toMatchObject({ state: 'current' });
    expect(await t.json('migrate')).toEqual({ state: 'current', steps: [] });
    expect((await t.type('migrate', '--status')).out).toBe('The schema is up to date.\n');
    while ((await t.json<{ state: string }>('migrate', '--down')).state !== 'empty');
    expect(await t.type('migrate', '--down')).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringContaining('empty'),
    });
    expect((await t.type('migrate', '--down', '--status')).status).toBe(2);
  });

  test('give the first administrator one address, which the next one voids', async () => {
    const first = await t.json<{ url: string; expiresAt: string; made: boolean }>('admin', 'create', 'root');
    expect(first.url).toMatch(/^https:\/\/links\.example\/password\/[A-Za-z0-9_-]{43}$/);
    expect(first.made).toBe(true);
    expect(first.expiresAt).toBe(new Date(startOfTests + 86_400_000).toISOString());
    const { out } = await t.type('admin', 'create', 'root');
    expect(out).toContain('is there already');
    const second = /password\/(\S+)/.exec(out)?.[1] ?? '';
    await t.inside(async (door) => {
      const addresses = oneTimeAddressStore(door);
      const [former] = first.url.split('/').slice(-1);
      expect(await addresses.find(sha256(former ?? ''), startOfTests)).toBeUndefined();
      expect(await addresses.find(sha256(second), startOfTests + 86_399_999)).toEqual({ administratorId: 1 });
      expect(await addresses.find(sha256(second), startOfTests + 86_400_001)).toBeUndefined();
      expect(await administratorStore(door).findByName('root')).toMatchObject({ passwordHash: undefined });
      const audit = await door.read((sql) =>
        sql.rows('SELECT deed, object, before_value, after_value FROM audit'),
      );
      expect(audit).toHaveLength(3);
      expect(JSON.stringify(audit)).not.toContain(second);
    });
  });

  test.each([
    ['a name that looks like another administrator', 'ROOT', /looks just like it/],
    ['no name at all', '', /1 to 100 visible characters/],
    ['blanks around it', ' x', /no blank at either end/],
  ])('refuse an administrator with %s', async (_, username, sentence) => {
    await t.type('admin', 'create', 'root');
    expect(await t.type('admin', 'create', username)).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringMatching(sentence),
    });
  });

  test('list launches newest first, with what the journal promises and null where nothing is known', async () => {
    await t.type('provision', t.write('small.yaml', small));
    await t.inside(async (door) => {
      const [link] = await door.read((sql) =>
        sql.rows<{ id: number; domain_id: number; course_id: number; item_id: number }>(
          'SELECT id, domain_id, course_id, item_id FROM links ORDER BY id LIMIT 1',
        ),
      );
      const [ann] = await door.read((sql) =>
        sql.rows<{ id: number }>("SELECT id FROM people WHERE username = 'ann'"),
      );
      if (!link || !ann) throw new Error('nothing was made');
      await journalStore(door).addAll([
        { at: startOfTests, reference: 'K7F3-9QX2', code: 'unknown-link' },
        {
          at: startOfTests + 1000,
          reference: 'K7F3-9QX3',
          code: 'opened',
          domainId: link.domain_id,
          courseId: link.course_id,
          linkId: link.id,
          itemId: link.item_id,
          protectorId: 1,
          protector: { level: 'domain', number: 1 },
          identity: 'accepted',
          named: 'ann',
          personId: ann.id,
          clockDifference: -3,
          tolerated: ['crlf-as-lf'],
        },
      ]);
    });
    const { launches } = await t.json<{ launches: Record<string, unknown>[] }>('journal');
    expect(launches[0]).toMatchObject({
      at: '2025-12-17T19:33:21.000Z',
      reference: 'K7F3-9QX3',
      domain: 'msu',
      course: 'phy101',
      item: 'intro',
      shortUrl: expect.stringMatching(/^\w{6}$/),
      protector: { owner: 'domain', number: 1 },
      code: 'opened',
      identity: 'accepted',
      named: 'ann',
      person: 'ann',
      differs: false,
      clockDifference: -3,
      tolerated: ['crlf-as-lf'],
    });
    expect(launches[1]).toMatchObject({
      reference: 'K7F3-9QX2',
      domain: null,
      course: null,
      item: null,
      shortUrl: null,
      protector: null,
      code: 'unknown-link',
      identity: null,
      named: null,
      person: null,
      differs: false,
      clockDifference: null,
      tolerated: [],
    });
    const count = async (...words: string[]) =>
      (await t.json<{ launches: unknown[] }>('journal', ...words)).launches.length;
    expect(await count('--last', '1')).toBe(1);
    expect(await count('--domain', 'msu')).toBe(1);
    expect(await count('--domain', 'msu', '--course', 'phy101')).toBe(1);
    expect(await count('--reference', 'k7f39qx2')).toBe(1);
    expect((await t.type('journal')).out).toContain('opened (accepted)');
  });

  test('say what to do about a launch that Moodle sent unsigned, and nothing where none was', async () => {
    await t.type('provision', t.write('small.yaml', small));
    const add = (notes: string[]) =>
      t.inside((door) =>
        journalStore(door).addAll([{ at: startOfTests, reference: 'K7F3-9QX2', code: 'unsigned', notes }]),
      );
    const cure = 'key or secret is empty: fill in both in the settings of the External Tool';
    await add([]);
    expect((await t.type('journal')).out).not.toContain(cure);
    await add(['unsigned-moodle']);
    expect((await t.type('journal')).out).toContain(cure);
  });

  test.each([
    [['journal', '--course', 'phy101'], 2],
    [['journal', '--last', '0'], 2],
    [['journal', '--last', '1e3'], 2],
    [['journal', '--reference', 'nonsense'], 2],
    [['journal', '--domain', 'nobody'], 1],
    [['journal', '--unknown'], 2],
    [['origins', '--course', 'phy101'], 2],
    [['origins', '--domain', 'nobody'], 1],
    [['origins', '--domain', 'nobody', '--protector', '0'], 2],
    [['origins', '--domain', 'nobody', '--approve', 'https://lms.example'], 2],
    [['origins', '--protector', '1', '--check', 'warn'], 2],
    [['origins', '--domain', 'd', '--protector', '1', '--check', 'strict'], 2],
    [
      ['origins', '--domain', 'd', '--protector', '1', '--check', 'warn', '--approve', 'https://a.example'],
      2,
    ],
    [['provision'], 2],
    [['provision', 'one.yaml', 'two.yaml'], 2],
    [['provision', 'nothing-there.yaml'], 1],
    [['export'], 2],
    [['admin'], 2],
    [['admin', 'create'], 2],
    [['secrets'], 2],
    [['nonsense'], 2],
    [[], 2],
  ])('exit as contract.md says, and print nothing on standard output: %j', async (words, status) => {
    const said = await t.type(...words);
    expect([said.status, said.out]).toEqual([status, '']);
    expect(said.err).not.toBe('');
  });

  test.each([
    ['migrate'],
    ['provision'],
    ['export'],
    ['admin', 'create'],
    ['journal'],
    ['origins'],
    ['secrets', 'status'],
    ['secrets', 'check'],
    ['secrets', 'rotate'],
    ['secrets', 'rotate-root'],
    ['purge'],
    ['doctor'],
    ['settings'],
  ])('explain themselves and take --json: %s %s', async (...words) => {
    const { status, out, err } = await t.type(...words.filter((word) => typeof word === 'string'), '--help');
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('--json');
  });

  test('name every stored secret that was moved to another row or altered', async () => {
    await t.type('provision', t.write('small.yaml', small));
    expect(await t.json('secrets', 'check')).toEqual({ checked: 4, broken: [] });
    await t.inside((door) =>
      door.write(async (sql) => {
        const [moodle] = await sql.rows<{ secret: string }>(
          "SELECT secret FROM protectors WHERE name = 'Campus Moodle'",
        );
        await sql.run("UPDATE protectors SET secret = ? WHERE name = 'Quiz tool'", [moodle?.secret ?? '']);
        const [word] = await sql.rows<{ key_word: string }>(
          'SELECT key_word FROM deep_links WHERE key_word IS NOT NULL',
        );
        const kept = word?.key_word ?? '';
        const flipped = kept.slice(0, -2) + (kept.at(-2) === 'A' ? 'B' : 'A') + kept.slice(-1);
        await sql.run('UPDATE deep_links SET key_word = ? WHERE key_word IS NOT NULL', [flipped]);
      }),
    );
    const { status, out, err } = await t.type('secrets', 'check', '--json');
    expect(status).toBe(1);
    expect(err).toBe('2 of 4 stored keys and secrets do not open.\n');
    expect(JSON.parse(out).broken).toEqual([
      {
        domain: 'msu',
        what: "link protector 1 'Quiz tool' of the course phy101",
        column: 'secret',
        reason: 'not-authentic',
      },
      {
        domain: 'msu',
        what: expect.stringMatching(/^shared word of the item midterm in the course phy101/),
        column: 'key_word',
        reason: 'not-authentic',
      },
    ]);
  });

  test('count secrets by key, and say which root key is needed and missing', async () => {
    await t.type('provision', t.write('small.yaml', small));
    const status = await t.json<{
      domains: { keys: { secrets: number }[] }[];
      rootKeys: { missing: string[] };
    }>('secrets', 'status');
    expect(status.domains[0]?.keys.map(({ secrets }) => secrets)).toEqual([3]);
    expect(status.rootKeys.missing).toEqual([]);
    await t.inside((door) => door.write((sql) => sql.run("UPDATE data_keys SET root_key = 'elsewhere'")));
    expect(await t.json('secrets', 'status')).toMatchObject({ rootKeys: { missing: ['elsewhere'] } });
  });

  test('purge what is over and nothing else', async () => {
    await t.type('migrate');
    const day = 86_400_000;
    await t.inside((door) =>
      journalStore(door).addAll([
        { at: startOfTests - 500 * day, reference: 'K7F3-9QX2', code: 'stale' },
        { at: startOfTests - day, reference: 'K7F3-9QX3', code: 'stale' },
      ]),
    );
    await t.type('admin', 'create', 'root');
    t.clock.now += 2 * day;
    expect(await t.json('purge')).toEqual({
      nonces: 0,
      launchSessions: 0,
      relaunches: 0,
      selections: 0,
      accountSessions: 0,
      oneTimeAddresses: 1,
      launches: 1,
      originProposals: 0,
      placeDays: 0,
      launchSamples: 0,
      givenWords: 0,
      failures: 0,
    });
    expect((await t.type('purge')).out).toMatch(/deleted journal rows: +0\n/);
  });

  test('refuse to purge while a server is at it, and say which, and keep the journal as long as a domain says', async () => {
    const keeping = (days: number) =>
      t.type('provision', t.write('days.yaml', `domains: [ { name: msu, journalDays: ${days} } ]`));
    expect(await keeping(30)).toMatchObject({ status: 0 });
    const day = 86_400_000;
    await t.inside((door) =>
      journalStore(door).addAll([
        { at: startOfTests - 40 * day, reference: 'K7F3-9QX2', code: 'stale', domainId: 1 },
      ]),
    );
    await t.inside(async (door) => {
      const answer = await takeLease(door, 'purge', 'links2:8080/17');
      if (answer.kind === 'taken') throw new Error('Nobody else is here.');
      expect(await t.type('purge', '--json')).toMatchObject({
        status: 1,
        out: '',
        err: expect.stringContaining('Another process is purging (links2:8080/17)'),
      });
      await answer.lease.leave();
    });
    expect(await keeping(60)).toMatchObject({ status: 0 });
    expect(await t.json('purge')).toMatchObject({ launches: 0 });
    expect(await keeping(30)).toMatchObject({ status: 0 });
    expect(await t.json('purge')).toMatchObject({ launches: 1 });
    const audit = await t.inside((door) =>
      door.read((sql) => sql.rows<{ after_value: string }>('SELECT after_value FROM audit')),
    );
    expect(audit.map(({ after_value }) => JSON.parse(after_value).journalDays)).toEqual([30, 60, 30]);
  });

  test('find by the doctor what would stop a server, and warn of the rest', async () => {
    const states = async () => {
      const { out } = await t.type('doctor', '--json');
      const { checks } = JSON.parse(out) as { checks: { check: string; state: string }[] };
      return Object.fromEntries(checks.map(({ check, state }) => [check, state]));
    };
    await t.type('provision', t.write('small.yaml', small));
    t.clock.now = (await t.inside((door) => door.databaseTime())) + 500;
    expect(await states()).toEqual({
      settings: 'ok',
      database: 'ok',
      schema: 'ok',
      past: 'ok',
      clock: 'ok',
      'root keys': 'ok',
      'session keys': 'ok',
      'public URL': 'ok',
      uploads: 'ok',
    });
    t.clock.now += 30_000;
    expect(await states()).toMatchObject({ clock: 'warn' });
    t.clock.now += 60_000;
    expect(await states()).toMatchObject({ clock: 'fail' });
    t.env.PUBLIC_URL = 'http://links.example';
    writeFileSync(join(t.folder, 'occupied'), '');
    t.env.UPLOADS_DIR = 'occupied';
    expect(await states()).toMatchObject({ 'public URL': 'warn', uploads: 'fail' });
    expect((await t.type('doctor')).status).toBe(1);
    t.env.PORT = 'x';
    t.env.WORKERS = '0';
    const { out } = await t.type('doctor');
    expect(out.match(/^fail +settings/gm)).toHaveLength(2);
  });

  test('print every setting with its source, the password masked, and all faults after it', async () => {
    t.env.DATABASE_URL = 'mysql://tiny:very@secret:word@127.0.0.1:3306/tiny';
    t.env.PORT = 'x';
    const { status, out, err } = await t.type('settings', '--json');
    expect(status).toBe(1);
    for (const part of ['very', 'secret:word']) expect(out).not.toContain(part);
    const { settings } = JSON.parse(out) as { settings: { name: string; source: string }[] };
    expect(settings.find(({ name }) => name === 'DATABASE_URL')?.source).toBe('environment');
    expect(settings.find(({ name }) => name === 'HOST')?.source).toBe('default');
    expect(err).toMatch(/^These settings cannot be used:\n {2}PORT /);
    expect((await t.type('journal')).status).toBe(1);
  });
});

describe('a database that is away', () => {
  test('is told of in one sentence, without the password', async () => {
    const t = await terminal('sqlite');
    t.env.DATABASE_URL = 'mysql://tiny:very-secret@127.0.0.1:1/tiny';
    for (const words of [['journal'], ['migrate'], ['secrets', 'check'], ['admin', 'create', 'root']]) {
      const { status, out, err } = await t.type(...words);
      expect([status, out]).toEqual([1, '']);
      expect(err).toBe('The database of DATABASE_URL does not answer. Start it, or mend the address.\n');
    }
    expect((await t.type('doctor')).out).toMatch(
      /fail +database +The database of DATABASE_URL does not answer/,
    );
    await t.leave();
  });
});
