import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { launchAt } from '../processes/served.ts';
import { faultsOf, isOpened, launching, noFaults } from './load.ts';
import { count, isReady, type Nodes, patience, startNodes, until } from './nodes.ts';

describe('while launches arrive at three nodes', () => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes();
  }, patience);
  afterAll(() => nodes?.close(), patience);

  const failures: readonly (readonly [string, (nodes: Nodes) => unknown, (nodes: Nodes) => unknown])[] = [
    [
      'is frozen and wakes again',
      ({ cluster }) => cluster.nodes[2].freeze(),
      ({ cluster }) => cluster.nodes[2].thaw(),
    ],
    [
      'is killed and comes back',
      ({ cluster }) => cluster.nodes[2].kill(),
      ({ cluster }) => cluster.nodes[2].restart(),
    ],
  ];
  test.each(failures)(
    'one of whose databases %s, none opens twice, none that was opened is lost, and nobody has to help',
    async (_, fail, mend) => {
      const { servers, doors, served } = nodes;
      const [one, two, three] = servers;
      const load = launching(nodes);
      const more = (least: number) => {
        const enough = load.opened() + least;
        return until(async () => load.opened() >= enough);
      };
      await more(100);
      await fail(nodes);
      await until(async () => !(await isReady(three)));
      // The others are not to be taken out of the balancer for the sake of one.
      expect(await Promise.all([isReady(one), isReady(two)])).toEqual([true, true]);
      await more(100);
      await mend(nodes);
      await until(() => isReady(three));
      await until(async () => (await launchAt(three, served.body())).status === 303);
      await more(100);
      const sent = await load.stop();

      for (const door of doors) expect(await faultsOf(sent, door)).toEqual(noFaults);
      // What nobody knew may be tried again, anywhere; where it was written down, it is a replay.
      const unknown = sent.filter((each) => !isOpened(each));
      const tried = await Promise.all(unknown.map(({ body }) => launchAt(one, body)));
      const again = await Promise.all(unknown.map(({ body }) => launchAt(two, body)));
      expect(tried.filter(({ status }) => ![303, 403].includes(status))).toEqual([]);
      expect(again.filter(({ status }) => status !== 403)).toEqual([]);
      const total = await Promise.all(doors.map((door) => count(door, 'launch_sessions')));
      expect(new Set(total).size).toBe(1);
    },
    patience,
  );

  test(
    'a server is ready only while its database takes part in the cluster (wsrep_ready)',
    async () => {
      const { cluster, servers, served, doors } = nodes;
      const [one, two, three] = servers;
      const [, , alone] = cluster.nodes;
      expect(await Promise.all(servers.map(isReady))).toEqual([true, true, true]);
      await alone.say("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'");
      await until(async () => (await alone.status('wsrep_ready')) === 'OFF');
      expect(await isReady(three)).toBe(false);
      const body = served.body();
      expect((await launchAt(three, body)).status).toBe(503);
      expect(three.lines.some((line) => line.includes('wsrep_ready is not ON'))).toBe(true);
      expect(await Promise.all([isReady(one), isReady(two)])).toEqual([true, true]);
      await alone.say("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'");
      await until(() => isReady(three));
      expect((await launchAt(three, body)).status).toBe(303);
      expect((await launchAt(one, body)).status).toBe(403);
      expect(await count(doors[0], 'nonces')).toBe(await count(doors[2], 'nonces'));
    },
    patience,
  );
});
