import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, hashOf, launchPath, marked, marker, post } from '../hostile.ts';
import { encode, type LaunchChanges, moodleReturn, openWorld, password, type World } from '../world.ts';

const secrets = ['a secret of the tests', 'an older secret', 'a wrong secret'];

describe.each(engines)('what launches leave behind on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  const signatures: string[] = [];
  const nonces: string[] = [];
  const cookies: string[] = [];
  let tables = '';
  let log = '';

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro' }));
    await world.addPerson('cora');
    await mixedRun();
    await world.journal();
    tables = await dumpTables();
    log = world.logLines.join('\n');
  });
  afterAll(() => world.close());

  async function send(visitor: Browser, changes: LaunchChanges, more = '') {
    const nonce = `NONCE-${nonces.length}-a-b-c`;
    nonces.push(nonce);
    const pairs = world.signed(link, { nonce, ...changes, parameters: { ...marked, ...changes.parameters } });
    signatures.push(pairs.find(([name]) => name === 'oauth_signature')?.[1] ?? '');
    const answer = await visitor.postFromElsewhere(
      `${launchPath(link)}?query=QUERY`,
      `${encode(pairs)}${more}`,
    );
    for (const line of answer.setCookies) cookies.push(/=([^;]*)/.exec(line)?.[1] ?? '');
    return answer;
  }

  /** Every kind of end that a launch can come to, faults included. */
  async function mixedRun(): Promise<void> {
    const url = `http://localhost:8080${launchPath(link)}?query=QUERY`;
    const good = { url };
    const visitor = world.browser();
    await visitor.follow(await send(visitor, good));
    await visitor.follow(await send(visitor, good));
    const other = world.browser();
    const form = await other.follow(await send(other, { ...good, username: 'cora' }));
    const fields = { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch'), username: 'ann' };
    await other.post('/login', { ...fields, password: 'WRONG-PASSWORD-1' });
    await other.follow(await other.post('/login', { ...fields, password }));
    for (const value of [...other.cookies.values(), ...visitor.cookies.values()]) cookies.push(value);
    await send(world.browser(), { ...good, secret: 'a wrong secret' });
    await send(world.browser(), { ...good, timestamp: 1 });
    await send(world.browser(), { ...good, key: marker });
    await send(world.browser(), good, '&oauth_nonce=NONCE-twice');
    await send(world.browser(), good, '&broken=%Z');
    await send(world.browser(), { ...good, parameters: { lti_version: marker } });
    await send(world.browser(), { ...good, parameters: { lis_person_sourcedid: marker } });
    await world.addProtector({ plainSecret: 'an older secret', consumer_key: 'moved' });
    await change(world, "UPDATE protectors SET secret = ? WHERE consumer_key = 'moved'", [
      world.protector.secret,
    ]);
    await send(world.browser(), { ...good, key: 'moved' });
    // A column that nobody can understand is a fault, and its line in the log quotes nothing.
    await change(world, "UPDATE protectors SET use_identity = 'SECRETLY{' WHERE consumer_key = 'moved'");
    await send(world.browser(), { ...good, key: 'moved' });
    await post(world.port, { path: `${launchPath(link)}?sesskey=QUERY`, method: 'GET', body: '' });
    await post(world.port, { path: `/${marker}`, body: marker, headers: { Cookie: `a=${marker}` } });
  }

  async function dumpTables(): Promise<string> {
    const { door } = world.database;
    const list =
      door.dialect === 'sqlite'
        ? "SELECT name FROM sqlite_master WHERE type = 'table'"
        : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
    const names = await door.read((sql) => sql.rows<{ name: string }>(list));
    const texts: string[] = [];
    for (const { name } of names) {
      const rows = await door.read((sql) => sql.rows<Record<string, unknown>>(`SELECT * FROM ${name}`));
      for (const row of rows) texts.push(`${name} ${Object.values(row).map(textOf).join(' ')}`);
    }
    return texts.join('\n');
  }

  const textOf = (value: unknown) =>
    Buffer.isBuffer(value) ? `${value.toString('latin1')} ${value.toString('base64url')}` : String(value);

  /** As it is, and as it may have been written on the way. */
  const found = (where: string, words: readonly string[]) =>
    words
      .filter((word) => word.length > 3)
      .flatMap((word) => [word, encodeURIComponent(word), Buffer.from(word).toString('base64')])
      .filter((word) => where.includes(word));

  test('has come to every kind of end', async () => {
    const codes = new Set((await world.journal()).map(({ code }) => code));
    expect([...codes].sort()).toEqual(
      [
        'bad-signature',
        'login-required',
        'opened',
        'protector-closed',
        'repeated-parameter',
        'stale',
        'unknown-key',
        'unreadable',
        'wrong-message',
      ].sort(),
    );
    expect([tables.length > 5000, log.length > 2000, cookies.length > 5]).toEqual([true, true, true]);
  });

  test('and the search finds what is there', () => {
    expect(found(tables, ['Campus Moodle'])).toEqual(['Campus Moodle']);
  });

  test('no secret, signature, nonce, cookie or session key of the LMS in any table', () => {
    const words = [...secrets, ...signatures, ...nonces, ...cookies, password, 'WRONG-PASSWORD-1'];
    expect(found(tables, words)).toEqual([]);
    expect(found(tables, [moodleReturn, 'sesskey', 'SESSKEYabc123', 'QUERY'])).toEqual([]);
  });

  test('no value of a launch in the log either, nor anybody who was named', () => {
    const words = [...secrets, ...signatures, ...nonces, ...cookies, password, 'WRONG-PASSWORD-1'];
    expect(found(log, words)).toEqual([]);
    const values = [
      marker,
      'MARKER',
      moodleReturn,
      'sesskey',
      'QUERY',
      'Learner',
      'id-of-',
      'moodle-prod',
      'SECRETLY',
    ];
    expect(found(log, values)).toEqual([]);
    expect(log).not.toMatch(/"(ann|cora)"|\b(ann|cora)\b|127\.0\.0\.1/);
    expect(log).toContain('does not open');
    expect(log).toContain('"level":50');
  });
});
