import { readDatabaseUrl } from './src/storage/databaseUrl.ts';
import { openMysqlSource, openSqliteSource } from './src/storage/dataSource.ts';

/**
 * The data source for TypeORM's own command line (`npx typeorm -d dist/ormconfig.js query ...`). Tinygate itself does
 * not use this file; its schema changes by `scripts/tinygate migrate` alone, and `synchronize` is never on.
 */
const address = readDatabaseUrl(process.env.DATABASE_URL ?? 'sqlite:data/tinygate.sqlite');

export default address.dialect === 'sqlite'
  ? await openSqliteSource(address.file)
  : await openMysqlSource(address.mysql, 'mariadb');
