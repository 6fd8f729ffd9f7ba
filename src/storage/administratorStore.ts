import type { Door, Sql } from './door.ts';

/** A server administrator: outside every domain (R2). */
export interface Administrator {
  readonly id: number;
  readonly username: string;
  readonly passwordHash: string | undefined;
  readonly disabled: boolean;
  readonly sessionsAfter: number;
}

/** Whose password a one-time address sets. */
export type OneTimeOwner = { readonly administratorId: number } | { readonly personId: number };

export interface AdministratorStore {
  findByName(username: string): Promise<Administrator | undefined>;
  findById(id: number): Promise<Administrator | undefined>;
  rehash(id: number, change: { readonly from: string; readonly to: string }): Promise<void>;
}

export interface OneTimeAddressStore {
  /** Whose it is, while it lasts. */
  find(tokenHash: Buffer, now: number): Promise<OneTimeOwner | undefined>;
  /**
   * Spends the address, sets the password and ends the owner's sessions, in one transaction; false where another
   * request was quicker or the address is void.
   */
  spend(spending: { tokenHash: Buffer; passwordHash: string; now: number }): Promise<boolean>;
}

interface Row {
  id: number;
  username: string;
  password_hash: string | null;
  disabled_at: number | null;
  sessions_after: number;
}

const columns = 'id, username, password_hash, disabled_at, sessions_after';

export function administratorStore(door: Door): AdministratorStore {
  return {
    findByName: (username) => one(door, `SELECT ${columns} FROM administrators WHERE username = ?`, username),
    findById: (id) => one(door, `SELECT ${columns} FROM administrators WHERE id = ?`, id),
    async rehash(id, { from, to }) {
      const text = 'UPDATE administrators SET password_hash = ? WHERE id = ? AND password_hash = ?';
      await door.write((sql) => sql.run(text, [to, id, from]));
    },
  };
}

async function one(door: Door, text: string, value: string | number): Promise<Administrator | undefined> {
  const [row] = await door.read((sql) => sql.rows<Row>(text, [value]));
  if (!row) return undefined;
  return {
    id: row.id,
    username: row.username,
    passwordHash: row.password_hash ?? undefined,
    disabled: row.disabled_at !== null,
    sessionsAfter: Number(row.sessions_after),
  };
}

/** Makes an administrator without a password. A duplicate key says that the name, or one like it, is taken. */
export async function addAdministrator(
  sql: Sql,
  administrator: { readonly username: string; readonly foldHash: Buffer; readonly now: number },
): Promise<number> {
  const { username, foldHash, now } = administrator;
  const text =
    'INSERT INTO administrators (username, fold_hash, sessions_after, created_at) VALUES (?, ?, 0, ?)';
  return (await sql.run(text, [username, foldHash, now])).lastId;
}

/** Gives a new one-time address; it voids the owner's older one (R2). */
export async function giveOneTimeAddress(
  sql: Sql,
  address: {
    readonly owner: OneTimeOwner;
    readonly tokenHash: Buffer;
    readonly now: number;
    readonly expiresAt: number;
  },
): Promise<void> {
  const { owner, tokenHash, now, expiresAt } = address;
  const [table, column, id] =
    'personId' in owner
      ? ['people', 'person_id', owner.personId]
      : ['administrators', 'administrator_id', owner.administratorId];
  // Two at once would both find nothing to delete, and the insert of the second would fail.
  if (sql.dialect === 'mysql') await sql.rows(`SELECT id FROM ${table} WHERE id = ? FOR UPDATE`, [id]);
  await sql.run(`DELETE FROM one_time_addresses WHERE ${column} = ?`, [id]);
  const text = `INSERT INTO one_time_addresses (token_hash, ${column}, created_at, expires_at) VALUES (?, ?, ?, ?)`;
  await sql.run(text, [tokenHash, id, now, expiresAt]);
}

interface AddressRow {
  administrator_id: number | null;
  person_id: number | null;
}

export function oneTimeAddressStore(door: Door): OneTimeAddressStore {
  return {
    find: (tokenHash, now) => door.read((sql) => ownerOf(sql, tokenHash, now)),
    spend: ({ tokenHash, passwordHash, now }) =>
      door.write(async (sql) => {
        const owner = await ownerOf(sql, tokenHash, now);
        const { affected } = await sql.run('DELETE FROM one_time_addresses WHERE token_hash = ?', [
          tokenHash,
        ]);
        if (!owner || affected !== 1) return false;
        const [table, column, id] =
          'personId' in owner
            ? ['people', 'person_id', owner.personId]
            : ['administrators', 'administrator_id', owner.administratorId];
        const set = `UPDATE ${table} SET password_hash = ?, sessions_after = ? WHERE id = ?`;
        await sql.run(set, [passwordHash, now, id]);
        await sql.run(`DELETE FROM account_sessions WHERE ${column} = ?`, [id]);
        if ('personId' in owner) await sql.run('DELETE FROM launch_sessions WHERE person_id = ?', [id]);
        return true;
      }),
  };
}

async function ownerOf(sql: Sql, tokenHash: Buffer, now: number): Promise<OneTimeOwner | undefined> {
  const [row] = await sql.rows<AddressRow>(
    `SELECT a.administrator_id, a.person_id FROM one_time_addresses a
     LEFT JOIN administrators s ON s.id = a.administrator_id LEFT JOIN people p ON p.id = a.person_id
     WHERE a.token_hash = ? AND a.expires_at > ? AND COALESCE(s.id, p.id) IS NOT NULL
       AND s.disabled_at IS NULL AND p.disabled_at IS NULL`,
    [tokenHash, now],
  );
  if (!row) return undefined;
  if (row.person_id !== null) return { personId: row.person_id };
  return row.administrator_id === null ? undefined : { administratorId: row.administrator_id };
}
