import { readDatabaseUrl } from './databaseUrl.ts';
import type { Door } from './door.ts';

/** As `openDoor`, for a server's start: of the two engines it loads only the one that it is asked for. */
export async function loadDoor(url: string): Promise<Door> {
  const address = readDatabaseUrl(url);
  if (address.dialect === 'mysql') return (await import('./mysqlDoor.ts')).openMysql(address.mysql);
  return (await import('./sqliteDoor.ts')).openSqlite(address.file);
}
