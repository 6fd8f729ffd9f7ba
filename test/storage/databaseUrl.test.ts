import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type DatabaseAddress, readDatabaseUrl } from '../../src/storage/databaseUrl.ts';

const folder = mkdtempSync(join(tmpdir(), 'tinygate-'));
const authority = join(folder, 'ca.pem');
writeFileSync(authority, 'a certificate');

afterAll(() => rmSync(folder, { recursive: true }));

const plain = { host: 'db.example', port: 3306, user: 'tinygate', password: '', database: 'gate' };
const mysql = (fields: object): DatabaseAddress => ({ dialect: 'mysql', mysql: { ...plain, ...fields } });

describe('a DATABASE_URL', () => {
  const good: readonly [string, DatabaseAddress][] = [
    ['sqlite:data/tinygate.sqlite', { dialect: 'sqlite', file: 'data/tinygate.sqlite' }],
    ['sqlite:/var/lib/a b%20c.sqlite', { dialect: 'sqlite', file: '/var/lib/a b%20c.sqlite' }],
    ['sqlite::memory:', { dialect: 'sqlite', file: ':memory:' }],
    ['mysql://tinygate@db.example/gate', mysql({})],
    ['mariadb://tinygate@db.example/gate', mysql({})],
    ['mysql://tinygate:pw@db.example:3307/gate', mysql({ password: 'pw', port: 3307 })],
    [
      'mysql://t%40x:p%3A%2F%3F%23%25@db.example/my%20gate',
      mysql({ user: 't@x', password: 'p:/?#%', database: 'my gate' }),
    ],
    ['mysql://tinygate@[::1]:3306/gate', mysql({ host: '::1' })],
    ['mysql://tinygate@db.example/gate?tls=off', mysql({})],
    ['mysql://tinygate@db.example/gate?tls=on', mysql({ ssl: { rejectUnauthorized: true } })],
    [
      `mysql://tinygate@db.example/gate?tls=${authority}`,
      mysql({ ssl: { rejectUnauthorized: true, ca: 'a certificate' } }),
    ],
  ];
  test.each(good)('%s is understood', (url, address) => {
    expect(readDatabaseUrl(url)).toEqual(address);
  });

  const bad: readonly [string, RegExp][] = [
    ['', /not an address/],
    ['sqlite:', /names no file/],
    ['tinygate.sqlite', /not an address/],
    ['postgres://u:hunter2@db.example/gate', /neither with sqlite: nor with mysql:/],
    ['mysql://u:hunter2@db.example', /lacks/],
    ['mysql://u:hunter2@db.example/', /lacks/],
    ['mysql://u:hunter2@/gate', /not an address|lacks/],
    ['mysql:gate', /lacks/],
    ['mysql://u:hunter2@db.example:99999/gate', /not an address/],
    ['mysql://u:hunter2@db.example/gate?ssl=true', /option/],
    ['mysql://u:hunter2@db.example/gate?tls=on&tls=off', /tls/],
    ['mysql://u:hunter2@db.example/gate?tls=', /tls/],
    ['mysql://u:hunter2@db.example/gate?tls=true', /tls/],
    ['mysql://u:hunter2@db.example/gate?tls=/nowhere/ca.pem', /tls/],
    ['mysql://u:100%hunter2@db.example/gate', /percent/],
    ['mysql://u:hunter2@db.example/100%', /percent/],
    // Passwords whose signs were not encoded, so that parts of them stand where other things belong.
    ['mysql://u:12/hunter2?hunter2=1@db.example/gate', /./],
    ['mysql://u:12/34?hunter2@db.example/gate', /./],
    ['mysql://u:12/34?tls=hunter2@db.example/gate', /./],
    ['mysql://u:hunter2#x@db.example/gate', /./],
    ['mysql://u:12/34#hunter2@db.example/gate', /./],
  ];
  test.each(bad)('%s is refused in a sentence without the password', (url, reason) => {
    let fault: unknown;
    try {
      readDatabaseUrl(url);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(Error);
    const { message, cause, stack } = fault as Error;
    expect(message).toMatch(reason);
    expect(`${message} ${String(cause)} ${stack}`).not.toContain('hunter2');
  });
});
