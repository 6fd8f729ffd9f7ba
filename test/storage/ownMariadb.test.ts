import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { lastWords, type OwnMariadb, startMariadb } from '../mariadb.ts';

for (const engine of engines.filter((one) => one === 'mariadb')) {
  describe('a MariaDB that a test starts for itself', () => {
    let database: OpenDatabase;
    let own: OwnMariadb;
    let table: string;
    beforeAll(async () => {
      database = await openDatabase(engine);
      const [answer] = await database.door.read((sql) =>
        sql.rows<{ folder: string }>('SELECT @@tmpdir AS folder'),
      );
      table = join(answer?.folder ?? '', '#sql-temptable-of-another-server.MAI');
      writeFileSync(table, '');
      own = await startMariadb();
    });
    afterAll(async () => {
      own.stop();
      rmSync(table, { force: true });
      await database.drop();
    });

    test('leaves the temporary tables of the others alone, which would crash without them', () => {
      expect(existsSync(table)).toBe(true);
    });

    test('says what it crashed at, where nobody stopped it', async () => {
      expect(lastWords(own)).toBeUndefined();
      const ended = new Promise((resolve) => own.process.once('exit', resolve));
      own.process.kill('SIGSEGV');
      await ended;
      expect(lastWords(own)).toMatch(/ended by itself \(SIGSEGV\).*got signal 11/s);
    });
  });
}
