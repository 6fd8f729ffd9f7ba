import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { BadSettings, describeSettings, readSettings, type Settings } from '../src/settings.ts';

/** contract.md, Settings: name and default on a server without a terminal. Operators rely on each line. */
const contract: readonly (readonly [string, string])[] = [
  ['PORT', '8080'],
  ['HOST', '127.0.0.1'],
  ['PUBLIC_URL', ''],
  ['DATABASE_URL', 'sqlite:data/tinygate.sqlite'],
  ['ROOT_KEY_FILE', 'data/root.key'],
  ['SESSION_KEYS_FILE', 'data/session.keys'],
  ['UPLOADS_DIR', 'data/uploads'],
  ['UPLOAD_LIMIT_MIB', '100'],
  ['CONTENT_URL', ''],
  ['TRUSTED_PROXIES', '0'],
  ['WORKERS', '1'],
  ['LOG_LEVEL', 'info'],
  ['LOG_FORMAT', 'json'],
];

const folder = mkdtempSync(join(tmpdir(), 'tinygate-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const root = '/srv/tinygate';
const source = (env: Record<string, string> = {}) => ({ env, root, terminal: false });
const read = (env: Record<string, string> = {}): Settings => readSettings(source(env));

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof BadSettings) return error.faults;
    throw error;
  }
  return [];
}

function fileWith(text: string): string {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.txt`);
  writeFileSync(path, text);
  return path;
}

function shown(name: string, env: Record<string, string>): string | undefined {
  return describeSettings(source(env)).find((line) => line.name === name)?.value;
}

describe('the table of settings', () => {
  test('has every setting of the contract, with its default, in its order', () => {
    const lines = describeSettings(source());
    expect(lines.map(({ name, value }) => [name, value])).toEqual(contract);
    for (const { meaning, source: from } of lines) {
      expect([from, meaning.length > 5]).toEqual(['default', true]);
    }
  });

  test('stands in the README as it is in the code, where there is one', () => {
    if (!existsSync('README.md')) return;
    const readme = readFileSync('README.md', 'utf8');
    for (const [name, usual] of contract) {
      const line = readme.split('\n').find((one) => one.startsWith('|') && one.includes(`\`${name}\``));
      expect([name, line !== undefined]).toEqual([name, true]);
      if (usual !== '') expect([name, line]).toEqual([name, expect.stringContaining(usual)]);
    }
  });

  test('gives a whole set of values when nothing is set', () => {
    const { databaseUrl, ...rest } = read();
    expect(databaseUrl.reveal()).toBe('sqlite:/srv/tinygate/data/tinygate.sqlite');
    expect(rest).toEqual({
      port: 8080,
      host: '127.0.0.1',
      publicUrl: undefined,
      rootKeyFile: '/srv/tinygate/data/root.key',
      sessionKeysFile: '/srv/tinygate/data/session.keys',
      uploadsDir: '/srv/tinygate/data/uploads',
      uploadLimitMib: 100,
      contentUrl: undefined,
      trustedProxies: 0,
      workers: 1,
      logLevel: 'info',
      logFormat: 'json',
    });
  });

  test('is pretty on a terminal and says where each value comes from', () => {
    expect(readSettings({ ...source(), terminal: true }).logFormat).toBe('pretty');
    const env = { PORT: '0', HOST_FILE: fileWith('0.0.0.0\n') };
    const from = Object.fromEntries(describeSettings(source(env)).map((line) => [line.name, line.source]));
    expect(from).toMatchObject({ PORT: 'environment', HOST: 'HOST_FILE', WORKERS: 'default' });
  });

  test('is shown also where a setting is unclear, since then it is needed most', () => {
    const env = { PORT: '80', PORT_FILE: '81', HOST_FILE: '/nowhere/at/all', WORKERS: '3' };
    const lines = describeSettings(source(env)).map((line) => [line.name, line.value, line.source]);
    expect(lines).toHaveLength(contract.length);
    expect(lines).toContainEqual(['PORT', '', 'unclear']);
    expect(lines).toContainEqual(['HOST', '', 'unclear']);
    expect(lines).toContainEqual(['WORKERS', '3', 'environment']);
  });

  test('takes an empty value for none, as systemd and compose files write it', () => {
    expect(read({ PORT: '', PUBLIC_URL: '', DATABASE_URL: '' })).toMatchObject({
      port: 8080,
      publicUrl: undefined,
    });
  });
});

describe('values', () => {
  test.each<[Record<string, string>, Partial<Settings>]>([
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: '65535' }, { port: 65_535 }],
    [{ HOST: '::1' }, { host: '::1' }],
    [{ WORKERS: 'auto' }, { workers: 'auto' }],
    [{ WORKERS: '256' }, { workers: 256 }],
    [{ TRUSTED_PROXIES: '16' }, { trustedProxies: 16 }],
    [
      { LOG_LEVEL: 'silent', LOG_FORMAT: 'pretty' },
      { logLevel: 'silent', logFormat: 'pretty' },
    ],
    [{ UPLOADS_DIR: '/var/uploads' }, { uploadsDir: '/var/uploads' }],
    [{ UPLOADS_DIR: '../files' }, { uploadsDir: '/srv/files' }],
    [{ ROOT_KEY_FILE: 'keys/../root.key' }, { rootKeyFile: '/srv/tinygate/root.key' }],
    [{ PUBLIC_URL: 'https://Links.MSU.Example' }, { publicUrl: 'https://links.msu.example' }],
    [{ PUBLIC_URL: 'https://links.example/' }, { publicUrl: 'https://links.example' }],
    [{ PUBLIC_URL: 'https://links.example:443' }, { publicUrl: 'https://links.example' }],
    [{ PUBLIC_URL: 'http://links.example:80/' }, { publicUrl: 'http://links.example' }],
    [{ PUBLIC_URL: 'https://links.example:8443' }, { publicUrl: 'https://links.example:8443' }],
    [{ PUBLIC_URL: 'http://[::1]:8080' }, { publicUrl: 'http://[::1]:8080' }],
    [{ PUBLIC_URL: 'https://bücher.example' }, { publicUrl: 'https://xn--bcher-kva.example' }],
    [{ CONTENT_URL: 'https://files.example/' }, { contentUrl: 'https://files.example' }],
  ])('%j is taken as what it means', (env, expected) => {
    expect(read(env)).toMatchObject(expected);
  });

  test.each([
    ['sqlite:other.sqlite', 'sqlite:/srv/tinygate/other.sqlite'],
    ['sqlite:/var/lib/tinygate.sqlite', 'sqlite:/var/lib/tinygate.sqlite'],
    ['sqlite::memory:', 'sqlite::memory:'],
    ['mysql://tiny:pw@db.example:3306/tinygate', 'mysql://tiny:pw@db.example:3306/tinygate'],
  ])('DATABASE_URL %s counts from the root, or is what it is', (given, expected) => {
    expect(read({ DATABASE_URL: given }).databaseUrl.reveal()).toBe(expected);
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ PORT: '65536' }, /^PORT is not a whole number from 0 to 65535\.$/],
    [{ PORT: '-1' }, /^PORT /],
    [{ PORT: '80.5' }, /^PORT /],
    [{ PORT: '0x50' }, /^PORT /],
    [{ PORT: ' 80' }, /^PORT /],
    [{ PORT: '1e3' }, /^PORT /],
    [{ HOST: 'a b' }, /^HOST is no host name or address\.$/],
    [{ HOST: 'http://localhost' }, /^HOST /],
    [{ PUBLIC_URL: 'links.example' }, /^PUBLIC_URL is no address like/],
    [{ PUBLIC_URL: 'ftp://links.example' }, /^PUBLIC_URL begins neither with https/],
    [{ PUBLIC_URL: 'javascript:alert(1)' }, /^PUBLIC_URL begins neither/],
    [{ PUBLIC_URL: 'https://links.example/tinygate' }, /^PUBLIC_URL must be scheme, host and port alone/],
    [{ PUBLIC_URL: 'https://links.example/?x' }, /^PUBLIC_URL must be/],
    [{ PUBLIC_URL: 'https://links.example/#x' }, /^PUBLIC_URL must be/],
    [{ PUBLIC_URL: 'https://user:pw@links.example' }, /^PUBLIC_URL must be/],
    [{ CONTENT_URL: 'https://files.example/x' }, /^CONTENT_URL must be/],
    [{ PUBLIC_URL: 'https://a.example', CONTENT_URL: 'https://A.example:443/' }, /^CONTENT_URL is the same/],
    [{ CONTENT_URL: 'http://localhost:8080' }, /^CONTENT_URL is the same/],
    [{ DATABASE_URL: 'postgres://db/tiny' }, /^DATABASE_URL begins neither with sqlite: nor with mysql:\.$/],
    [{ DATABASE_URL: 'sqlite:' }, /^DATABASE_URL names no file/],
    [{ TRUSTED_PROXIES: '17' }, /^TRUSTED_PROXIES /],
    [{ TRUSTED_PROXIES: 'true' }, /^TRUSTED_PROXIES /],
    [{ WORKERS: '0' }, /^WORKERS is not a whole number from 1 to 256\.$/],
    [{ WORKERS: 'AUTO' }, /^WORKERS /],
    [{ WORKERS: '2', DATABASE_URL: 'sqlite::memory:' }, /^WORKERS must be 1 with a database in memory/],
    [{ WORKERS: 'auto', DATABASE_URL: 'sqlite::memory:' }, /^WORKERS must be 1/],
    [{ LOG_LEVEL: 'verbose' }, /^LOG_LEVEL is not one of fatal, error/],
    [{ LOG_FORMAT: 'xml' }, /^LOG_FORMAT is not one of json, pretty\.$/],
  ])('%j is refused with the sentence that says what is wrong', (env, sentence) => {
    const faults = faultsOf(env);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(sentence);
  });

  test('all faults are said at once, one to a line, so that nobody starts a server ten times', () => {
    const env = {
      PORT: 'x',
      HOST: '?',
      PUBLIC_URL: 'x',
      DATABASE_URL: 'x',
      CONTENT_URL: 'x',
      TRUSTED_PROXIES: 'x',
      WORKERS: 'x',
      LOG_LEVEL: 'x',
      LOG_FORMAT: 'x',
      UPLOADS_DIR_FILE: '/nowhere/at/all',
    };
    const named = faultsOf(env).map((fault) => fault.split(' ')[0]);
    expect([...named].sort()).toEqual(
      Object.keys(env)
        .map((name) => name.replace('DIR_FILE', 'DIR'))
        .sort(),
    );
    expect(() => read(env)).toThrow(/^These settings cannot be used:\n {2}PORT .*\n/);
  });
});

describe('NAME_FILE', () => {
  test.each(['one line', 'one line\n', 'one line\r\n'])(
    'takes the text of the file without its end of line: %j',
    (text) => {
      const env = { UPLOADS_DIR_FILE: fileWith(text) };
      expect(read(env).uploadsDir).toBe('/srv/tinygate/one line');
    },
  );

  test('keeps everything else of a secret, blanks and further lines included', () => {
    const url = 'mysql://tiny:p%20w@db.example/tinygate';
    expect(read({ DATABASE_URL_FILE: fileWith(`${url}\n`) }).databaseUrl.reveal()).toBe(url);
    expect(faultsOf({ PORT_FILE: fileWith('8080\n\n') })).toHaveLength(1);
    expect(faultsOf({ PORT_FILE: fileWith(' 8080') })).toHaveLength(1);
  });

  test('works for every setting', () => {
    for (const [name] of contract) {
      const faults = faultsOf({ [`${name}_FILE`]: '/nowhere/at/all' });
      expect(faults).toEqual([
        `${name} cannot be read from the file /nowhere/at/all that its _FILE variant names.`,
      ]);
    }
  });

  test('counts relative paths from the root', () => {
    const seen: string[] = [];
    const readFile = (path: string) => {
      seen.push(path);
      return '9000\n';
    };
    const settings = readSettings({ ...source({ PORT_FILE: 'secrets/port' }), readFile });
    expect([settings.port, seen]).toEqual([9000, ['/srv/tinygate/secrets/port']]);
  });

  test('is refused beside the setting itself: which one counts would be a guess', () => {
    const env = { PORT: '80', PORT_FILE: fileWith('81') };
    expect(faultsOf(env)).toEqual(['PORT and PORT_FILE are both given; give one.']);
  });

  test('is not what ROOT_KEY_FILE and SESSION_KEYS_FILE are: those name the key files themselves', () => {
    const settings = read({ ROOT_KEY_FILE: '/keys/root', SESSION_KEYS_FILE: '/keys/session' });
    expect([settings.rootKeyFile, settings.sessionKeysFile]).toEqual(['/keys/root', '/keys/session']);
    expect(read({ ROOT_KEY_FILE_FILE: fileWith('/keys/other\n') }).rootKeyFile).toBe('/keys/other');
  });
});

describe('the table for operators shows no password', () => {
  test.each([
    ['mysql://tiny:qwpzxv@db.example:3306/tinygate', 'mysql://tiny:***@db.example:3306/tinygate'],
    ['mysql://tiny:qwpzxv@db.example/tinygate?tls=on', 'mysql://tiny:***@db.example/tinygate?tls=on'],
    ['mysql://tiny:qwp@zxv@db.example/tinygate', 'mysql://tiny:***@db.example/tinygate'],
    ['mysql://tiny:qwp:zxv@db.example/tinygate', 'mysql://tiny:***@db.example/tinygate'],
    ['mysql://tiny:12/qwpzxv@db.example/tinygate', '***'],
    ['mysql://tiny:12?qwpzxv@db.example/tinygate', '***'],
    ['mysql://tiny:12#qwpzxv@db.example/tinygate', '***'],
    ['mysql://tiny:qwp/zxv@db.example/tinygate', '***'],
    ['tiny:qwpzxv', '***'],
    ['qwpzxv', '***'],
    ['mysql://tiny@db.example/tinygate', 'mysql://tiny@db.example/tinygate'],
    ['sqlite:data/tinygate.sqlite', 'sqlite:data/tinygate.sqlite'],
    ['sqlite::memory:', 'sqlite::memory:'],
  ])('%s', (given, expected) => {
    expect(shown('DATABASE_URL', { DATABASE_URL: given })).toBe(expected);
    expect(shown('DATABASE_URL', { DATABASE_URL_FILE: fileWith(`${given}\n`) })).toBe(expected);
    expect(JSON.stringify(describeSettings(source({ DATABASE_URL: given })))).not.toMatch(/qwp|zxv/);
    expect(faultsOf({ DATABASE_URL: given }).join()).not.toMatch(/qwp|zxv/);
  });

  test('nor do the settings themselves when somebody prints them', () => {
    const settings = read({ DATABASE_URL: 'mysql://tiny:qwpzxv@db.example/tinygate' });
    expect(`${JSON.stringify(settings)} ${String(settings.databaseUrl)}`).not.toContain('qwpzxv');
  });
});
