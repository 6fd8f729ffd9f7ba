import { readFileSync } from 'node:fs';

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
  if (!URL.canParse(url)) throw new Error('is not an address like mysql://user:password@host:3306/database');
  const parts = new URL(url);
  if (parts.protocol !== 'mysql:' && parts.protocol !== 'mariadb:') {
    throw new Error('begins neither with sqlite: nor with mysql:');
  }
  const database = decodeURIComponent(parts.pathname.slice(1));
  if (parts.hostname === '' || database === '') throw new Error('lacks the host or the name of the database');
  for (const name of parts.searchParams.keys()) {
    if (name !== 'tls') throw new Error(`has an unknown option "${name}"; only tls is known`);
  }
  const tls = parts.searchParams.get('tls');
  const mysql: MysqlAddress = {
    host: parts.hostname.replace(/^\[|\]$/g, ''),
    port: parts.port === '' ? 3306 : Number(parts.port),
    user: decodeURIComponent(parts.username),
    password: decodeURIComponent(parts.password),
    database,
    ...(tls === null || tls === 'off' ? {} : { ssl: certificateCheck(tls) }),
  };
  return { dialect: 'mysql', mysql };
}

function certificateCheck(tls: string): { rejectUnauthorized: boolean; ca?: string } {
  if (tls === 'on') return { rejectUnauthorized: true };
  if (tls === '') throw new Error('has an empty tls option; write tls=on or tls=/path/to/ca.pem');
  return { rejectUnauthorized: true, ca: readFileSync(tls, 'utf8') };
}
