import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AccountOwner, accountSessionStore } from '../../src/storage/accountSessionStore.ts';
import {
  addAdministrator,
  administratorStore,
  giveOneTimeAddress,
  type OneTimeOwner,
  oneTimeAddressStore,
} from '../../src/storage/administratorStore.ts';
import { isDuplicate } from '../../src/storage/dialect.ts';
import type { Door } from '../../src/storage/door.ts';
import { launchSessionStore } from '../../src/storage/launchSessionStore.ts';
import { launchStore } from '../../src/storage/launchStore.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { personStore } from '../../src/storage/personStore.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { type Factories, factories, madeAt, sha256 } from '../factories.ts';
import { launch } from '../launches.ts';

const day = 86_400_000;

describe.each(engines)('accounts on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  let make: Factories;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
    make = factories(door);
  });
  afterAll(() => database.drop());

  const session = (owner: AccountOwner) => ({
    owner,
    startedAt: madeAt,
    seenAt: madeAt,
    expiresAt: madeAt + day,
  });

  test('keep a session under the hash of its id until it is destroyed, for people and administrators', async () => {
    const store = accountSessionStore(door);
    for (const owner of [{ personId: 5 }, { administratorId: 5 }]) {
      const id = randomBytes(32);
      await store.add(id, session(owner));
      expect(await store.get(id)).toEqual(session(owner));
      await store.touch(id, { seenAt: madeAt + 1, expiresAt: madeAt + day + 1 });
      expect(await store.get(id)).toEqual({
        ...session(owner),
        seenAt: madeAt + 1,
        expiresAt: madeAt + day + 1,
      });
      await store.destroy(id);
      expect(await store.get(id)).toBeUndefined();
    }
  });

  test('do not bring a session back that was signed out while a request was under way', async () => {
    const store = accountSessionStore(door);
    const id = randomBytes(32);
    await store.add(id, session({ personId: 5 }));
    await store.destroy(id);
    await store.touch(id, { seenAt: madeAt, expiresAt: madeAt + day });
    expect(await store.get(id)).toBeUndefined();
  });

  test('end all sessions of one person and not those of the administrator with the same number', async () => {
    const store = accountSessionStore(door);
    const [one, two, administrator, stranger] = [0, 0, 0, 0].map(() => randomBytes(32)) as [
      Buffer,
      Buffer,
      Buffer,
      Buffer,
    ];
    await store.add(one, session({ personId: 8 }));
    await store.add(two, session({ personId: 8 }));
    await store.add(administrator, session({ administratorId: 8 }));
    await store.add(stranger, session({ personId: 9 }));
    await store.endAll({ personId: 8 });
    const left = await Promise.all([one, two, administrator, stranger].map((id) => store.get(id)));
    expect(left.map((kept) => kept !== undefined)).toEqual([false, false, true, true]);
  });

  test('make a session of both or of nobody count as none', async () => {
    const store = accountSessionStore(door);
    for (const [administrator, person] of [
      [1, 1],
      [null, null],
    ]) {
      const id = randomBytes(32);
      const text =
        'INSERT INTO account_sessions (id_hash, administrator_id, person_id, started_at, seen_at, expires_at) VALUES (?, ?, ?, 0, 0, ?)';
      await door.write((sql) => sql.run(text, [id, administrator ?? null, person ?? null, madeAt + day]));
      expect(await store.get(id)).toBeUndefined();
    }
  });

  test('let a password hash be renewed only while it is the one that was verified', async () => {
    const person = await make.person({ password_hash: 'old' });
    const administrator = await make.administrator({ password_hash: 'old' });
    for (const [id, store] of [
      [person.id, personStore(door)],
      [administrator.id, administratorStore(door)],
    ] as const) {
      await store.rehash(id, { from: 'stale', to: 'attack' });
      expect((await store.findById(id))?.passwordHash).toBe('old');
      await store.rehash(id, { from: 'old', to: 'new' });
      expect((await store.findById(id))?.passwordHash).toBe('new');
    }
  });

  test('refuse a second administrator whose name looks like the first', async () => {
    const foldHash = sha256('root');
    const add = (username: string) =>
      door.write((sql) => addAdministrator(sql, { username, foldHash, now: madeAt }));
    const id = await add('root');
    expect((await administratorStore(door).findById(id))?.username).toBe('root');
    expect(isDuplicate(await add('Root').catch((error: unknown) => error))).toBe(true);
  });

  describe('one-time addresses (R2)', () => {
    const give = async (owner: OneTimeOwner, expiresAt = madeAt + day) => {
      const tokenHash = randomBytes(32);
      await door.write((sql) => giveOneTimeAddress(sql, { owner, tokenHash, now: madeAt, expiresAt }));
      return tokenHash;
    };
    const spend = (tokenHash: Buffer, now = madeAt + 1) =>
      oneTimeAddressStore(door).spend({ tokenHash, passwordHash: 'set', now });

    test('set the password once and end every session of their owner', async () => {
      const { id } = await make.person({ password_hash: 'old' });
      const cookie = randomBytes(32);
      await accountSessionStore(door).add(cookie, session({ personId: id }));
      const launched = launch({ session: { personId: id } });
      await launchStore(door).record(launched);
      const token = await give({ personId: id });
      expect(await oneTimeAddressStore(door).find(token, madeAt)).toEqual({ personId: id });
      const answers = await Promise.all(Array.from({ length: 5 }, () => spend(token)));
      expect(answers.filter((spent) => spent)).toHaveLength(1);
      expect(await personStore(door).findById(id)).toMatchObject({
        passwordHash: 'set',
        sessionsAfter: madeAt + 1,
      });
      expect(await accountSessionStore(door).get(cookie)).toBeUndefined();
      const key = launched.session?.launchKey ?? Buffer.alloc(0);
      expect(await launchSessionStore(door).findByKey(key, madeAt)).toBeUndefined();
      expect(await oneTimeAddressStore(door).find(token, madeAt)).toBeUndefined();
    });

    const voids: readonly [string, (id: number, token: Buffer) => Promise<unknown>][] = [
      ['a newer one', (id) => give({ personId: id })],
      [
        'disabling the person',
        (id) => door.write((sql) => sql.run('UPDATE people SET disabled_at = ? WHERE id = ?', [madeAt, id])),
      ],
      ['erasing the person', (id) => door.write((sql) => sql.run('DELETE FROM people WHERE id = ?', [id]))],
      [
        'time',
        (_, token) =>
          door.write((sql) =>
            sql.run('UPDATE one_time_addresses SET expires_at = ? WHERE token_hash = ?', [madeAt + 1, token]),
          ),
      ],
    ];
    test.each(voids)('are voided by %s', async (_, undo) => {
      const { id } = await make.person({ password_hash: 'old' });
      const token = await give({ personId: id });
      await undo(id, token);
      expect(await oneTimeAddressStore(door).find(token, madeAt + 1)).toBeUndefined();
      expect(await spend(token)).toBe(false);
      expect((await personStore(door).findById(id))?.passwordHash).not.toBe('set');
    });

    test('of an administrator never touch the person with the same number', async () => {
      const administrator = await make.administrator();
      const person = await make.person({ id: administrator.id + 1_000 });
      const other = await make.administrator({ id: person.id });
      const [tokenOfPerson, tokenOfOther] = [
        await give({ personId: person.id }),
        await give({ administratorId: other.id }),
      ];
      expect(await spend(tokenOfOther)).toBe(true);
      expect((await administratorStore(door).findById(other.id))?.passwordHash).toBe('set');
      expect((await personStore(door).findById(person.id))?.passwordHash).toBeUndefined();
      expect(await oneTimeAddressStore(door).find(tokenOfPerson, madeAt)).toEqual({ personId: person.id });
    });

    test('given twice at the same moment, on two servers, leave exactly one that counts', async () => {
      const { id } = await make.person();
      const other = openDoor(database.url);
      const tokens = await Promise.all(
        [door, other, door, other].map(async (one) => {
          const tokenHash = randomBytes(32);
          await one.write((sql) =>
            giveOneTimeAddress(sql, {
              owner: { personId: id },
              tokenHash,
              now: madeAt,
              expiresAt: madeAt + day,
            }),
          );
          return tokenHash;
        }),
      );
      const owners = await Promise.all(tokens.map((token) => oneTimeAddressStore(door).find(token, madeAt)));
      expect(owners.filter((owner) => owner !== undefined)).toHaveLength(1);
      await other.close();
    });
  });
});
