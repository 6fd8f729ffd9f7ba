import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { launchAt } from '../processes/served.ts';
import { count, type Nodes, patience, startNodes } from './nodes.ts';

const races = 1_000;
const atOnce = 16;

describe('three nodes, each on its own database of one cluster', () => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes();
  }, patience);
  afterAll(() => nodes?.close(), patience);

  test(
    `let exactly one of identical launches pass that are posted to all of them at once, ${races} times`,
    async () => {
      const { served, servers, doors } = nodes;
      const outcomes = new Map<string, number>();
      async function race(): Promise<void> {
        const body = served.body();
        const answers = await Promise.all(servers.map((server) => launchAt(server, body)));
        const outcome = answers.map(({ status, setCookies }) => `${status} ${setCookies.length}`);
        const name = outcome.sort().join(', ');
        outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      }
      let left = races;
      async function lane(): Promise<void> {
        for (; left > 0; ) {
          left -= 1;
          await race();
        }
      }
      await Promise.all(Array.from({ length: atOnce }, lane));

      expect([...outcomes]).toEqual([['303 1, 403 0, 403 0', races]]);
      for (const door of doors) {
        expect(await count(door, 'nonces')).toBe(races);
        expect(await count(door, 'launch_sessions')).toBe(races);
        expect(await count(door, "launches WHERE code = 'opened'")).toBe(races);
      }
    },
    patience,
  );
});
