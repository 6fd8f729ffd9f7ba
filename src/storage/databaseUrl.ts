import { readFileSync } from 'node:fs';
import { urlFrom } from '../model/urlFrom.ts';

/** Where a MySQL or MariaDB server is, as mysql2 and TypeORM take it. */
export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly ssl?: { readonly rejectUnauthorized: boolean; readonly ca?: string };
}

export type DatabaseAddress =
  | { readonly dialect: 'sqlite'; readonly file: string }
  | { readonly dialect: 'mysql'; readonly mysql: MysqlAddress };

/**
 * Reads a DATABASE_URL. `?tls=on` encrypts and checks the server's certificate; `?tls=/path/ca.pem` checks it against
 * that authority. Throws an Error whose sentence names no password.
 */
export function readDatabaseUrl(url: string): DatabaseAddress {
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    if (file === '') throw new Error('names no file; write sqlite:data/tinygate.sqlite');
    return { dialect: 'sqlite', file };
  }
  const parts = urlFrom(url);
  if (parts === undefined) throw new Error('is not an address like mysql://user:password@host:3306/database');
  if (parts.protocol !== 'mysql:' && parts.protocol !== 'mariadb:') {
    throw new Error('begins neither with sqlite: nor with mysql:');
  }
  // What follows stays unnamed in the faults: a password whose / ? or # was not encoded reaches this far.
  if (parts.hash !== '') throw new Error('has a # in it; write %23 where it belongs to the password');
  const database = decoded(parts.pathname.slice(1));
  if (parts.hostname === '' || database === '') throw new Error('lacks the host or the name of the database');
  const options = [...parts.searchParams.keys()];
  if (options.some((name) => name !== 'tls')) throw new Error('has an option other than tls');
  if (options.length > 1) throw new Error('has more than one tls option');
  const tls = parts.searchParams.get('tls');
  const mysql: MysqlAddress = {
    host: parts.hostname.replace(/^\[|\]$/g, ''),
    port: parts.port === '' ? 3306 : Number(parts.port),
    user: decoded(parts.username),
    password: decoded(parts.password),
    database,
    ...(tls === null || tls === 'off' ? {} : { ssl: certificateCheck(tls) }),
  };
  return { dialect: 'mysql', mysql };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('has a percent sign that begins no code; write %25 for a percent sign');
  }
}

function certificateCheck(tls: string): { rejectUnauthorized: boolean; ca?: string } {
  if (tls === 'on') return { rejectUnauthorized: true };
  if (tls === '') throw new Error('has an empty tls option; write tls=on or tls=/path/to/ca.pem');
  try {
    return { rejectUnauthorized: true, ca: readFileSync(tls, 'utf8') };
  } catch {
    throw new Error('has a tls option that is neither on, off, nor a file that can be read');
  }
}
