import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../../databases.ts';
import { type Bench, bench, changed, named, password, things, typedSecret, whole, word } from './applying.ts';

describe.each(engines)('provisioning on %s', (engine) => {
  let b: Bench;
  beforeEach(async () => {
    b = await bench(engine);
    b.file('notes.pdf', 'what was said');
  });
  afterEach(() => b.drop());

  test('makes everything, and answers with numbers, keys, made-up secrets and addresses', async () => {
    const { domains, made, changed: touched } = await b.apply(whole);
    expect(touched).toEqual([]);
    expect(made.length).toBe(things);
    const [domain] = domains;
    expect(domain?.protectors.map(({ name, number }) => [name, number])).toEqual([
      ['Campus Moodle', 1],
      ['Second', 2],
    ]);
    expect(domain?.protectors[0]).not.toHaveProperty('secret');
    expect(domain?.protectors[1]?.secret?.reveal()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(domain?.protectors[1]?.key).toMatch(/^[A-Za-z0-9_-]{24}$/);
    const [course] = domain?.courses ?? [];
    expect(course?.protectors[0]?.number).toBe(1);
    expect(course?.shortUrls[1]).toEqual({
      item: 'intro',
      id: 'abc123',
      url: 'http://localhost:8080/tiny/msu/abc123',
      launchUrl: 'http://localhost:8080/adm/launch/tiny/msu/abc123',
    });
    expect(await b.rows('SELECT course_id, title, trust_usernames FROM courses')).toEqual([
      { course_id: 'phy101', title: 'Physics 101', trust_usernames: 0 },
    ]);
    expect(b.hashed).toEqual([password]);
  });

  test('keeps dates as seconds in the domain’s time zone, the last day to its end', async () => {
    await b.apply(whole);
    const [moodle] = await b.rows<{ valid_from: number; valid_until: number }>(
      'SELECT valid_from, valid_until FROM protectors WHERE number = 1 AND course_id = 0',
    );
    expect(Number(moodle?.valid_from)).toBe(Date.parse('2026-08-01T00:00:00-04:00') / 1000);
    expect(Number(moodle?.valid_until)).toBe(Date.parse('2027-08-01T00:00:00-04:00') / 1000);
  });

  test('changes nothing when it is run again, not even a row of the audit trail', async () => {
    const first = await b.apply(whole);
    const before = await b.dump();
    b.clock.now += 60_000;
    const again = await b.apply(whole);
    expect([again.made, again.changed]).toEqual([[], []]);
    expect(again.unchanged).toBe(first.made.length);
    expect(await b.dump()).toBe(before);
    expect(again.domains[0]?.courses[0]?.shortUrls).toEqual(first.domains[0]?.courses[0]?.shortUrls);
    expect(JSON.stringify(again)).not.toContain('"secret"');
    expect(b.hashed).toHaveLength(1);
  });

  test('leaves no trace of a dry run, hashes nothing, and shows no key, secret or address that will not be', async () => {
    const before = await b.dump();
    const result = await b.apply(whole, { dryRun: true });
    expect(result.dryRun).toBe(true);
    expect(result.made).toHaveLength(things);
    expect(await b.dump()).toBe(before);
    expect(b.hashed).toEqual([]);
    expect(existsSync(b.uploads)).toBe(false);
    expect(result.domains[0]?.protectors[1]).toEqual({ name: 'Second', number: 2, key: null });
    expect(result.domains[0]?.courses[0]?.shortUrls.map(({ id }) => id)).toEqual([null, 'abc123', null]);
  });

  test('tells in a dry run what would change, and changes it not', async () => {
    await b.apply(whole);
    const before = await b.dump();
    const text = changed(['originCheck: enforce', 'originCheck: warn']);
    const { changed: touched } = await b.apply(text, { dryRun: true });
    expect(named(touched)).toEqual(['protector Campus Moodle originCheck']);
    expect(await b.dump()).toBe(before);
  });

  test('applies nothing at all where the last line is wrong', async () => {
    const before = await b.dump();
    const text = `${whole}  - name: other\n    courses: [ { id: c, roles: [ { username: nobody, role: student } ] } ]\n`;
    expect(await b.refusals(text)).toEqual([
      expect.stringContaining("the domain other has nobody with the username 'nobody'"),
    ]);
    expect(await b.dump()).toBe(before);
  });

  test('never deletes: what the file no longer says stays as it was', async () => {
    await b.apply(whole);
    const before = await b.dump();
    const { made, changed: touched } = await b.apply(
      'domains: [ { name: msu, courses: [ { id: phy101 } ] } ]',
    );
    expect([made, touched]).toEqual([[], []]);
    expect(await b.dump()).toBe(before);
  });

  test('writes every change into the audit trail, with what it was before', async () => {
    await b.apply(whole);
    const made = await b.rows<{ deed: string }>('SELECT deed FROM audit');
    expect(made).toHaveLength(things);
    await b.apply(changed(['title: Physics 101', 'title: Physics']));
    expect(
      await b.rows(
        'SELECT actor, deed, object, before_value, after_value FROM audit ORDER BY id DESC LIMIT 1',
      ),
    ).toEqual([
      {
        actor: 'command line',
        deed: 'course-changed',
        object: 'phy101',
        before_value: '{"title":"Physics 101"}',
        after_value: '{"title":"Physics"}',
      },
    ]);
  });

  test('keeps secrets, passwords, hashes and shared words out of every table, answer and audit row', async () => {
    const hash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
    const result = await b.apply(
      changed(['{ username: ann, name: Ann A. }', `{ username: ann, passwordHash: "${hash}" }`]),
    );
    const dump = await b.dump();
    const secrets = [...result.domains.flatMap(({ protectors }) => protectors)].flatMap(({ secret }) =>
      secret ? [secret.reveal()] : [],
    );
    expect(secrets).toHaveLength(1);
    for (const secret of [word, typedSecret, password, ...secrets]) {
      expect(dump).not.toContain(secret);
      expect(JSON.stringify(result)).not.toContain(secret);
    }
    const audit = JSON.stringify(await b.rows('SELECT * FROM audit'));
    expect(audit).not.toContain('argon2id');
    expect(audit).not.toContain('A256GCM');
  });

  test('lets two runs at the same moment make one domain: the later finds it made, or is refused whole', async () => {
    const outcomes = await Promise.allSettled([b.apply(whole), b.apply(whole)]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(String(outcome.reason)).toContain('run the command again');
    }
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await b.rows('SELECT name FROM domains')).toEqual([{ name: 'msu' }]);
    expect(await b.rows('SELECT 1 AS one FROM audit')).toHaveLength(things);
    expect((await b.apply(whole)).unchanged).toBe(things);
  });
});
