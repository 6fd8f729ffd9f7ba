import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { launchStore } from '../../src/storage/launchStore.ts';
import { engines } from '../databases.ts';
import { sha256 } from '../factories.ts';
import { launch } from '../launches.ts';
import { small, startOfTests, type Terminal, terminal } from './terminal.ts';

const lms = 'https://lms.example';
const apps = 'https://apps.lms.example';
const day = 86_400_000;
const campus = ['--domain', 'msu', '--protector', '1'];

interface Shown {
  readonly name: string;
  readonly course: string | null;
  readonly originCheck: string;
  readonly approved: readonly string[];
  readonly proposed: readonly { readonly origin: string; readonly people: number; readonly lastAt: string }[];
  readonly launches: Readonly<Record<string, unknown>>;
  readonly notFramable: readonly { readonly origin: string; readonly launches: number }[];
}

// R25 and R26: an operator approves what launches propose, and learns first whom that shuts out.
describe.each(engines)('scripts/tinygate origins, %s', (engine) => {
  let t: Terminal;
  beforeEach(async () => {
    t = await terminal(engine);
    await t.type('provision', t.write('small.yaml', small));
  });
  afterEach(() => t.leave());

  interface From {
    readonly people?: readonly string[];
    readonly protectorId?: number;
    readonly returnOrigin?: string;
    readonly at?: number;
    readonly code?: 'opened' | 'login-required' | 'stopped';
  }
  /** Launches of these people, as the server records them. */
  const launched = (origin: string, from: From = {}) =>
    t.inside(async (door) => {
      const { people = ['ann'], protectorId = 1, returnOrigin, at = startOfTests, code = 'opened' } = from;
      const launches = launchStore(door);
      for (const person of people) {
        const record = launch({ protectorId });
        const seen = { protectorId, origin, subjectHash: sha256(person) };
        await launches.record({
          ...record,
          journal: { ...record.journal, at, code, origin, returnOrigin },
          originSeen: origin.startsWith('https:') ? seen : undefined,
        });
      }
    });
  const three = ['ann', 'bob', 'cleo'];
  const shown = async (...words: string[]) =>
    (await t.json<{ protectors: Shown[] }>('origins', ...words)).protectors;
  const audit = () =>
    t.inside((door) =>
      door.read((sql) =>
        sql.rows<Record<string, string | number | null>>(
          "SELECT * FROM audit WHERE deed LIKE 'origin-%' ORDER BY id",
        ),
      ),
    );

  test('lists what is approved and what is proposed, of every link protector, each its own', async () => {
    await launched(lms, { people: three });
    await launched('https://two.example', { people: ['ann', 'bob'] });
    await launched(apps, { people: three, protectorId: 2 });
    const all = await shown();
    expect(all).toMatchObject([
      { domain: 'msu', course: null, number: 1, name: 'Campus Moodle', originCheck: 'warn', approved: [] },
      { domain: 'msu', course: 'phy101', number: 1, name: 'Quiz tool' },
    ]);
    expect(all.map(({ proposed }) => proposed.map(({ origin, people }) => [origin, people]))).toEqual([
      [[lms, 3]],
      [[apps, 3]],
    ]);
    expect(all[0]?.proposed[0]?.lastAt).toBe(new Date(startOfTests).toISOString());
    expect(await shown('--domain', 'msu', '--course', 'phy101')).toEqual([all[1]]);
    expect(await shown(...campus)).toEqual([all[0]]);
    expect((await t.type('origins')).out).toContain(`proposed: ${lms} by 3 people, last 2025-12-17`);
  });

  test('approves a proposed one, once, with a row in the audit trail', async () => {
    await launched(lms, { people: three });
    const approve = () =>
      t.json<{ changed: boolean; protector: Shown }>('origins', ...campus, '--approve', `${lms}/`);
    expect(await approve()).toMatchObject({ changed: true, protector: { approved: [lms], proposed: [] } });
    expect(await approve()).toMatchObject({ changed: false, protector: { approved: [lms] } });
    expect((await shown()).map(({ approved }) => approved)).toEqual([[lms], []]);
    const rows = await audit();
    expect(rows).toMatchObject([
      { deed: 'origin-approved', actor: 'command line', object: 'Campus Moodle', course_id: null },
    ]);
    expect(JSON.parse(String(rows[0]?.before_value))).toEqual({ origins: [], originCheck: 'warn' });
    expect(JSON.parse(String(rows[0]?.after_value))).toEqual({ origins: [lms], originCheck: 'warn' });
  });

  test.each([
    ['that only two people came from', 'https://two.example'],
    ["that only another protector's launches came from", apps],
    ['that nobody came from', 'https://evil.example'],
    ['that is none', "'self' https:"],
  ])('refuses an origin %s', async (_, origin) => {
    await launched('https://two.example', { people: ['ann', 'bob'] });
    await launched(apps, { people: three, protectorId: 2 });
    expect(await t.type('origins', ...campus, '--approve', origin)).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringContaining('is not proposed'),
    });
    expect((await shown(...campus))[0]?.approved).toEqual([]);
    expect(await audit()).toEqual([]);
  });

  test('names every origin of late that can frame no launch once one is approved', async () => {
    await launched(lms, { people: three, returnOrigin: apps });
    await launched('https://other.example', { returnOrigin: 'https://other.example' });
    await launched('https://long-ago.example', { at: startOfTests - 14 * day - 1 });
    await launched('null');
    expect((await shown(...campus))[0]?.notFramable).toEqual([]);
    const { out } = await t.type('origins', ...campus, '--approve', lms);
    expect(out).toContain('Open edX');
    const named = (await shown(...campus))[0]?.notFramable.map(({ origin, launches }) => [origin, launches]);
    expect(named).toEqual([
      ['https://other.example', 1],
      [apps, 3],
    ]);
    for (const origin of ['https://other.example', apps]) {
      expect(out).toContain(`may not show launches in a frame: ${origin}, `);
    }
    expect(out).not.toContain('long-ago');
  });

  test('chooses enforce only for whoever has read how many good launches it would have refused', async () => {
    await launched(lms, { people: three });
    await t.type('origins', ...campus, '--approve', lms);
    await launched('null', { code: 'login-required' });
    await launched('none');
    await launched(apps, { at: startOfTests - 13 * day });
    await launched(apps, { at: startOfTests - 15 * day });
    await launched(apps, { code: 'stopped' });
    const refused = await t.type('origins', ...campus, '--check', 'enforce');
    expect(refused).toMatchObject({ status: 1, out: '' });
    expect(refused.err).toContain(
      `Of 6 good launches of the last 14 days, enforce would have refused 3: ${apps} (1), none (1), null (1).`,
    );
    expect((await shown(...campus))[0]?.originCheck).toBe('warn');
    expect(await audit()).toHaveLength(1);
    const chosen = await t.json<{ changed: boolean; protector: Shown }>(
      ...['origins', ...campus, '--check', 'enforce', '--yes'],
    );
    expect(chosen).toMatchObject({ changed: true, protector: { originCheck: 'enforce', approved: [lms] } });
    expect(chosen.protector.launches).toMatchObject({ days: 14, good: 6, wouldRefuse: 3, unknown: 0 });
    expect((await audit())[1]).toMatchObject({ deed: 'origin-check-chosen', object: 'Campus Moodle' });
    expect(await t.json('origins', ...campus, '--check', 'off')).toMatchObject({
      changed: true,
      protector: { originCheck: 'off' },
    });
  });

  test('counts a launch that was followed by a sign-in once, and says of how many it does not know', async () => {
    await t.inside(async (door) => {
      const launches = launchStore(door);
      for (const origin of [lms, undefined]) {
        const record = launch();
        const journal = { ...record.journal, at: startOfTests };
        await launches.record({ ...record, journal: { ...journal, code: 'login-required', origin } });
        const signedIn = launch({ reference: record.journal.reference, nonce: `sign-in ${origin}` });
        await launches.record({ ...signedIn, journal });
      }
    });
    expect((await shown(...campus))[0]?.launches).toMatchObject({ good: 2, wouldRefuse: 1, unknown: 1 });
  });

  test('an approved origin outlives a provision file that names none, and is written by export', async () => {
    await launched(lms, { people: three });
    await t.type('origins', ...campus, '--approve', lms);
    const again = await t.type('provision', t.write('small.yaml', small));
    expect([again.status, again.err]).toEqual([0, '']);
    expect(again.out).toContain('Nothing to change');
    expect((await t.type('export', 'msu')).out).toContain(lms);
    expect((await shown(...campus))[0]?.approved).toEqual([lms]);
  });

  test('a file that leaves an approved origin out says so, and what enforce would refuse', async () => {
    await launched(lms, { people: three });
    await t.type('origins', ...campus, '--approve', lms);
    const withOrigins = (settings: string) =>
      t.write('small.yaml', small.replace('key: moodle-prod,', `key: moodle-prod, ${settings},`));
    const file = withOrigins(`origins: ["${apps}"], originCheck: enforce`);
    const dry = await t.type('provision', file, '--dry-run');
    const { err, out } = await t.type('provision', file);
    expect(dry.err).toBe(err);
    expect(out).toContain('Campus Moodle (origins, originCheck)');
    expect(err.split('\n')).toEqual([
      `Link protector 'Campus Moodle': approved no more, as the file leaves them out of origins: ${lms}.`,
      `Link protector 'Campus Moodle': Of 3 good launches of the last 14 days, enforce would have refused 3: ${lms} (3).`,
      '',
    ]);
    expect((await t.type('provision', file)).err).toBe('');
  });
});
