import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { noteLastStart } from '../../src/services/backup/lastStart.ts';
import type { Door } from '../../src/storage/door.ts';
import { launchStore } from '../../src/storage/launchStore.ts';
import { schemaState } from '../../src/storage/migrating.ts';
import { endedByRestore } from '../../src/storage/pastStore.ts';
import { rowsOf, type WholeTable, wholeTables } from '../../src/storage/wholeTables.ts';
import { type Engine, engines } from '../databases.ts';
import { factories, sha256 } from '../factories.ts';
import { launch } from '../launches.ts';
import { small, startOfTests, type Terminal, terminal } from './terminal.ts';

async function everything(door: Door, tables: readonly WholeTable[]): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const table of tables) {
    const rows: unknown[] = [];
    await door.read(async (sql) => {
      for await (const page of rowsOf(sql, table)) rows.push(...page);
    });
    all[table.name] = rows;
  }
  return all;
}

const hashOfFile = sha256('the file').toString('hex');

/** A machine with something of everything, and its backup. */
async function savedOn(engine: Engine): Promise<{ readonly here: Terminal; readonly file: string }> {
  const here = await terminal(engine);
  const file = join(here.folder, 'all.backup');
  const course = small.replace('page: Introduction, body: Welcome', 'file: Introduction, path: notes.txt');
  here.write('notes.txt', 'the file');
  expect((await here.type('provision', here.write('small.yaml', course))).err).toBe('');
  await here.type('admin', 'create', 'root');
  await here.inside(async (door) => {
    // More than one page of a table whose key has three columns.
    const launches = launchStore(door);
    await Promise.all(Array.from({ length: 3 }, (_, at) => launches.record(launch({ nonce: `n${at}` }))));
    await door.write(async (sql) => {
      for (let at = 0; at < 1_100; at += 1) {
        await sql.run(
          "INSERT INTO nonces (protector_id, oauth_timestamp, nonce_hash, claim, outcome, expires_at) VALUES (?, ?, ?, ?, 'opened', 1)",
          [at % 3, at % 7, sha256(`${at}`), Buffer.alloc(16, at)],
        );
      }
    });
    await factories(door).item({ title: 'Ünïcode 😀 "\\ \n', body: `${'é'.repeat(50_000)}\u0000` });
  });
  expect((await here.type('backup', file)).status).toBe(0);
  return { here, file };
}

const otherThan = (engine: Engine) => engines.find((one) => one !== engine) ?? engine;

describe.each(engines)('a backup of %s', (engine) => {
  let here: Terminal;
  let there: Terminal;
  let file: string;
  beforeEach(async () => {
    ({ here, file } = await savedOn(engine));
    there = await terminal(otherThan(engine));
  });
  afterEach(async () => {
    await here.leave();
    await there.leave();
  });

  test('brings every row and file back into the other engine, but what was under way', async () => {
    const { status, out } = await there.type('restore', file);
    expect([status, out]).toEqual([0, expect.stringContaining('and 1 upload.')]);
    const tables = await wholeTables();
    const [was, is] = [
      await here.inside((door) => everything(door, tables)),
      await there.inside((door) => everything(door, tables)),
    ];
    const [mark] = is.audit?.slice(-1) ?? [];
    expect(mark).toMatchObject({ deed: 'database-restored', actor: 'command line' });
    // The restore itself is the newest link of the server's own chain, and the chains hold across it.
    const ofServer = (rows: typeof was) => rows.audit_chains?.[0] as { readonly seq: number } | undefined;
    expect(Number(ofServer(is)?.seq)).toBe(Number(ofServer(was)?.seq) + 1);
    const chains = [ofServer(was), ...(is.audit_chains?.slice(1) ?? [])];
    expect({ ...is, audit: is.audit?.slice(0, -1), audit_chains: chains }).toEqual(was);
    expect((await there.type('audit', 'verify')).status).toBe(0);
    expect(was.nonces).toHaveLength(1_103);
    const upload = join(there.folder, 'data/uploads', hashOfFile.slice(0, 2), hashOfFile);
    expect(readFileSync(upload, 'utf8')).toBe('the file');
    for (const table of endedByRestore) {
      const rows = await there.inside((door) => door.read((sql) => sql.rows(`SELECT * FROM ${table}`)));
      expect([table, rows]).toEqual([table, []]);
    }
  });

  test('is for its owner alone, leaves no draft, holds no key, and is never overwritten', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(here.folder).filter((name) => name.includes('backup'))).toEqual(['all.backup']);
    const text = gunzipSync(readFileSync(file)).toString('latin1');
    for (const name of ['root.key', 'session.keys']) {
      for (const key of readFileSync(join(here.folder, 'data', name), 'utf8').match(/[\w+/-]{40,}/g) ?? [])
        expect(text.includes(key)).toBe(false);
    }
    const bytes = readFileSync(file);
    const second = await here.type('backup', file);
    expect([second.status, second.err]).toEqual([1, expect.stringContaining('is there already')]);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  test('is restored into no database with anything in it', async () => {
    await there.type('admin', 'create', 'somebody');
    const { status, err } = await there.type('restore', file);
    expect([status, err]).toEqual([1, expect.stringContaining('not empty (administrators)')]);
    expect(await there.inside((door) => door.read((sql) => sql.rows('SELECT id FROM people')))).toEqual([]);
  });

  test('says which upload it could not save, and saves the rest', async () => {
    rmSync(join(here.folder, 'data/uploads'), { recursive: true });
    const second = `${file}2`;
    expect(await here.json('backup', second)).toMatchObject({ uploads: 0, lost: [hashOfFile] });
    expect((await there.type('restore', second)).out).toContain(`WARNING: the upload ${hashOfFile}`);
  });

  test('of an empty database is refused, as is marking one as restored', async () => {
    const { status, err } = await there.type('backup', `${file}3`);
    expect([status, err]).toEqual([1, expect.stringContaining('is empty')]);
    expect((await there.type('restored')).err).toContain('is empty');
    expect(existsSync(`${file}3`)).toBe(false);
  });

  test('put in the place of a newer database is noticed by the doctor until it is marked as restored', async () => {
    const note = join(here.folder, 'data/last-start.json');
    const past = async () => {
      const { checks } = JSON.parse((await here.type('doctor', '--json')).out) as {
        checks: { check: string; state: string }[];
      };
      return checks.find(({ check }) => check === 'past')?.state;
    };
    const start = (now: number) => here.inside((door) => noteLastStart(door, note, now));
    expect([await start(startOfTests - 2_000), await past()]).toEqual([undefined, 'ok']);
    await start(startOfTests - 1_000);
    // The older copy knows the first start only.
    await here.inside((door) =>
      door.write((sql) => sql.run('UPDATE settings_version SET started_at = ?', [startOfTests - 2_000])),
    );
    // Said at each start, for as long as nobody has seen to it.
    for (const now of [startOfTests - 500, startOfTests - 400])
      expect([await start(now), await past()]).toEqual([startOfTests - 1_000, 'warn']);
    expect((await here.type('restored')).status).toBe(0);
    expect([await past(), await start(startOfTests + 5_000), await past()]).toEqual(['ok', undefined, 'ok']);
  });
});

describe.each(engines)('a backup of %s', (engine) => {
  let there: Terminal;
  let bytes: Buffer;
  beforeAll(async () => {
    const { here, file } = await savedOn(engine);
    bytes = readFileSync(file);
    await here.leave();
  });
  beforeEach(async () => {
    there = await terminal(otherThan(engine));
  });
  afterEach(() => there.leave());

  test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['half of it', (bytes) => bytes.subarray(0, bytes.length / 2), /damaged/],
    ['all but the last byte', (bytes) => bytes.subarray(0, -1), /damaged/],
    [
      'a changed byte',
      (bytes) => Buffer.from(bytes.map((byte, at) => (at === bytes.length - 300 ? byte ^ 1 : byte))),
      /damaged/,
    ],
    ['a changed row, packed anew', (bytes) => altered(bytes, '"ann"', '"bob"'), /damaged/],
    ['a changed upload, packed anew', (bytes) => altered(bytes, 'the file', 'the life'), /damaged/],
    ['a row too few', (bytes) => altered(bytes, /\n\[1,"msu".*\n/, '\n'), /damaged/],
    [
      'lines behind the end',
      (bytes) => gzipSync(Buffer.concat([gunzipSync(bytes), Buffer.from('[]\n')])),
      /damaged/,
    ],
    ['another schema', (bytes) => altered(bytes, /"Restored\d+"/, '"Later9"'), /another version/],
    [
      'another format',
      (bytes) => altered(bytes, '"formatVersion":1', '"formatVersion":2'),
      /another version/,
    ],
    ['some other gzip file', () => gzipSync('{}\n'), /no backup/],
    ['no gzip file', () => Buffer.from('hello'), /damaged/],
    ['an empty file', () => Buffer.alloc(0), /damaged|no backup/],
  ])('that is %s is refused before anything is written', async (_what, spoil, sentence) => {
    const file = there.write('spoilt.backup', '');
    writeFileSync(file, spoil(bytes));
    const { status, out, err } = await there.type('restore', file);
    expect([status, out, err]).toEqual([1, '', expect.stringMatching(sentence)]);
    expect(await there.inside(schemaState)).toMatchObject({ state: 'empty' });
    expect(existsSync(join(there.folder, 'data'))).toBe(false);
  });
});

function altered(bytes: Buffer, from: string | RegExp, to: string): Buffer {
  const text = gunzipSync(bytes).toString('utf8');
  expect(text.replace(from, to)).not.toBe(text);
  return gzipSync(text.replace(from, to));
}
