import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import mysql from 'mysql2/promise';
import { readSettings } from '../../src/settings.ts';
import { startTinygate } from '../../src/start.ts';
import { makeLog } from '../../src/web/log.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { ask } from '../web/httpClient.ts';
import { settingsIn } from './tinygateProcess.ts';

// SQLite shows others nothing of a migration until it is done.
const networked = engines.filter((engine) => engine === 'mariadb');

describe.each(networked)('a start on %s beside another process that is making the tables', (engine) => {
  let database: OpenDatabase;
  beforeEach(async () => {
    database = await openDatabase(engine);
  });
  afterEach(() => database.drop());

  test('waits until they are there, and does not call the database out of date', async () => {
    const other = await mysql.createConnection(database.url);
    const rows = async (text: string) => (await other.query<mysql.RowDataPacket[]>(text))[0];
    try {
      await rows("SELECT GET_LOCK(CONCAT(DATABASE(), '.migrate'), 5)");
      await other.query('CREATE TEMPORARY TABLE last_step SELECT * FROM migrations ORDER BY id DESC LIMIT 1');
      await other.query('DELETE FROM migrations WHERE id IN (SELECT id FROM last_step)');
      const root = process.cwd();
      const starting = startTinygate({
        settings: readSettings({
          env: { ...settingsIn(database.folder), DATABASE_URL: database.url },
          root,
          terminal: false,
        }),
        root,
        log: makeLog({ level: 'error', write: () => undefined }),
        now: Date.now,
      });
      let refused: unknown;
      starting.catch((error: unknown) => {
        refused = error;
      });
      const waiting = `SELECT 1 AS one FROM information_schema.processlist WHERE db = DATABASE() AND state = 'User lock'`;
      while (refused === undefined && (await rows(waiting)).length === 0);
      expect(refused).toBeUndefined();
      await other.query('INSERT INTO migrations SELECT * FROM last_step');
      await rows("SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.migrate'))");
      const running = await starting;
      expect((await ask(running.port, '/readyz')).status).toBe(200);
      await running.stop(1_000);
    } finally {
      await other.end();
    }
  });
});
