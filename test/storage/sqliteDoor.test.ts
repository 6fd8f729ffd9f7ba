import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isRetryable } from '../../src/storage/dialect.ts';
import type { Door, Sql } from '../../src/storage/door.ts';
import { migrateUp } from '../../src/storage/migrating.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { type OpenDatabase, openDatabase } from '../databases.ts';

const note = (sql: Sql, key: string) =>
  sql.run("INSERT INTO key_files (kind, key_id, fingerprint, noted_at) VALUES ('root', ?, 'f', 1)", [key]);

async function noted(door: Door): Promise<string[]> {
  const rows = await door.read((sql) =>
    sql.rows<{ key_id: string }>('SELECT key_id FROM key_files ORDER BY id'),
  );
  return rows.map(({ key_id }) => key_id);
}

describe('a SQLite file with several processes', () => {
  let database: OpenDatabase;
  let door: Door;
  let other: ChildProcess;

  const heard = (word: string) =>
    new Promise<void>((resolve, reject) => {
      const listen = (said: unknown) => {
        if (said !== word) return;
        other.off('message', listen);
        resolve();
      };
      other.on('message', listen);
      other.once('exit', () => reject(new Error(`The other process ended before it said ${word}.`)));
    });

  async function say(word: string, answer: string): Promise<void> {
    const answered = heard(answer);
    other.send(word);
    await answered;
  }

  beforeEach(async () => {
    database = await openDatabase('sqlite');
    door = database.door;
    other = fork(join(__dirname, 'writeLockHolder.mjs'), [database.url.slice('sqlite:'.length)]);
    await heard('ready');
  });
  afterEach(async () => {
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.send('end');
    await ended;
    await database.drop();
  });

  const kinds: readonly ('write' | 'unit')[] = ['write', 'unit'];
  test.each(kinds)(
    'lets a %s wait for another process and not fail, while this process goes on',
    async (kind) => {
      await say('hold', 'holding');
      let done = false;
      const writing = door[kind](async (sql: Sql) => {
        await note(sql, 'ours');
      }).then(() => {
        done = true;
      });
      // Were the waiting done inside SQLite, none of these would be answered before it gave up.
      for (let turn = 0; turn < 20; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        expect(await noted(door)).toEqual([]);
      }
      expect(done).toBe(false);
      await say('release', 'released');
      await writing;
      expect(await noted(door)).toEqual(['other', 'ours']);
    },
  );

  test('lets whoever reads first and writes then in one transaction never meet a busy file', async () => {
    const second = openDoor(database.url);
    let runs = 0;
    const counted = (one: Door) =>
      one.write(async (sql) => {
        runs += 1;
        const [row] = await sql.rows<{ n: number }>('SELECT COUNT(*) AS n FROM key_files');
        await new Promise((resolve) => setImmediate(resolve));
        await note(sql, `number ${row?.n ?? 'none'}`);
      });
    await Promise.all(Array.from({ length: 20 }, (_, n) => counted(n % 2 === 0 ? door : second)));
    expect(await noted(door)).toEqual(Array.from({ length: 20 }, (_, n) => `number ${n}`));
    // Nor does it have to be done again, as it would where the write lock is taken only by the first write.
    expect(runs).toBe(20);
    await second.close();
  });

  test('opens while another process holds the write lock', async () => {
    await say('hold', 'holding');
    const second = openDoor(database.url);
    expect(await noted(second)).toEqual([]);
    await say('release', 'released');
    await second.write((sql) => note(sql, 'second'));
    expect(await noted(second)).toEqual(['other', 'second']);
    await second.close();
  });
});

describe('the door on SQLite', () => {
  test('does not let a reader write', async () => {
    const database = await openDatabase('sqlite');
    const refusal = await database.door.read((sql) => note(sql, 'sneaked')).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'SQLITE_READONLY' });
    expect(await noted(database.door)).toEqual([]);
    await database.drop();
  });

  test('never waits inside SQLite, where the whole process would stand still', async () => {
    const database = await openDatabase('sqlite');
    const patience = (sql: Sql) => sql.rows('PRAGMA busy_timeout');
    for (const asked of [
      database.door.read(patience),
      database.door.write(patience),
      database.door.unit(patience),
    ]) {
      expect(await asked).toEqual([{ timeout: 0 }]);
    }
    await database.drop();
  });

  test('keeps a database in memory for tests, with the same rules', async () => {
    const door = openDoor('sqlite::memory:');
    await migrateUp(door);
    const failing = door.write(async (sql) => {
      await note(sql, 'undone');
      throw new Error('no');
    });
    const beside = door.read((sql) => sql.rows('SELECT * FROM key_files'));
    await expect(failing).rejects.toThrow('no');
    expect(await beside).toEqual([]);
    await door.write((sql) => note(sql, 'kept'));
    expect(await noted(door)).toEqual(['kept']);
    await door.close();
  });

  test('waits for the work that is under way before it closes', async () => {
    const database = await openDatabase('sqlite');
    const door = openDoor(database.url);
    const writing = door.write(async (sql) => {
      await new Promise((resolve) => setImmediate(resolve));
      await note(sql, 'last');
    });
    await door.close();
    await writing;
    expect(await noted(database.door)).toEqual(['last']);
    expect(isRetryable(await door.write((sql) => note(sql, 'late')).catch((error: unknown) => error))).toBe(
      false,
    );
    await database.drop();
  });
});

test('a new SQLite file, and what SQLite puts beside it, can be read by its owner alone', async () => {
  const folder = join(tmpdir(), `tinygate-${process.pid}-rights`);
  const file = join(folder, 'new.sqlite');
  const door = openDoor(`sqlite:${file}`);
  await migrateUp(door);
  const rights = ['', '-wal', '-shm'].map((end) => statSync(`${file}${end}`).mode & 0o077);
  const folderRights = statSync(folder).mode & 0o077;
  await door.close();
  chmodSync(file, 0o640);
  await openDoor(`sqlite:${file}`).close();
  const kept = statSync(file).mode & 0o777;
  rmSync(folder, { recursive: true });
  expect([rights, folderRights, kept]).toEqual([[0, 0, 0], 0, 0o640]);
});

test('a new SQLite file that another process is just making is waited for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tinygate-'));
  const file = join(folder, 'new.sqlite');
  const first = fork(join(__dirname, 'newFileHolder.mjs'), [file]);
  const said = (word: string) =>
    new Promise<void>((resolve) => first.once('message', (heard) => heard === word && resolve()));
  await said('holding');
  const soon = said('soon');
  const ended = new Promise((resolve) => first.once('exit', resolve));
  first.send('let go');
  await soon;
  const door = openDoor(`sqlite:${file}`);
  await migrateUp(door);
  await door.write((sql) => note(sql, 'ours'));
  expect(await noted(door)).toEqual(['ours']);
  await door.close();
  await ended;
  rmSync(folder, { recursive: true });
});
