import { type OwnMariadb, startMariadb } from './mariadb.ts';

declare global {
  var ownMariadb: OwnMariadb | undefined;
}

/** One MariaDB for the whole run; every test makes databases of its own in it. `TEST_ENGINES=sqlite` leaves it out. */
export default async function globalSetup(): Promise<void> {
  if (process.env.TEST_ENGINES === 'sqlite' || process.env.TEST_MYSQL_URL) return;
  globalThis.ownMariadb = await startMariadb();
  process.env.TEST_MYSQL_URL = globalThis.ownMariadb.url('');
}
