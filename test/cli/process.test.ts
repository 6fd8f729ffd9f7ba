import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from '../start/built.ts';
import { small } from './terminal.ts';

/** The command line as operators run it: a process, with the environment and the clock of the machine. */
describe('the compiled command line', () => {
  let folder: string;
  beforeAll(async () => {
    await build();
    folder = mkdtempSync(join(tmpdir(), 'tinygate-process-'));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function command(...words: string[]): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, [join(process.cwd(), 'dist/src/cli/index.js'), ...words], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: `sqlite:${folder}/data/tinygate.sqlite`,
        ROOT_KEY_FILE: `${folder}/data/root.key`,
        SESSION_KEYS_FILE: `${folder}/data/session.keys`,
        UPLOADS_DIR: `${folder}/data/uploads`,
      },
    });
  }

  test('tells the faults of a file by line on standard error, exits 1 and makes nothing', () => {
    writeFileSync(join(folder, 'faulty.yaml'), small.replace('role: student', 'role: studnet'));
    const { status, stdout, stderr } = command('provision', 'faulty.yaml', '--json');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^faulty\.yaml:7:\d+: domains\[0\]\.courses\[0\]\.roles\[0\]\.role: 'studnet' is not a role/,
    );
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('goes the whole way from an empty folder: provision, doctor, secrets, export, administrator', () => {
    writeFileSync(join(folder, 'small.yaml'), small);
    const made = command('provision', 'small.yaml', '--json');
    expect([made.status, made.stderr]).toEqual([0, '']);
    expect(JSON.parse(made.stdout)).toMatchObject({
      domains: [{ name: 'msu', courses: [{ id: 'phy101' }] }],
    });
    expect(statSync(join(folder, 'data', 'root.key')).mode & 0o777).toBe(0o600);
    expect(command('provision', 'small.yaml').stdout).toContain('Nothing to change');
    expect(command('doctor').status).toBe(0);
    expect(command('secrets', 'check').status).toBe(0);
    expect(command('export', 'msu', '--out', 'out').status).toBe(0);
    expect(existsSync(join(folder, 'out', 'provision.yaml'))).toBe(true);
    expect(command('admin', 'create', 'root').stdout).toMatch(/http:\/\/localhost:8080\/password\/\S{43}\n/);
  });

  test('exits 2 for what is no command', () => {
    expect(command('nonsense').status).toBe(2);
    expect(command('--help')).toMatchObject({ status: 0, stderr: '' });
  });
});
