import type { CheckMode, ProtectorLevel, RelaunchMode, UseIdentity } from '../model/protector.ts';
import type { Sql } from './door.ts';
import { readRelaunchMode, readUseIdentity, writeUseIdentity } from './protectorColumns.ts';
import { addRow, changeRows, locking } from './rowWriting.ts';

/** Whose protectors: a domain's own, or one course's. */
export interface ProtectorOwner {
  readonly level: ProtectorLevel;
  readonly domainId: number;
  /** 0 for the domain's own. */
  readonly courseId: number;
}

/** What can be set of a link protector, its secret apart. */
export interface ProtectorSettings {
  readonly name: string;
  readonly key: string;
  readonly enabled: boolean;
  /** Epoch seconds. */
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** Seconds. */
  readonly nonceLifetime: number;
  readonly useIdentity: UseIdentity | false;
  readonly origins: readonly string[];
  readonly originCheck: CheckMode;
  readonly rememberUsers: CheckMode;
  readonly relaunch: RelaunchMode;
}

export type OriginSettings = Pick<ProtectorSettings, 'origins' | 'originCheck'>;

export interface KnownProtector extends ProtectorSettings {
  readonly id: number;
  readonly number: number;
  /** Sealed; null where it has none and verifies nothing. */
  readonly secret: string | null;
}

interface Row {
  id: number;
  number: number;
  name: string;
  consumer_key: string;
  enabled: number;
  valid_from: number | null;
  valid_until: number | null;
  nonce_lifetime: number;
  use_identity: string | null;
  origins: string;
  origin_check: CheckMode;
  remember_users: CheckMode;
  relaunch: string | null;
  secret: string | null;
}

const columns = `id, number, name, consumer_key, enabled, valid_from, valid_until, nonce_lifetime, use_identity, origins,
  origin_check, remember_users, relaunch, secret`;

/** By number. */
export async function protectorsOf(
  sql: Sql,
  { domainId, courseId }: ProtectorOwner,
): Promise<KnownProtector[]> {
  const text = `SELECT ${columns} FROM protectors WHERE domain_id = ? AND course_id = ? ORDER BY number`;
  return (await sql.rows<Row>(text, [domainId, courseId])).map(protectorFrom);
}

export interface ProtectorQuestion {
  /** A pattern for `LIKE`, for name and key; undefined: all. */
  readonly pattern: string | undefined;
  readonly offset: number;
  readonly most: number;
}

/** One page of an owner's protectors, by number, and how many there are in all. */
export async function listProtectors(
  sql: Sql,
  { domainId, courseId }: ProtectorOwner,
  { pattern, offset, most }: ProtectorQuestion,
): Promise<{ readonly protectors: readonly KnownProtector[]; readonly total: number }> {
  const like = "AND (CAST(name AS CHAR) LIKE ? ESCAPE '!' OR CAST(consumer_key AS CHAR) LIKE ? ESCAPE '!')";
  const from = `FROM protectors WHERE domain_id = ? AND course_id = ? ${pattern === undefined ? '' : like}`;
  const values = [domainId, courseId, ...(pattern === undefined ? [] : [pattern, pattern])];
  const [count] = await sql.rows<{ total: number }>(`SELECT COUNT(*) AS total ${from}`, values);
  const limits = `LIMIT ${Math.trunc(most)} OFFSET ${Math.trunc(offset)}`;
  const rows = await sql.rows<Row>(`SELECT ${columns} ${from} ORDER BY number ${limits}`, values);
  return { protectors: rows.map(protectorFrom), total: Number(count?.total ?? 0) };
}

/** One protector of the owner; `lock` keeps others from changing it until the transaction ends. */
export async function protectorNumbered(
  sql: Sql,
  { domainId, courseId }: ProtectorOwner,
  { number, lock = false }: { readonly number: number; readonly lock?: boolean },
): Promise<KnownProtector | undefined> {
  const text = `SELECT ${columns} FROM protectors WHERE domain_id = ? AND course_id = ? AND number = ?`;
  const [row] = await sql.rows<Row>(lock ? text + locking(sql) : text, [domainId, courseId, number]);
  return row && protectorFrom(row);
}

function protectorFrom(row: Row): KnownProtector {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    key: row.consumer_key,
    enabled: row.enabled === 1,
    validFrom: row.valid_from === null ? null : Number(row.valid_from),
    validUntil: row.valid_until === null ? null : Number(row.valid_until),
    nonceLifetime: row.nonce_lifetime,
    useIdentity: readUseIdentity(row.use_identity),
    origins: JSON.parse(row.origins) as readonly string[],
    originCheck: row.origin_check,
    rememberUsers: row.remember_users,
    relaunch: readRelaunchMode(row.relaunch),
    secret: row.secret,
  };
}

/** `secret` sealed for its place. */
export async function addProtector(
  sql: Sql,
  owner: ProtectorOwner,
  made: {
    /** Without a secret it verifies nothing yet. */
    readonly protector: ProtectorSettings & { readonly number: number; readonly secret: string | null };
    readonly now: number;
  },
): Promise<void> {
  const { protector, now } = made;
  await addRow(sql, 'protectors', {
    domain_id: owner.domainId,
    course_id: owner.courseId,
    number: protector.number,
    lti_version: '1.1',
    ...columnsOf(protector),
    secret: protector.secret,
    created_at: now,
  });
}

/** `secret` undefined leaves it; a new one replaces the old at once, also one that was still valid beside it. */
export async function changeProtector(
  sql: Sql,
  { domainId, courseId }: ProtectorOwner,
  {
    number,
    secret,
    now,
    ...settings
  }: ProtectorSettings & { number: number; secret: string | undefined; now: number },
): Promise<void> {
  const secrets =
    secret === undefined
      ? {}
      : { secret, previous_secret: null, previous_until: null, secret_changed_at: now };
  const where = { domain_id: domainId, course_id: courseId, number };
  await changeRows(sql, 'protectors', { ...columnsOf(settings), ...secrets }, where);
}

/** Nothing but where its launches come from. */
export async function changeOriginSettings(
  sql: Sql,
  { domainId, courseId }: ProtectorOwner,
  { number, origins, originCheck }: OriginSettings & { readonly number: number },
): Promise<void> {
  const set = { origins: JSON.stringify(origins), origin_check: originCheck };
  await changeRows(sql, 'protectors', set, { domain_id: domainId, course_id: courseId, number });
}

/**
 * Takes a protector's key away for the rest of the transaction, so that two can change keys with each other under a
 * unique index. No key has a colon.
 */
export async function freeKey(
  sql: Sql,
  { domainId, courseId }: ProtectorOwner,
  number: number,
): Promise<void> {
  const where = { domain_id: domainId, course_id: courseId, number };
  await changeRows(sql, 'protectors', { consumer_key: `free:${number}` }, where);
}

function columnsOf(protector: ProtectorSettings) {
  return {
    name: protector.name,
    consumer_key: protector.key,
    enabled: Number(protector.enabled),
    valid_from: protector.validFrom,
    valid_until: protector.validUntil,
    nonce_lifetime: protector.nonceLifetime,
    use_identity: writeUseIdentity(protector.useIdentity),
    origins: JSON.stringify(protector.origins),
    origin_check: protector.originCheck,
    remember_users: protector.rememberUsers,
    relaunch: protector.relaunch,
  };
}
