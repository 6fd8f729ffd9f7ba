import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../databases.ts';
import { small, type Terminal, terminal } from './terminal.ts';

describe.each(engines)('scripts/tinygate audit verify, %s', (engine) => {
  let t: Terminal;
  beforeEach(async () => {
    t = await terminal(engine);
    await t.type('provision', t.write('small.yaml', small));
  });
  afterEach(() => t.leave());

  interface Verified {
    readonly chains: readonly {
      readonly domain: string | null;
      readonly changes: number;
      readonly broken: number | null;
    }[];
  }

  test('says of each domain and of the server how many changes hold, and what the newest is', async () => {
    const { chains } = await t.json<Verified>('audit', 'verify');
    expect(chains.map(({ domain, broken }) => [domain, broken])).toEqual([
      [null, null],
      ['msu', null],
    ]);
    const { status, out } = await t.type('audit', 'verify', '--domain', 'msu');
    expect(status).toBe(0);
    expect(out).toMatch(/^msu: [1-9]\d* changes, none altered; newest [0-9a-f]{64}\n$/);
  });

  test('fails with the number of the first change that was altered behind its back', async () => {
    await t.inside((door) => door.write((sql) => sql.run("UPDATE audit SET actor = 'nobody' WHERE seq = 2")));
    const { status, out, err } = await t.type('audit', 'verify', '--domain', 'msu');
    expect([status, out]).toEqual([1, 'msu: BROKEN at change 2\n']);
    expect(err).toContain('altered outside of Tinygate');
  });

  test('refuses a domain that is not there, and words that it does not know', async () => {
    expect((await t.type('audit', 'verify', '--domain', 'nowhere')).status).toBe(1);
    expect((await t.type('audit', 'unmake')).status).toBe(2);
  });
});
