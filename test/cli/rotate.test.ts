import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fingerprint } from '../../src/crypto/fingerprint.ts';
import { readRootKeys } from '../../src/crypto/rootKeys.ts';
import { loadKeys } from '../../src/services/keys/loadKeys.ts';
import { activateRoot, prepareRoot } from '../../src/services/secrets/rotateRoot.ts';
import { rotateSecrets } from '../../src/services/secrets/rotateSecrets.ts';
import { dataKeyStore } from '../../src/storage/dataKeyStore.ts';
import type { Door } from '../../src/storage/door.ts';
import { nodeStore } from '../../src/storage/nodeStore.ts';
import { storedSecrets } from '../../src/storage/storedSecretStore.ts';
import { engines } from '../databases.ts';
import { small, startOfTests, type Terminal, terminal } from './terminal.ts';

interface Status {
  readonly rootKeys: {
    readonly active: string;
    readonly prepared: string | null;
    readonly present: readonly string[];
    readonly missing: readonly string[];
    readonly wraps: Readonly<Record<string, number>>;
  };
  readonly nodes: readonly { readonly name: string; readonly rootKeys: readonly string[] }[];
  readonly domains: readonly {
    readonly keys: readonly {
      readonly id: string;
      readonly retired: boolean;
      readonly encrypts: boolean;
      readonly secrets: number;
    }[];
  }[];
}

const two = `${small}  - name: osu
    protectors: [ { name: Campus Canvas, key: canvas, secret: another-typed-secret-of-letters } ]
`;

type Death = 'before its transaction' | 'before its commit';

/** A database that is lost at this transaction: what a command killed there leaves behind. */
function lostAt(door: Door, transaction: number, death: Death): Door {
  let count = 0;
  return {
    ...door,
    async write(work) {
      count += 1;
      if (count < transaction) return door.write(work);
      return door.write(async (sql) => {
        if (death === 'before its commit') await work(sql);
        throw new Error('killed');
      });
    },
  };
}

const deaths = ['before its transaction', 'before its commit'] as const;
/** With two domains, of few secrets each. */
const transactions = [1, 2, 3, 4, 5, 6];

describe.each(engines)('keys on %s', (engine) => {
  let t: Terminal;
  let file: string;
  let parts: { rootKeyFile: string; sessionKeysFile: string; actor: string; now: number };
  beforeEach(async () => {
    t = await terminal(engine);
    file = join(t.folder, 'data', 'root.key');
    const sessionKeysFile = join(t.folder, 'data', 'session.keys');
    parts = { rootKeyFile: file, sessionKeysFile, actor: 'test', now: startOfTests };
    expect(await t.type('provision', t.write('two.yaml', two))).toMatchObject({ status: 0 });
  });
  afterEach(() => t.leave());

  const status = () => t.json<Status>('secrets', 'status');
  const keysOf = async (domain: number) => (await status()).domains[domain]?.keys ?? [];
  const sound = async () => {
    const { broken } = await t.json<{ broken: readonly unknown[] }>('secrets', 'check');
    expect(broken).toEqual([]);
  };
  const rotateOn = async (door: Door) => {
    const { active, prepared, all } = await readRootKeys(file);
    const root = { active, prepared, all };
    return rotateSecrets(door, { ...parts, root, domain: undefined, progress: () => undefined });
  };
  const deeds = () =>
    t.inside((door) =>
      door.read(async (sql) => {
        const text = "SELECT deed FROM audit WHERE deed LIKE '%-key-%' ORDER BY id";
        return (await sql.rows<{ deed: string }>(text)).map(({ deed }) => deed);
      }),
    );
  const report = (name: string, path = file) =>
    t.inside(async (door) => {
      const { active, prepared } = await readRootKeys(path);
      const held = [active, ...(prepared ? [prepared] : [])];
      const rootKeys = held.map((key) => ({ id: key.id, fingerprint: fingerprint(key) }));
      await nodeStore(door).report(name, { name, rootKeys });
    });

  describe('of domains', () => {
    test('are exchanged with every secret sound, the former retired, and written down', async () => {
      const [former] = await keysOf(0);
      const rotated = await t.type('secrets', 'rotate');
      expect(rotated).toMatchObject({ status: 0, err: expect.stringContaining('msu: 3 of 3') });
      expect(await keysOf(0)).toMatchObject([
        { encrypts: true, retired: false, secrets: 3 },
        { id: former?.id, encrypts: false, retired: true, secrets: 0 },
      ]);
      expect((await keysOf(1)).map(({ secrets }) => secrets)).toEqual([1, 0]);
      await sound();
      expect(await deeds()).toEqual(
        Array.from({ length: 2 }, () => ['domain-key-made', 'domain-key-retired']).flat(),
      );
      // The same file again changes nothing: no secret was altered on the way.
      expect((await t.type('provision', t.write('two.yaml', two))).out).not.toMatch(/changed/i);
      expect(rotated.out).not.toContain('secret-of-enough');
    });

    test('of one domain alone, and of none that does not exist', async () => {
      await t.type('secrets', 'rotate', '--domain', 'osu');
      expect([(await keysOf(0)).length, (await keysOf(1)).length]).toEqual([1, 2]);
      expect(await t.type('secrets', 'rotate', '--domain', 'nosuch')).toMatchObject({
        status: 1,
        err: 'There is no domain nosuch.\n',
      });
    });

    test.each(deaths)('survive a death %s, whichever: the next run ends what was begun', async (death) => {
      for (const transaction of transactions) {
        const before = (await keysOf(0)).length;
        await t.inside((door) =>
          expect(rotateOn(lostAt(door, transaction, death))).rejects.toThrow('killed'),
        );
        await sound();
        expect(await t.type('secrets', 'rotate')).toMatchObject({ status: 0 });
        const keys = await keysOf(0);
        // One that was begun is gone on with; after one that had come to its end there is another.
        expect(keys.length - before).toBe(transaction <= 3 ? 1 : 2);
        expect(keys.filter(({ retired }) => !retired)).toMatchObject([{ encrypts: true, secrets: 3 }]);
        await sound();
      }
    });

    test('by two at once end under one key, which both may have made', async () => {
      const said = await Promise.all([t.type('secrets', 'rotate'), t.type('secrets', 'rotate')]);
      expect(said.map(({ status: code }) => code)).toEqual([0, 0]);
      for (const domain of [0, 1]) {
        const keys = await keysOf(domain);
        expect(keys.filter(({ retired }) => !retired)).toHaveLength(1);
        expect(keys.filter(({ secrets }) => secrets > 0)).toMatchObject([{ encrypts: true }]);
      }
      await sound();
    });

    test('leave alone what somebody changes meanwhile', async () => {
      await t.inside(async (door) => {
        const changed: string[] = [];
        const meanwhile: Door = {
          ...door,
          async write(work) {
            // After the secrets were read, before any is replaced.
            if (changed.length === 0 && (await dataKeyStore(door).all()).length === 3) {
              changed.push('now');
              await door.write((sql) =>
                sql.run("UPDATE protectors SET secret = NULL WHERE name = 'Quiz tool'"),
              );
            }
            return door.write(work);
          },
        };
        await rotateOn(meanwhile);
        const kept = await door.read((sql) =>
          sql.rows("SELECT secret FROM protectors WHERE name = 'Quiz tool' AND secret IS NOT NULL"),
        );
        expect([changed, kept]).toEqual([['now'], []]);
      });
      await sound();
    });

    test('name a secret that does not open, and keep the key that it was written with', async () => {
      await t.inside((door) =>
        door.write(async (sql) => {
          const [word] = await sql.rows<{ key_word: string }>(
            'SELECT key_word FROM deep_links WHERE key_word IS NOT NULL',
          );
          await sql.run("UPDATE protectors SET secret = ? WHERE name = 'Quiz tool'", [word?.key_word ?? '']);
        }),
      );
      const { status: code, out, err } = await t.type('secrets', 'rotate');
      expect([code, err]).toEqual([1, expect.stringContaining('1 secret does not open and stays as it was')]);
      expect(out).toContain("DOES NOT OPEN: link protector 1 'Quiz tool' of the course phy101");
      expect((await keysOf(0)).map(({ secrets, retired }) => [secrets, retired])).toEqual([
        [2, false],
        [1, false],
      ]);
    });
  });

  describe('at the root', () => {
    test('are exchanged in two steps, with every secret sound after each', async () => {
      const before = await status();
      const prepared = await t.type('secrets', 'rotate-root', '--prepare');
      expect(prepared).toMatchObject({ status: 0, err: '' });
      const between = await status();
      expect(between.rootKeys).toMatchObject({ active: before.rootKeys.active, missing: [] });
      const next = between.rootKeys.prepared ?? '';
      await sound();
      expect(await t.type('secrets', 'rotate-root', '--activate')).toMatchObject({ status: 0, err: '' });
      const after = await status();
      expect(after.rootKeys).toEqual({
        active: next,
        prepared: null,
        present: [next],
        missing: [],
        wraps: { [next]: 2 },
      });
      await sound();
      expect(await deeds()).toEqual(['root-key-prepared', 'root-key-activated', 'root-key-retired']);
      const key = JSON.parse(readFileSync(file, 'utf8')).keys[0].key as string;
      expect(JSON.stringify([prepared, after])).not.toContain(key);
    });

    test('are not activated where none is prepared, and two are never prepared', async () => {
      const refused = await t.type('secrets', 'rotate-root', '--activate');
      expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('No root key is prepared') });
      const said = await Promise.all(
        Array.from({ length: 3 }, () => t.json<{ prepared: string }>('secrets', 'rotate-root', '--prepare')),
      );
      expect(new Set(said.map(({ prepared }) => prepared)).size).toBe(1);
      expect((await readRootKeys(file)).all).toHaveLength(2);
    });

    test.each([[[]], [['--prepare', '--activate']]])('need to know which step: %j', async (words) => {
      expect(await t.type('secrets', 'rotate-root', ...words)).toMatchObject({ status: 2 });
    });

    test('wait for every server that runs, and name the one that has not the key', async () => {
      const old = join(t.folder, 'old.key');
      copyFileSync(file, old);
      await t.type('secrets', 'rotate-root', '--prepare');
      await report('ready:1');
      await report('late:2', old);
      const refused = await t.type('secrets', 'rotate-root', '--activate');
      expect(refused).toMatchObject({ status: 1, err: expect.stringMatching(/yet: late:2\. Copy/) });
      expect((await status()).rootKeys.wraps).toMatchObject({ [(await readRootKeys(old)).active.id]: 2 });
      expect((await t.type('secrets', 'status')).out).toMatch(/Server late:2 holds .*NOT YET/);
      await report('late:2');
      expect(await t.type('secrets', 'rotate-root', '--activate')).toMatchObject({ status: 0 });
    });

    test('do not wait for a server that has been silent for more than a minute', async () => {
      await report('dead:1');
      await t.type('secrets', 'rotate-root', '--prepare');
      await t.inside((door) => door.write((sql) => sql.run('UPDATE nodes SET seen_at = seen_at - 61000')));
      expect(await t.type('secrets', 'rotate-root', '--activate')).toMatchObject({ status: 0 });
    });

    test('are not fooled by a server whose key only has the same name', async () => {
      await t.type('secrets', 'rotate-root', '--prepare');
      const { prepared } = await readRootKeys(file);
      const rootKeys = [{ id: prepared?.id ?? '', fingerprint: 'of another key' }];
      await t.inside((door) => nodeStore(door).report('x', { name: 'liar:1', rootKeys }));
      const refused = await t.type('secrets', 'rotate-root', '--activate');
      expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('liar:1') });
    });

    test('are not prepared twice on nodes that have files of their own', async () => {
      const other = join(t.folder, 'other.key');
      copyFileSync(file, other);
      await t.type('secrets', 'rotate-root', '--prepare');
      await report('first:1');
      await t.inside((door) =>
        expect(prepareRoot(door, { ...parts, rootKeyFile: other })).rejects.toThrow(
          'a key was prepared there',
        ),
      );
      expect((await readRootKeys(other)).prepared).toBeUndefined();
    });

    test.each(deaths)(
      'survive a death %s, whichever: secrets stay sound, and the next run ends it',
      async (death) => {
        for (const transaction of transactions) {
          if (transaction === 1) {
            const lost = (door: Door) => prepareRoot(lostAt(door, transaction, death), parts);
            await t.inside((door) => expect(lost(door)).rejects.toThrow('killed'));
            await sound();
          }
          await t.type('secrets', 'rotate-root', '--prepare');
          const next = (await status()).rootKeys.prepared ?? '';
          await t.inside((door) =>
            expect(activateRoot(lostAt(door, transaction, death), parts)).rejects.toThrow('killed'),
          );
          await sound();
          await t.inside((door) => loadKeys(parts, dataKeyStore(door), startOfTests));
          // A death after the last deed, before its commit, leaves nothing to do.
          const again = await t.type('secrets', 'rotate-root', '--activate');
          expect(again.status === 0 || again.err.includes('No root key is prepared')).toBe(true);
          expect((await status()).rootKeys).toMatchObject({ active: next, present: [next], missing: [] });
          await sound();
        }
      },
    );

    test('by two at once end with one key', async () => {
      await t.type('secrets', 'rotate-root', '--prepare');
      await Promise.all(Array.from({ length: 2 }, () => t.type('secrets', 'rotate-root', '--activate')));
      await t.type('secrets', 'rotate-root', '--activate');
      const { present, wraps, missing } = (await status()).rootKeys;
      expect([present.length, Object.values(wraps), missing]).toEqual([1, [2], []]);
      await sound();
    });

    test('give new domains the active key also on a node whose file was copied before', async () => {
      await t.type('secrets', 'rotate-root', '--prepare');
      const copied = readFileSync(file);
      await t.type('secrets', 'rotate-root', '--activate');
      writeFileSync(file, copied, { mode: 0o600 });
      const third = `${two}  - name: third\n    protectors: [ { name: Another } ]\n`;
      expect(await t.type('provision', t.write('three.yaml', third))).toMatchObject({ status: 0 });
      const { active, wraps } = (await status()).rootKeys;
      expect(wraps[active]).toBe(3);
      // The same command tidies this node's file, too.
      expect(await t.type('secrets', 'rotate-root', '--activate')).toMatchObject({ status: 0 });
      expect((await readRootKeys(file)).all.map(({ id }) => id)).toEqual([active]);
      await sound();
    });

    test('are refused in their former state, and with an active key that is nobody’s', async () => {
      const former = readFileSync(file);
      await t.type('secrets', 'rotate-root', '--prepare');
      await t.type('secrets', 'rotate-root', '--activate');
      const good = JSON.parse(readFileSync(file, 'utf8'));
      const load = () => t.inside((door) => loadKeys(parts, dataKeyStore(door), startOfTests));
      await load();
      writeFileSync(file, former);
      await expect(load()).rejects.toThrow(`lacks the key ${good.active}`);
      const stranger = JSON.parse(former.toString());
      writeFileSync(
        file,
        JSON.stringify({ ...good, active: stranger.active, keys: [...good.keys, ...stranger.keys] }),
      );
      await expect(load()).rejects.toThrow('is not one that this database was used with');
      expect(await t.type('secrets', 'rotate')).toMatchObject({ status: 1 });
    });

    test('never wrap a domain’s key with one that is dropped at that moment', async () => {
      const held = await readRootKeys(file);
      await t.type('secrets', 'rotate-root', '--prepare');
      await t.type('secrets', 'rotate-root', '--activate');
      // A command that had read the file before all this.
      const late = t.inside((door) =>
        rotateSecrets(door, { ...parts, root: held, domain: 'msu', progress: () => undefined }),
      );
      await expect(late).rejects.toThrow('The root key was changed at this very moment');
      expect(await t.inside((door) => door.read(storedSecrets))).toHaveLength(4);
      await sound();
    });
  });
});
