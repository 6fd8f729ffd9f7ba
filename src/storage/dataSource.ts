import type Database from 'better-sqlite3';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.ts';
import type { MysqlAddress } from './databaseUrl.ts';
import { schemas } from './schema/index.ts';

/**
 * TypeORM, loaded only when something needs it: a server that answers launches does not. `synchronize` is never on;
 * the schema changes by `migrations/` alone.
 */
export async function openSqliteSource(file: string, connection?: Database.Database): Promise<DataSource> {
  return new DataSource({
    type: 'better-sqlite3',
    database: file,
    entities: schemas('sqlite'),
    migrations: [...migrations],
    synchronize: false,
    logging: false,
    ...(connection === undefined ? {} : { driver: handing(connection) }),
  }).initialize();
}

/** TypeORM says `new driver(file)`. A constructor that returns an object gives that object: the door's connection. */
function handing(connection: Database.Database): () => Database.Database {
  return function theDoorsConnection() {
    return connection;
  };
}

/** `product` matters: MariaDB describes its columns' defaults in another way than MySQL. */
export async function openMysqlSource(
  address: MysqlAddress,
  product: 'mysql' | 'mariadb',
): Promise<DataSource> {
  return new DataSource({
    type: product,
    host: address.host,
    port: address.port,
    username: address.user,
    password: address.password,
    database: address.database,
    ...(address.ssl ? { ssl: address.ssl } : {}),
    charset: 'utf8mb4',
    timezone: 'Z',
    // Plain SQL in a unit reads numbers, as on the door's own connections; TypeORM would make strings of them.
    bigNumberStrings: false,
    connectTimeout: 5_000,
    poolSize: 5,
    entities: schemas('mysql'),
    migrations: [...migrations],
    synchronize: false,
    logging: false,
  }).initialize();
}
