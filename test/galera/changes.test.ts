import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { launchAt, publicUrl, type ServerProcess } from '../processes/served.ts';
import { ask, cookiesFrom } from '../web/httpClient.ts';
import { count, type Nodes, patience, startNodes, until } from './nodes.ts';

const rounds = 20;

describe('what changes at one node of three', () => {
  let nodes: Nodes;
  let session: string;
  beforeAll(async () => {
    nodes = await startNodes();
    session = await opened();
  }, patience);
  afterAll(() => nodes?.close(), patience);

  const visit = (server: ServerProcess, cookie = session) =>
    ask(server.port, '/msu/phy101/intro', { headers: { Host: new URL(publicUrl).host, Cookie: cookie } });

  /** A launch's cookie, made at one server and used at the next. */
  async function opened(): Promise<string> {
    const [one, two] = nodes.servers;
    const launch = await launchAt(one, nodes.served.body());
    const cookie = cookiesFrom(launch);
    expect((await visit(two, cookie)).status).toBe(200);
    return cookie;
  }

  const say = (node: number, text: string) => {
    const door = nodes.doors[node % 3];
    if (!door) throw new Error('no such node');
    return door.write((sql) => sql.run(text));
  };
  const othersThan = (node: number) => nodes.servers.filter((_, place) => place !== node % 3);

  const changes: readonly (readonly [string, string, string, boolean])[] = [
    ['a role', "UPDATE roles SET role = 'assistant'", "UPDATE roles SET role = 'student'", true],
    ['a person', 'UPDATE people SET disabled_at = 1', 'UPDATE people SET disabled_at = NULL', true],
    ['a link protector', 'UPDATE protectors SET enabled = 0', 'UPDATE protectors SET enabled = 1', false],
    ['a link', 'UPDATE links SET enabled = 0', 'UPDATE links SET enabled = 1', false],
    ['a course', 'UPDATE courses SET archived_at = 1', 'UPDATE courses SET archived_at = NULL', true],
  ];
  test.each(changes)(
    `counts at the others with the next request: %s, ${rounds} times`,
    async (_, revoke, grant, endsSessions) => {
      const found = { opened: 0, seen: 0, refused: 0, hidden: 0 };
      for (let round = 0; round < rounds; round += 1) {
        await say(round, revoke);
        const then = othersThan(round).flatMap((server) => [
          launchAt(server, nodes.served.body()).then(({ status }) => {
            if (status === 303) found.opened += 1;
          }),
          visit(server).then(({ status }) => {
            if (endsSessions && status === 200) found.seen += 1;
          }),
        ]);
        await Promise.all(then);
        await say(round + 1, grant);
        const again = othersThan(round + 1).flatMap((server) => [
          launchAt(server, nodes.served.body()).then(({ status }) => {
            if (status !== 303) found.refused += 1;
          }),
          visit(server).then(({ status }) => {
            if (status !== 200) found.hidden += 1;
          }),
        ]);
        await Promise.all(again);
      }
      expect(found).toEqual({ opened: 0, seen: 0, refused: 0, hidden: 0 });
    },
    patience,
  );

  test(
    'counts at a node that was frozen meanwhile, from the moment in which it wakes',
    async () => {
      const [, , asleep] = nodes.cluster.nodes;
      const [, , server] = nodes.servers;
      asleep.freeze();
      await say(0, 'UPDATE people SET disabled_at = 1');
      asleep.thaw();
      const answers: number[] = [];
      await until(async () => {
        const { status } = await visit(server);
        answers.push(status);
        return status !== 503;
      });
      expect(answers).not.toContain(200);
      await say(0, 'UPDATE people SET disabled_at = NULL');
      expect((await visit(server)).status).toBe(200);
    },
    patience,
  );

  test('is one after the other, wherever it is said: no counting is lost', async () => {
    const steps = 40;
    const add = 'UPDATE courses SET last_protector = last_protector + 1';
    const adding = nodes.doors.map(async (_, node) => {
      for (let step = 0; step < steps; step += 1) await say(node, add);
    });
    await Promise.all(adding);
    expect(await count(nodes.doors[0], `courses WHERE last_protector = ${3 * steps}`)).toBe(1);
  });
});
