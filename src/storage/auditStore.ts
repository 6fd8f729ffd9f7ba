import { sha256 } from '../crypto/digest.ts';
import type { AuditDeed } from '../model/auditDeeds.ts';
import { insertQuietly } from './dialect.ts';
import type { Sql, SqlValue } from './door.ts';
import { addRows, locking, type NewRow } from './rowWriting.ts';

/** One change, for the audit trail: never a secret, a password or a hash. */
export interface AuditEntry {
  readonly domainId: number | null;
  readonly courseId: number | null;
  readonly actor: string;
  readonly deed: AuditDeed;
  readonly object: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * Writes changes down at the end of the chain of their domain. Goes into the transaction of the change itself: both or
 * none. Whoever changes something of the domain meanwhile waits for its end.
 */
export async function addAudit(sql: Sql, entries: readonly AuditEntry[], now: number): Promise<void> {
  const owners = [...new Set(entries.map(({ domainId }) => domainId))];
  // Always in this order, or two changes of several domains would wait for each other.
  owners.sort((one, other) => (one ?? 0) - (other ?? 0));
  for (const domainId of owners) {
    const own = entries.filter((entry) => entry.domainId === domainId).map((entry) => rowOf(entry, now));
    await addToChain(sql, domainId, own);
  }
}

type Row = NewRow & Pick<StoredChange, keyof typeof linked>;

function rowOf({ domainId, courseId, actor, deed, object, before, after }: AuditEntry, now: number): Row {
  return {
    at: now,
    domain_id: domainId,
    course_id: courseId,
    actor: cut(actor),
    deed,
    object: cut(object),
    before_value: before === undefined ? null : JSON.stringify(before),
    after_value: after === undefined ? null : JSON.stringify(after),
  };
}

function cut(text: string): string {
  return [...wellFormed(text)].slice(0, 500).join('');
}

/** Half a surrogate pair would not come back from the database as it went. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

async function addToChain(sql: Sql, domainId: number | null, rows: readonly Row[]): Promise<void> {
  const first = insertQuietly(sql.dialect, 'audit_chains', ['domain_id', 'seq', 'hash'], 1);
  await sql.run(first, [domainId ?? 0, 0, beginning]);
  const head = await chainHead(sql, domainId, locking(sql));
  let { seq, hash } = head;
  const linkedRows = rows.map((row) => {
    seq += 1;
    hash = linkHash(hash, seq, row);
    return { seq, hash, ...row };
  });
  await addRows(sql, 'audit', linkedRows);
  await sql.run('UPDATE audit_chains SET seq = ?, hash = ? WHERE domain_id = ?', [seq, hash, domainId ?? 0]);
}

/** What the first link of a chain is joined to. */
const beginning = Buffer.alloc(32);

/** What a link vouches for, in this order. */
const linked = {
  at: true,
  domain_id: true,
  course_id: true,
  actor: true,
  deed: true,
  object: true,
  before_value: true,
  after_value: true,
} as const;

function linkHash(before: Buffer, seq: number, row: Readonly<Record<keyof typeof linked, SqlValue>>): Buffer {
  const values = (Object.keys(linked) as (keyof typeof linked)[]).map((column) => row[column]);
  return sha256(JSON.stringify([before.toString('hex'), seq, ...values]));
}

export interface ChainHead {
  readonly seq: number;
  readonly hash: Buffer;
}

/** The newest link of a domain's chain, null for the server's own; a chain of nothing has the number 0. */
export async function chainHead(sql: Sql, domainId: number | null, lock = ''): Promise<ChainHead> {
  const text = `SELECT seq, hash FROM audit_chains WHERE domain_id = ?${lock}`;
  const [row] = await sql.rows<{ seq: number; hash: Buffer }>(text, [domainId ?? 0]);
  return row ? { seq: Number(row.seq), hash: row.hash } : { seq: 0, hash: beginning };
}

export interface StoredChange {
  readonly id: number;
  readonly at: number;
  readonly domain_id: number | null;
  readonly course_id: number | null;
  readonly actor: string;
  readonly deed: AuditDeed;
  readonly object: string;
  readonly before_value: string | null;
  readonly after_value: string | null;
  readonly seq: number | null;
  readonly hash: Buffer | null;
}

export const auditColumns =
  'a.id, a.at, a.domain_id, a.course_id, a.actor, a.deed, a.object, a.before_value, a.after_value';

/** A chain's links after one of them, in order. `follows` says whether a link's hash is the one that it must have. */
export async function linksAfter(
  sql: Sql,
  {
    domainId,
    after,
    most,
  }: { readonly domainId: number | null; readonly after: ChainHead; readonly most: number },
): Promise<readonly (ChainHead & { readonly at: number; readonly follows: boolean })[]> {
  const [where, values] = ofDomain(domainId);
  const text = `SELECT ${auditColumns}, a.seq, a.hash FROM audit a WHERE ${where} AND a.seq > ? ORDER BY a.seq LIMIT ${Math.trunc(most)}`;
  const rows = await sql.rows<StoredChange>(text, [...values, after.seq]);
  let { seq, hash } = after;
  return rows.map((row) => {
    seq += 1;
    const stored = row.hash ?? beginning;
    const expected = linkHash(hash, seq, { ...row, at: Number(row.at) });
    hash = stored;
    return {
      seq: Number(row.seq),
      hash: stored,
      at: Number(row.at),
      follows: Number(row.seq) === seq && expected.equals(stored),
    };
  });
}

export function ofDomain(domainId: number | null): [string, SqlValue[]] {
  return domainId === null ? ['a.domain_id IS NULL', []] : ['a.domain_id = ?', [domainId]];
}
