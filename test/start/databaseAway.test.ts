import { dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import mysql from 'mysql2/promise';
import { signLaunch } from '../../src/lti/lti11/sign.ts';
import { Secret } from '../../src/model/secret.ts';
import { heading } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { type OwnMariadb, runMariadb, startMariadb } from '../mariadb.ts';
import { type Answer, ask, form } from '../web/httpClient.ts';
import { build } from './built.ts';
import { cleanUp, dataFolder, settingsIn, startProcess, type TinygateProcess } from './tinygateProcess.ts';

const jar = { Cookie: `__Host-launch-ABCD2345=${'j'.repeat(43)}` };

/** An honestly signed launch of a link that does not exist: 401 while the database is there. */
function launch(port: number): Promise<Answer> {
  const path = '/adm/launch/tiny/msu/abc234';
  const pairs = signLaunch({
    url: `http://localhost:${port}${path}`,
    parameters: [
      ['lti_message_type', 'basic-lti-launch-request'],
      ['lti_version', 'LTI-1p0'],
      ['resource_link_id', '17'],
    ],
    key: 'moodle-prod',
    secret: new Secret('a secret of the tests'),
    timestamp: Math.floor(Date.now() / 1000),
    nonce: `nonce-${Math.random()}`,
  });
  return ask(port, path, form(Object.fromEntries(pairs), { Host: `localhost:${port}` }));
}

for (const _engine of engines.filter((one) => one === 'mariadb')) {
  describe('while the database is away', () => {
    let database: OwnMariadb;
    let databaseFolder: string;
    let folder: string;
    let server: TinygateProcess;
    let port: number;

    beforeAll(async () => {
      const [own] = await Promise.all([startMariadb(), build()]);
      database = own;
      const socket = own.process.spawnargs.find((word) => word.startsWith('--socket=')) ?? '';
      databaseFolder = dirname(socket.slice('--socket='.length));
      const connection = await mysql.createConnection(own.url('mysql'));
      await connection.query('CREATE DATABASE tinygate CHARACTER SET utf8mb4');
      await connection.end();
    }, 180_000);
    beforeEach(async () => {
      folder = dataFolder();
      const connection = await mysql.createConnection(database.url('mysql'));
      await connection.query('DROP DATABASE tinygate');
      await connection.query('CREATE DATABASE tinygate CHARACTER SET utf8mb4');
      await connection.end();
      server = startProcess({ ...settingsIn(folder), DATABASE_URL: database.url('tinygate') });
      port = await server.port();
    });
    afterAll(() => {
      cleanUp(folder);
      database.stop();
    });

    async function killDatabase(): Promise<void> {
      const gone = new Promise((resolve) => database.process.once('exit', resolve));
      database.process.kill('SIGKILL');
      await gone;
    }

    test('launches and pages are 503 with Retry-After, the server lives, and works again without a restart', async () => {
      expect([(await launch(port)).status, (await ask(port, '/readyz')).status]).toEqual([401, 200]);
      await killDatabase();

      const refused = [await launch(port), await ask(port, '/msu/phy101', { headers: jar })];
      refused.push(await ask(port, '/tiny/msu/abc234', { headers: jar }), await launch(port));
      for (const answer of refused) {
        expect([answer.status, Number(answer.headers['retry-after']), answer.setCookies]).toEqual([
          503,
          5,
          [],
        ]);
        expect(answer.text).toContain('id="reference"');
        expect(answer.text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1:|mysql|SQL/i);
      }
      const [ready, live] = [await ask(port, '/readyz'), await ask(port, '/livez')];
      expect([ready.status, ready.text, live.status]).toEqual([503, '{"ready":false}', 200]);
      expect((await server.line('not ready')).faults).toBe('database away');
      const form_ = await ask(port, '/login');
      expect([form_.status, heading(form_)]).toEqual([200, 'Sign in']);

      database = await runMariadb(databaseFolder, database.port);
      expect((await ask(port, '/readyz')).status).toBe(200);
      expect((await launch(port)).status).toBe(401);
      expect(await server.stop()).toEqual({ code: 0, signal: null });
    }, 60_000);

    test('a stop is still a stop, and ends with 0', async () => {
      await launch(port);
      await killDatabase();
      expect((await launch(port)).status).toBe(503);
      expect(await server.stop()).toEqual({ code: 0, signal: null });
      database = await runMariadb(databaseFolder, database.port);
    }, 60_000);
  });
}

describe('a start on a database server', () => {
  let folder: string;
  beforeAll(async () => {
    folder = dataFolder();
    await build();
  }, 180_000);
  afterAll(() => cleanUp(folder));

  test('that is not there says so and ends with 1', async () => {
    const server = startProcess({ ...settingsIn(folder), DATABASE_URL: 'mysql://root@127.0.0.1:1/tinygate' });
    expect((await server.exit).code).toBe(1);
    expect(server.stderr()).toBe(
      'The database of DATABASE_URL does not answer. Start it, or mend the address.\n',
    );
  });

  test.each(engines)('that has nothing of that name says so and ends with 1 (%s)', async (engine) => {
    const missing = {
      sqlite: [`sqlite:${folder}`, /^The file of DATABASE_URL cannot be opened\./],
      mariadb: [
        `${process.env.TEST_MYSQL_URL}none`,
        /^The server of DATABASE_URL has no database of that name/,
      ],
    } as const;
    const [url, sentence] = missing[engine];
    const server = startProcess({ ...settingsIn(folder), DATABASE_URL: url });
    expect((await server.exit).code).toBe(1);
    expect(server.stderr()).toMatch(sentence);
  });
});
