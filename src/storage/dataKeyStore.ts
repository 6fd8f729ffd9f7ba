import { insertUnlessThere } from './dialect.ts';
import type { Door, Sql } from './door.ts';
import { locking } from './rowWriting.ts';

/** A domain's data key as it is kept: wrapped by a root key that is not in the database. */
export interface KeptDataKey {
  readonly domainId: number;
  readonly keyId: string;
  readonly wrapped: string;
  readonly rootKey: string;
  readonly retired: boolean;
}

export interface KeyFingerprint {
  readonly kind: 'root' | 'session';
  readonly keyId: string;
  readonly fingerprint: string;
}

export interface DataKeyStore {
  /** Newest first; the first that is not retired encrypts. */
  ofDomain(domainId: number): Promise<readonly KeptDataKey[]>;
  all(): Promise<readonly KeptDataKey[]>;
  fingerprints(): Promise<readonly KeyFingerprint[]>;
  /** Notes key files for the first time; those that are known stay as they are. */
  noteFingerprints(keys: readonly KeyFingerprint[], now: number): Promise<void>;
}

interface Row {
  domain_id: number;
  key_id: string;
  wrapped: string;
  root_key: string;
  retired_at: number | null;
}

const columns = 'domain_id, key_id, wrapped, root_key, retired_at';

export function dataKeyStore(door: Door): DataKeyStore {
  return {
    ofDomain: (domainId) => door.read((sql) => dataKeysOfDomain(sql, domainId)),
    async all() {
      const rows = await door.read((sql) =>
        sql.rows<Row>(`SELECT ${columns} FROM data_keys ORDER BY domain_id, id DESC`),
      );
      return rows.map(keptFrom);
    },
    async fingerprints() {
      const text = 'SELECT kind, key_id, fingerprint FROM key_files ORDER BY id';
      const rows = await door.read((sql) =>
        sql.rows<{ kind: 'root' | 'session'; key_id: string; fingerprint: string }>(text),
      );
      return rows.map(({ kind, key_id, fingerprint }) => ({ kind, keyId: key_id, fingerprint }));
    },
    async noteFingerprints(keys, now) {
      if (keys.length === 0) return;
      await door.write((sql) => noteKeys(sql, keys, now));
    },
  };
}

export async function noteKeys(sql: Sql, keys: readonly KeyFingerprint[], now: number): Promise<void> {
  const columns = ['kind', 'key_id', 'fingerprint', 'noted_at'];
  const values = keys.flatMap(({ kind, keyId, fingerprint }) => [kind, keyId, fingerprint, now]);
  // Two servers may start on one new database at the same moment, each with the same keys.
  await sql.run(insertUnlessThere(sql.dialect, 'key_files', columns, keys.length), values);
}

/** As `dataKeysOfDomain`; nobody else makes or retires one until this transaction ends. */
export async function lockDataKeys(sql: Sql, domainId: number): Promise<KeptDataKey[]> {
  const text = `SELECT ${columns} FROM data_keys WHERE domain_id = ? ORDER BY id DESC${locking(sql)}`;
  return (await sql.rows<Row>(text, [domainId])).map(keptFrom);
}

async function dataKeysOfDomain(sql: Sql, domainId: number): Promise<KeptDataKey[]> {
  const text = `SELECT ${columns} FROM data_keys WHERE domain_id = ? ORDER BY id DESC`;
  return (await sql.rows<Row>(text, [domainId])).map(keptFrom);
}

function keptFrom(row: Row): KeptDataKey {
  return {
    domainId: row.domain_id,
    keyId: row.key_id,
    wrapped: row.wrapped,
    rootKey: row.root_key,
    retired: row.retired_at !== null,
  };
}

export async function addDataKey(sql: Sql, key: Omit<KeptDataKey, 'retired'>, now: number): Promise<void> {
  await sql.run(
    'INSERT INTO data_keys (domain_id, key_id, wrapped, root_key, created_at) VALUES (?, ?, ?, ?, ?)',
    [key.domainId, key.keyId, key.wrapped, key.rootKey, now],
  );
}

/** The domain's keys, newest first, with the time at which each was made (epoch milliseconds). */
export async function keysWithDates(
  sql: Sql,
  domainId: number,
): Promise<readonly (KeptDataKey & { readonly madeAt: number })[]> {
  const text = `SELECT ${columns}, created_at FROM data_keys WHERE domain_id = ? ORDER BY id DESC`;
  const rows = await sql.rows<Row & { created_at: number }>(text, [domainId]);
  return rows.map((row) => ({ ...keptFrom(row), madeAt: Number(row.created_at) }));
}
