import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mysql from 'mysql2/promise';
import { engines } from '../databases.ts';
import { type OwnMariadb, runMariadb, startMariadb } from '../mariadb.ts';
import {
  type Build,
  build,
  getAt,
  launchAt,
  prepare,
  type Served,
  type ServerProcess,
  startProcess,
} from './served.ts';

for (const engine of engines.filter((one) => one === 'mariadb')) {
  describe(`a server whose ${engine} is killed`, () => {
    let built: Build;
    let mariadb: OwnMariadb;
    let folder: string;
    let served: Served;
    let server: ServerProcess;
    beforeAll(async () => {
      built = build();
      mariadb = await startMariadb();
      folder = dirname(
        mariadb.process.spawnargs.find((one) => one.startsWith('--pid-file='))?.split('=')[1] ?? '',
      );
      const connection = await mysql.createConnection(mariadb.url('mysql'));
      await connection.query('CREATE DATABASE tinygate');
      await connection.end();
      served = await prepare({ url: mariadb.url('tinygate'), folder });
      server = await startProcess({ build: built, databaseUrl: mariadb.url('tinygate'), folder });
    }, 60_000);
    afterAll(async () => {
      await server.end('SIGTERM');
      await served.close();
      mariadb.stop();
      built.remove();
    });

    test('answers 503, opens nothing, and works again without a restart', async () => {
      const before = served.body();
      expect((await launchAt(server, before)).status).toBe(303);
      const ready = await getAt(server, '/readyz');
      expect(ready.status).toBe(200);

      const ended = new Promise((resolve) => mariadb.process.once('exit', resolve));
      mariadb.process.kill('SIGKILL');
      await ended;

      const meanwhile = served.body();
      const forms = [meanwhile, before, ...Array.from({ length: 20 }, () => served.body())];
      const answers = await Promise.all(forms.map((body) => launchAt(server, body)));
      for (const { status, headers, setCookies, text } of answers) {
        expect([status, headers['retry-after'], headers.location, setCookies]).toEqual([
          503,
          '5',
          undefined,
          [],
        ]);
        expect(text).toContain('We cannot answer at this moment');
        expect(text).not.toMatch(/ECONNREFUSED|sql|127\.0\.0\.1|at \//i);
      }
      expect((await getAt(server, '/readyz')).status).toBe(503);
      expect((await getAt(server, '/livez')).status).toBe(200);
      // What is judged before the database is asked is answered as always.
      expect((await launchAt(server, 'a=%ZZ')).status).toBe(400);

      mariadb = await runMariadb(folder, mariadb.port);
      expect((await launchAt(server, before)).status).toBe(403);
      expect((await launchAt(server, meanwhile)).status).toBe(303);
      expect((await launchAt(server, meanwhile)).status).toBe(403);
      expect((await getAt(server, '/readyz')).status).toBe(200);
      expect(server.lines.join('\n')).not.toMatch(/a secret|nonce-\d|moodle|oauth/);
    });

    test('drains and ends although its database is gone for good', async () => {
      const ended = new Promise((resolve) => mariadb.process.once('exit', resolve));
      const another = await startProcess({ build: built, databaseUrl: mariadb.url('tinygate'), folder });
      mariadb.process.kill('SIGKILL');
      await ended;
      expect(await another.end('SIGTERM')).toBe(0);
    });
  });
}
