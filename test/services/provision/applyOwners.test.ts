import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../../databases.ts';
import { type Bench, bench, changed, named, password, startOfTests, typedSecret, whole } from './applying.ts';

describe.each(engines)('people and link protectors of a provision file, on %s', (engine) => {
  let b: Bench;
  beforeEach(async () => {
    b = await bench(engine);
    b.file('notes.pdf', 'what was said');
  });
  afterEach(() => b.drop());

  test('sets passwords at creation only, so that an old file takes nobody’s own password away', async () => {
    await b.apply(whole);
    const ofCora = "SELECT password_hash FROM people WHERE username = 'cora'";
    const before = await b.rows(ofCora);
    await b.apply(changed([password, 'another-password-altogether']));
    expect(await b.rows(ofCora)).toEqual(before);
    expect(b.hashed).toEqual([password]);
  });

  test('takes another secret as a change, at once and without overlap', async () => {
    await b.apply(whole);
    await b.database.door.write((sql) =>
      sql.run(
        "UPDATE protectors SET previous_secret = 'still good', previous_until = ? WHERE name = 'Campus Moodle'",
        [startOfTests + 9_000_000],
      ),
    );
    const secrets =
      "SELECT secret, previous_secret, previous_until FROM protectors WHERE name = 'Campus Moodle'";
    const [before] = await b.rows<{ secret: string }>(secrets);
    const { changed: touched } = await b.apply(changed([typedSecret, `${typedSecret}2`]));
    expect(named(touched)).toEqual(['protector Campus Moodle secret']);
    const [after] = await b.rows<{ secret: string }>(secrets);
    expect(after).toMatchObject({ previous_secret: null, previous_until: null });
    expect(after?.secret).not.toBe(before?.secret);
    expect((await b.apply(changed([typedSecret, `${typedSecret}2`]))).changed).toEqual([]);
  });

  test('lets two link protectors change keys with each other', async () => {
    const two = (one: string, other: string) =>
      `domains: [ { name: msu, protectors: [ { name: A, key: ${one} }, { name: B, key: ${other} } ] } ]`;
    await b.apply(two('first', 'second'));
    await b.apply(two('second', 'first'));
    expect(await b.rows('SELECT name, consumer_key FROM protectors ORDER BY number')).toEqual([
      { name: 'A', consumer_key: 'second' },
      { name: 'B', consumer_key: 'first' },
    ]);
  });

  test('counts numbers of protectors upward and on, past those that a file gives itself', async () => {
    const protectors = (list: string) => `domains: [ { name: msu, protectors: [ ${list} ] } ]`;
    await b.apply(protectors('{ name: A }, { name: B, number: 7 }, { name: C, number: 3 }'));
    await b.database.door.write((sql) => sql.run('DELETE FROM protectors WHERE number IN (7, 8)'));
    await b.apply(protectors('{ name: D }'));
    expect(await b.rows('SELECT name, number FROM protectors ORDER BY number')).toEqual([
      { name: 'C', number: 3 },
      { name: 'D', number: 9 },
    ]);
  });

  test('changes people, and ends sessions and one-time addresses of those whom it disables', async () => {
    await b.apply(whole);
    const [ann] = await b.rows<{ id: number; domain_id: number }>(
      "SELECT id, domain_id FROM people WHERE username = 'ann'",
    );
    await b.database.door.write(async (sql) => {
      const id = ann?.id ?? 0;
      const mark = (byte: number) => Buffer.alloc(32, byte);
      await sql.run(
        'INSERT INTO account_sessions (id_hash, person_id, started_at, seen_at, expires_at) VALUES (?, ?, 1, 1, 9)',
        [mark(1), id],
      );
      await sql.run(
        'INSERT INTO one_time_addresses (token_hash, person_id, created_at, expires_at) VALUES (?, ?, 1, 9)',
        [mark(2), id],
      );
      await sql.run(
        `INSERT INTO launch_sessions (launch_key, state, secret_hash, domain_id, course_id, link_id, item_id, protector_id,
           protector_level, protector_number, person_id, password_signed_in, origin_matched, reference, frame_origins,
           family, started_at, seen_at, expires_at)
         VALUES (?, 'open', ?, ?, 1, 1, 1, 1, 'domain', 1, ?, 0, 0, 'K7F3-9QX2', '', 'f', 1, 1, 9)`,
        [Buffer.alloc(16, 3), mark(3), ann?.domain_id ?? 0, id],
      );
    });
    const { changed: touched } = await b.apply(
      changed([
        '{ username: ann, name: Ann A. }',
        '{ username: ann, email: ann@msu.example, disabled: true }',
      ]),
    );
    expect(named(touched)).toEqual(['person ann email disabled']);
    for (const table of ['account_sessions', 'one_time_addresses', 'launch_sessions']) {
      expect(await b.rows(`SELECT * FROM ${table}`)).toEqual([]);
    }
    const [row] = await b.rows<Record<string, unknown>>(
      "SELECT display_name, email, disabled_at, sessions_after FROM people WHERE username = 'ann'",
    );
    expect(row).toMatchObject({ display_name: 'Ann A.', email: 'ann@msu.example' });
    expect([Number(row?.disabled_at), Number(row?.sessions_after)]).toEqual([startOfTests, startOfTests]);
    await b.apply(changed(['{ username: ann, name: Ann A. }', '{ username: ann, disabled: false }']));
    expect(await b.rows("SELECT disabled_at FROM people WHERE username = 'ann'")).toEqual([
      { disabled_at: null },
    ]);
  });

  test('says so when the last domain coordinator goes, and does it, because the account may be in wrong hands', async () => {
    await b.apply(whole);
    const { notes } = await b.apply(changed(['domainCoordinator: true', 'disabled: true']));
    expect(notes).toEqual(['The domain msu has no domain coordinator any more.']);
  });

  test('keeps a former address of the domain when it gets another, and brings it back', async () => {
    const at = (url: string) =>
      `domains: [ { name: msu, publicUrl: "${url}", courses: [ { id: c, contents: [ { id: p, page: P, body: x } ], shortUrls: all } ] } ]`;
    await b.apply('domains: [ { name: msu } ]');
    const result = await b.apply(at('https://links.msu.example'));
    expect(result.domains[0]?.courses[0]?.shortUrls[0]?.url).toMatch(
      /^https:\/\/links\.msu\.example\/tiny\/msu\//,
    );
    await b.apply(at('https://new.msu.example'));
    const rows = 'SELECT origin, is_current FROM domain_addresses ORDER BY id';
    expect(await b.rows(rows)).toEqual([
      { origin: 'https://links.msu.example', is_current: 0 },
      { origin: 'https://new.msu.example', is_current: 1 },
    ]);
    await b.apply(at('https://links.msu.example'));
    expect(await b.rows(rows)).toEqual([
      { origin: 'https://links.msu.example', is_current: 1 },
      { origin: 'https://new.msu.example', is_current: 0 },
    ]);
    expect(await b.rows('SELECT server_address FROM domains')).toEqual([{ server_address: 1 }]);
    await b.apply('domains: [ { name: own, publicUrl: "https://own.example" } ]');
    expect(await b.rows("SELECT server_address FROM domains WHERE name = 'own'")).toEqual([
      { server_address: 0 },
    ]);
  });
});
