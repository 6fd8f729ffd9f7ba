import { readDatabaseUrl } from './databaseUrl.ts';
import type { Door } from './door.ts';
import { openMysql } from './mysqlDoor.ts';
import { openSqlite } from './sqliteDoor.ts';

/** Opens the database of a DATABASE_URL. Throws DatabaseAway when a SQLite file cannot be had. */
export function openDoor(url: string): Door {
  const address = readDatabaseUrl(url);
  return address.dialect === 'sqlite' ? openSqlite(address.file) : openMysql(address.mysql);
}
