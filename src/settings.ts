import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Secret } from './model/secret.ts';
import { urlFrom } from './model/urlFrom.ts';
import { readDatabaseUrl } from './storage/databaseUrl.ts';

/** Everything that an operator can set, read once at the start and handed down from there. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Origin that visitors and LMSs use; undefined: `http://localhost:` and the port that was got. */
  readonly publicUrl: string | undefined;
  /** Holds a password, therefore a secret. */
  readonly databaseUrl: Secret;
  readonly rootKeyFile: string;
  readonly sessionKeysFile: string;
  readonly uploadsDir: string;
  readonly uploadLimitMib: number;
  readonly contentUrl: string | undefined;
  readonly trustedProxies: number;
  readonly workers: number | 'auto';
  readonly logLevel: LogLevel;
  readonly logFormat: 'json' | 'pretty';
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Where settings come from: the environment, and files that it names. */
export interface SettingsSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths count from here. */
  readonly root: string;
  readonly terminal: boolean;
  readonly readFile?: (path: string) => string;
}

interface SettingRow<Value> {
  readonly name: string;
  readonly meaning: string;
  readonly usual: (source: SettingsSource) => string;
  /** Throws an Error whose message ends the sentence "NAME ...". */
  readonly read: (text: string, source: SettingsSource) => Value;
  readonly secret?: true;
}

const table: { readonly [Field in keyof Settings]: SettingRow<Settings[Field]> } = {
  port: {
    name: 'PORT',
    meaning: 'port to listen on; 0 picks a free one and prints it',
    usual: () => '8080',
    read: (text) => wholeNumber(text, 0, 65_535),
  },
  host: {
    name: 'HOST',
    meaning: 'address to listen on',
    usual: () => '127.0.0.1',
    read: (text) => {
      if (!/^[A-Za-z0-9.:_-]{1,253}$/.test(text)) throw new Error('is no host name or address');
      return text;
    },
  },
  publicUrl: {
    name: 'PUBLIC_URL',
    meaning: 'scheme, host and port that visitors and LMSs use; goes into signatures, links and cookies',
    usual: () => '',
    read: (text) => (text === '' ? undefined : origin(text)),
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    meaning:
      'sqlite:FILE, sqlite::memory: or mysql://user:password@host:port/database (?tls=on or ?tls=CA-FILE)',
    usual: () => 'sqlite:data/tinygate.sqlite',
    read: (text, { root }) => {
      const address = readDatabaseUrl(text);
      if (address.dialect === 'mysql' || address.file === ':memory:') return new Secret(text);
      return new Secret(`sqlite:${resolve(root, address.file)}`);
    },
    secret: true,
  },
  rootKeyFile: {
    name: 'ROOT_KEY_FILE',
    meaning: 'root encryption keys; lost keys are lost secrets, so keep a copy apart from the database',
    usual: () => 'data/root.key',
    read: path,
  },
  sessionKeysFile: {
    name: 'SESSION_KEYS_FILE',
    meaning: 'keys that sign cookies and form tokens',
    usual: () => 'data/session.keys',
    read: path,
  },
  uploadsDir: { name: 'UPLOADS_DIR', meaning: 'files of resources', usual: () => 'data/uploads', read: path },
  uploadLimitMib: {
    name: 'UPLOAD_LIMIT_MIB',
    meaning: 'how large an uploaded file may be, in MiB',
    usual: () => '100',
    read: (text) => wholeNumber(text, 1, 10_000),
  },
  contentUrl: {
    name: 'CONTENT_URL',
    meaning: 'a second origin that reaches this server, for uploaded sites; must differ from PUBLIC_URL',
    usual: () => '',
    read: (text) => (text === '' ? undefined : origin(text)),
  },
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    meaning: 'number of proxies in front whose X-Forwarded-For and X-Forwarded-Proto count',
    usual: () => '0',
    read: (text) => wholeNumber(text, 0, 16),
  },
  workers: {
    name: 'WORKERS',
    meaning: 'processes that share the port; auto = one for each core',
    usual: () => '1',
    read: (text) => (text === 'auto' ? 'auto' : wholeNumber(text, 1, 256)),
  },
  logLevel: {
    name: 'LOG_LEVEL',
    meaning: `one of ${logLevels.join(', ')}`,
    usual: () => 'info',
    read: (text) => oneOf(logLevels, text),
  },
  logFormat: {
    name: 'LOG_FORMAT',
    meaning: 'json or pretty',
    usual: ({ terminal }) => (terminal ? 'pretty' : 'json'),
    read: (text) => oneOf(['json', 'pretty'] as const, text),
  },
};

/** Settings that cannot be used; says all faults at once. */
export class BadSettings extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`These settings cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'BadSettings';
    this.faults = faults;
  }
}

/**
 * Reads all settings. Each may come from `NAME`, or from the file that `NAME_FILE` names (for secrets).
 * @throws BadSettings with every fault that there is
 */
export function readSettings(source: SettingsSource): Settings {
  const faults: string[] = [];
  const values: Partial<Record<keyof Settings, unknown>> = {};
  for (const field of Object.keys(table) as (keyof Settings)[]) {
    const row: SettingRow<unknown> = table[field];
    try {
      values[field] = row.read(given(row, source).text, source);
    } catch (error) {
      faults.push(`${row.name} ${error instanceof Error ? error.message : 'cannot be read'}.`);
    }
  }
  const settings = values as unknown as Settings;
  const publicUrl = settings.publicUrl ?? `http://localhost:${settings.port}`;
  if (settings.contentUrl !== undefined && settings.contentUrl === publicUrl) {
    faults.push('CONTENT_URL is the same as PUBLIC_URL; it must be an origin of its own.');
  }
  if (settings.workers !== 1 && values.databaseUrl && settings.databaseUrl.reveal() === 'sqlite::memory:') {
    faults.push('WORKERS must be 1 with a database in memory, which each process would have for itself.');
  }
  if (faults.length > 0) throw new BadSettings(faults);
  return settings;
}

/** One line of `scripts/tinygate settings`. */
export interface SettingLine {
  readonly name: string;
  readonly value: string;
  readonly source: string;
  readonly meaning: string;
}

/**
 * The whole table with each value's source; what may hold a secret is masked. Also there where a setting is not clear:
 * then it is needed most.
 */
export function describeSettings(source: SettingsSource): readonly SettingLine[] {
  return Object.values(table).map((row: SettingRow<unknown>) => {
    const { name, meaning } = row;
    try {
      const { text, from } = given(row, source);
      return { name, value: row.secret ? masked(text) : text, source: from, meaning };
    } catch {
      return { name, value: '', source: 'unclear', meaning };
    }
  });
}

function given(row: SettingRow<unknown>, source: SettingsSource): { text: string; from: string } {
  const direct = source.env[row.name];
  const file = source.env[`${row.name}_FILE`];
  // ROOT_KEY_FILE is a setting of its own, not the file of a ROOT_KEY.
  if (direct !== undefined && direct !== '' && file)
    throw new Error(`and ${row.name}_FILE are both given; give one`);
  if (file) return { text: readNamedFile(file, source), from: `${row.name}_FILE` };
  if (direct === undefined || direct === '') return { text: row.usual(source), from: 'default' };
  return { text: direct, from: 'environment' };
}

function readNamedFile(file: string, { root, readFile }: SettingsSource): string {
  try {
    return (readFile ?? ((path) => readFileSync(path, 'utf8')))(resolve(root, file)).replace(/\r?\n$/, '');
  } catch {
    throw new Error(`cannot be read from the file ${file} that its _FILE variant names`);
  }
}

/** Nothing of a password may be seen, wherever it stands; an address that cannot be read is not shown at all. */
function masked(text: string): string {
  if (text.startsWith('sqlite:')) return text;
  const url = urlFrom(text);
  if (url === undefined) return '***';
  const { protocol, username, password, host, pathname, search, hash } = url;
  if (protocol !== 'mysql:' && protocol !== 'mariadb:') return '***';
  // An @ so late means that a password with / ? or # in it was not encoded, and stands here in pieces.
  if (`${pathname}${search}${hash}`.includes('@')) return '***';
  const user = username === '' && password === '' ? '' : `${username}${password === '' ? '' : ':***'}@`;
  return `${protocol}//${user}${host}${pathname}${search}`;
}

function path(text: string, { root }: SettingsSource): string {
  return resolve(root, text);
}

function wholeNumber(text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d{1,6}$/.test(text) || number < least || number > most) {
    throw new Error(`is not a whole number from ${least} to ${most}`);
  }
  return number;
}

function oneOf<Value extends string>(values: readonly Value[], text: string): Value {
  const value = values.find((one) => one === text);
  if (value === undefined) throw new Error(`is not one of ${values.join(', ')}`);
  return value;
}

/** A normal origin: `https://links.example`, without path, query or a slash at the end. */
function origin(text: string): string {
  const url = urlFrom(text);
  if (url === undefined) throw new Error('is no address like https://links.example');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Error('begins neither with https:// nor with http://');
  if (
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.pathname !== '/'
  ) {
    throw new Error('must be scheme, host and port alone, such as https://links.example');
  }
  return url.origin;
}
