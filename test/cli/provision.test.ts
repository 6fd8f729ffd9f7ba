import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { migrationNames } from '../../migrations/names.ts';
import { engines } from '../databases.ts';
import { small, type Terminal, terminal } from './terminal.ts';

interface Provisioned {
  domains: {
    name: string;
    protectors: { name: string; number: number; key: string; secret?: string }[];
    courses: {
      id: string;
      protectors: { name: string; number: number; key: string; secret?: string }[];
      shortUrls: { item: string; id: string; url: string; launchUrl: string }[];
    }[];
  }[];
}

describe.each(engines)('scripts/tinygate provision and export, %s', (engine) => {
  let t: Terminal;
  beforeEach(async () => {
    t = await terminal(engine);
  });
  afterEach(() => t.leave());

  test('print the promised JSON, the made-up secret once and never again', async () => {
    const file = t.write('small.yaml', small);
    const { domains } = await t.json<Provisioned>('provision', file);
    const [domain] = domains;
    const [course] = domain?.courses ?? [];
    const [quiz] = course?.protectors ?? [];
    expect(domain).toMatchObject({
      name: 'msu',
      protectors: [{ name: 'Campus Moodle', number: 1, key: 'moodle-prod' }],
    });
    expect(quiz?.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const id = course?.shortUrls[0]?.id ?? '';
    expect(course?.shortUrls[0]).toEqual({
      item: 'intro',
      id,
      url: `https://links.example/tiny/msu/${id}`,
      launchUrl: `https://links.example/adm/launch/tiny/msu/${id}`,
    });
    // The doctor compares clocks.
    t.clock.now = await t.inside((door) => door.databaseTime());
    const later = [
      await t.type('provision', file, '--json'),
      await t.type('provision', file),
      await t.type('export', 'msu'),
      await t.type('secrets', 'status'),
      await t.type('secrets', 'check'),
      await t.type('doctor'),
      await t.type('settings'),
    ];
    for (const { status, out, err } of later) {
      expect(status).toBe(0);
      for (const secret of [quiz?.secret ?? '-', 'a-typed-secret', 'a shared word'])
        expect(out + err).not.toContain(secret);
    }
    expect(later[1]?.out).toMatch(/^Nothing to change: 11 things are as the file says\./);
  });

  test('say in text what was made and changed', async () => {
    const { out } = await t.type('provision', t.write('small.yaml', small));
    expect(out).toMatch(/Made:\n {2}domain of msu: msu\n {2}people of msu: ann\n/);
    expect(out).toMatch(/Link protector 1: Quiz tool, key \S+\n +secret, shown this once: \S+\n/);
    expect(out).toMatch(/intro +https:\/\/links\.example\/tiny\/msu\/\w{6} +launch: https:/);
    const renamed = await t.type('provision', t.write('small.yaml', small.replace('Introduction', 'Start')));
    expect(renamed.out).toMatch(/Changed:\n {2}items of msu\/phy101: intro \(title\)\n/);
  });

  test('refuse a faulty file with file, line and path, and touch neither database nor keys', async () => {
    const file = t.write(
      'faulty.yaml',
      small.replace('role: student', 'role: studnet').replace('body: Welcome', 'text: x'),
    );
    const { status, out, err } = await t.type('provision', file, '--json');
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain(`${file}:7:`);
    expect(err).toContain(`${file}:10:`);
    expect(err).toContain('domains[0].courses[0].roles[0].role');
    expect(err).toMatch(/Nothing was applied\.\n$/);
    expect(existsSync(join(t.folder, 'data'))).toBe(false);
  });

  test('refuse in the same way what only the database can judge', async () => {
    await t.type('provision', t.write('small.yaml', small));
    const file = t.write('wrong.yaml', 'domains:\n  - name: msu\n    people:\n      - { username: ANN }\n');
    const { status, err } = await t.type('provision', file);
    expect(status).toBe(1);
    expect(err).toContain(`${file}:4:21: domains[0].people[0].username: looks like the username 'ann'`);
  });

  test('leave nothing behind in a dry run: no tables, no keys, no files', async () => {
    const { status, out } = await t.type('provision', t.write('small.yaml', small), '--dry-run');
    expect(status).toBe(0);
    expect(out).toMatch(/^A dry run: nothing was changed\.\n\nWould be made:\n/);
    expect(out).not.toContain('shown this once');
    expect(readdirSync(t.folder)).toEqual(['small.yaml']);
    expect(await t.json('migrate', '--status')).toMatchObject({ state: 'empty' });
  });

  test('make no key file in a dry run, also where the tables are there and the keys are not', async () => {
    await t.type('migrate');
    expect((await t.type('provision', t.write('small.yaml', small), '--dry-run')).status).toBe(0);
    expect(readdirSync(t.folder)).toEqual(['small.yaml']);
    await t.type('provision', join(t.folder, 'small.yaml'));
    t.env.ROOT_KEY_FILE = join(t.folder, 'another.key');
    t.env.SESSION_KEYS_FILE = join(t.folder, 'another-session.key');
    const { status, err } = await t.type('provision', join(t.folder, 'small.yaml'), '--dry-run');
    expect([status, err]).toEqual([1, expect.stringContaining('another.key lacks the key')]);
    expect(readdirSync(t.folder).sort()).toEqual(['data', 'small.yaml']);
  });

  test('make a dry run against what is there, too', async () => {
    const file = t.write('small.yaml', small);
    await t.type('provision', file);
    expect((await t.type('provision', file, '--dry-run')).out).toContain('Nothing to change');
    t.write('small.yaml', small.replace('Introduction', 'Start'));
    expect((await t.type('provision', file, '--dry-run')).out).toContain(
      'Would be changed:\n  items of msu/phy101: intro (title)',
    );
    expect((await t.type('provision', file, '--dry-run')).out).toContain('Would be changed:');
  });

  test('refuse a schema of another version and say what to run', async () => {
    await t.type('migrate');
    const file = t.write('small.yaml', small);
    await t.inside((door) =>
      door.write((sql) => sql.run("INSERT INTO migrations (timestamp, name) VALUES (9, 'Later9')")),
    );
    expect(await t.type('provision', file)).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringContaining('newer'),
    });
    await t.inside((door) =>
      door.write(async (sql) => {
        await sql.run("UPDATE migrations SET name = 'Earlier' WHERE name = ?", [migrationNames.at(-1) ?? '']);
        await sql.run("DELETE FROM migrations WHERE name = 'Later9'");
      }),
    );
    expect((await t.type('provision', file)).status).toBe(1);
  });

  test('write an export into a folder that provision takes again', async () => {
    await t.type('provision', t.write('small.yaml', small));
    const folder = join(t.folder, 'out');
    const written = await t.json('export', 'msu', '--out', folder);
    expect(written).toEqual({ domain: 'msu', folder, file: 'provision.yaml', files: 0 });
    const text = readFileSync(join(folder, 'provision.yaml'), 'utf8');
    expect((await t.type('export', 'msu')).out).toBe(text);
    expect(await t.json<{ domains: { name: string }[] }>('export', 'msu')).toMatchObject({
      domains: [{ name: 'msu' }],
    });
    expect((await t.type('provision', join(folder, 'provision.yaml'))).out).toContain('Nothing to change');
    expect(await t.type('export', 'msu', '--out', folder)).toMatchObject({ status: 1, out: '' });
    expect(await t.type('export', 'nobody')).toEqual({
      status: 1,
      out: '',
      err: 'There is no domain "nobody".\n',
    });
  });

  test('refuse to seal anything when the root key is lost, rather than make another one (R20)', async () => {
    const file = t.write('small.yaml', small);
    await t.type('provision', file);
    t.env.ROOT_KEY_FILE = join(t.folder, 'another.key');
    const { status, err } = await t.type('provision', file);
    expect(status).toBe(1);
    expect(err).toContain('another.key lacks the key');
    expect(existsSync(join(t.folder, 'another.key'))).toBe(false);
    const doctor = await t.type('doctor');
    expect(doctor.status).toBe(1);
    expect(doctor.out).toMatch(
      /fail +root keys +.*another\.key is missing, and this database was used with it/,
    );
    expect((await t.type('secrets', 'status')).out).toContain('MISSING');
  });
});
