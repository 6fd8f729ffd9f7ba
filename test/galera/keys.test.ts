import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readRootKeys } from '../../src/crypto/rootKeys.ts';
import { rotateSecrets } from '../../src/services/secrets/rotateSecrets.ts';
import { addAudit } from '../../src/storage/auditStore.ts';
import { changeKeys } from '../../src/storage/keyChanges.ts';
import { launchAt } from '../processes/served.ts';
import { count, type Nodes, patience, startNodes } from './nodes.ts';

const actor = 'the tests';

describe('keys that are changed at three nodes at once', () => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes();
  }, patience);
  afterAll(() => nodes?.close(), patience);

  test('are changed one after the other: each change sees those before it', async () => {
    const changes = 15;
    const seen: number[] = [];
    const deed = 'root-key-prepared' as const;
    const entry = { domainId: null, courseId: null, actor, deed, object: 'a key' } as const;
    const lanes = nodes.doors.map(async (door) => {
      for (let change = 0; change < changes; change += 1) {
        const before = await changeKeys(door, async (sql) => {
          const [row] = await sql.rows<{ n: number }>(
            `SELECT COUNT(*) AS n FROM audit WHERE deed = '${deed}'`,
          );
          await addAudit(sql, [entry], Date.now());
          return Number(row?.n);
        });
        seen.push(before);
      }
    });
    await Promise.all(lanes);
    expect(seen.sort((one, other) => one - other)).toEqual(
      Array.from({ length: 3 * changes }, (_, before) => before),
    );
  });

  test(
    'leave one key of the domain in use, and every server opens what it seals',
    async () => {
      const { doors, servers, served, folder } = nodes;
      const root = await readRootKeys(join(folder, 'root.key'));
      const parts = { root, domain: undefined, actor, now: Date.now(), progress: () => undefined };
      for (let round = 0; round < 5; round += 1) {
        await Promise.all(doors.map((door) => rotateSecrets(door, parts)));
        const answers = await Promise.all(servers.map((server) => launchAt(server, served.body())));
        expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
      }
      for (const door of doors) expect(await count(door, 'data_keys WHERE retired_at IS NULL')).toBe(1);
    },
    patience,
  );
});
