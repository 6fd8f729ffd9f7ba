import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { GrowthResult } from '../../src/cli/bench/growth.ts';
import { engines, makeDatabase, type TestDatabase } from '../databases.ts';
import { small as oneDomain, type Terminal, terminal } from './terminal.ts';

describe.each(engines)('bench growth on %s', (engine) => {
  let desk: Terminal;
  let more: TestDatabase;
  beforeEach(async () => {
    desk = await terminal(engine);
    more = await makeDatabase(engine);
  });
  afterEach(async () => {
    await desk.leave();
    await more.drop();
  });

  const ownUrl = () => desk.env.DATABASE_URL ?? '';
  const data = (url: string, links: string) =>
    desk.json(
      'bench',
      'data',
      '--links',
      links,
      '--people',
      '20',
      '--courses',
      '10',
      '--nonces',
      '30',
      '--database',
      url,
    );
  const claimed = (name: 'nonces' | 'launches') =>
    desk.inside(async (door) => {
      const [row] = await door.read((sql) => sql.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${name}`));
      return Number(row?.n);
    });

  test('tells the claim of a nonce from the look-up of a link, on little data and on much, and each claim is written', async () => {
    await data(ownUrl(), '10');
    await data(more.url, '100');
    const before = [await claimed('nonces'), await claimed('launches')];
    const words = [
      'bench',
      'growth',
      '--small',
      ownUrl(),
      '--full',
      more.url,
      '--times',
      '5',
      '--rounds',
      '2',
    ];
    const result = await desk.json<GrowthResult>(...words);
    expect([result.small.links, result.full.links]).toEqual([10, 100]);
    for (const step of [result.steps.lookUp, result.steps.claim]) {
      for (const figure of [step.smallP50Ms, step.fullP50Ms, step.growth])
        expect([figure !== null && figure.min > 0, figure !== null && figure.min <= figure.max]).toEqual([
          true,
          true,
        ]);
    }
    const after = [await claimed('nonces'), await claimed('launches')];
    expect(after.map((many, at) => many - (before[at] ?? 0))).toEqual([15, 15]);
    const { status, out } = await desk.type(...words);
    expect([status, /^nonce claim .*\d/m.test(out), /^look-up .*\d/m.test(out)]).toEqual([0, true, true]);
  });

  test('refuses a database that serves somebody, and leaves it as it is', async () => {
    expect(await desk.type('provision', desk.write('real.yaml', oneDomain))).toMatchObject({ status: 0 });
    await data(more.url, '10');
    const said = await desk.type('bench', 'growth', '--small', ownUrl(), '--full', more.url);
    expect([said.status, said.out]).toEqual([1, '']);
    expect(said.err).toContain('was not made by bench');
    expect([await claimed('nonces'), await claimed('launches')]).toEqual([0, 0]);
  });
});
