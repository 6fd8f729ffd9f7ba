import { isInteger, isListOf, isOneOf, isRecord, type Judges } from '../model/record.ts';
import { characterKinds, type SecretRules, usualSecretRules } from '../model/secretRules.ts';
import type { Sql } from './door.ts';
import { addRow, changeRows, locking } from './rowWriting.ts';

/** What can be set of a domain. */
export interface DomainSettings {
  readonly title: string;
  readonly timeZone: string;
  readonly trustUsernames: boolean;
  readonly secretRules: SecretRules;
  /** How long its journal is kept; undefined: as long as is usual. */
  readonly journalDays: number | undefined;
}

export interface KnownDomain extends DomainSettings {
  readonly id: number;
  readonly name: string;
  /** Does the server's own PUBLIC_URL count for it? */
  readonly serverAddress: boolean;
}

interface Row {
  id: number;
  name: string;
  title: string;
  time_zone: string;
  trust_usernames: number;
  secret_rules: string;
  server_address: number;
  journal_days: number | null;
}

const text =
  'SELECT id, name, title, time_zone, trust_usernames, secret_rules, server_address, journal_days FROM domains WHERE name = ?';

/** The domain, locked until the transaction ends: numbers and addresses are given one change at a time. */
export async function lockDomain(sql: Sql, name: string): Promise<KnownDomain | undefined> {
  const [row] = await sql.rows<Row>(`${text}${locking(sql)}`, [name]);
  return row && domainFrom(row);
}

export async function domainNamed(sql: Sql, name: string): Promise<KnownDomain | undefined> {
  const [row] = await sql.rows<Row>(text, [name]);
  return row && domainFrom(row);
}

function domainFrom(row: Row): KnownDomain {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    timeZone: row.time_zone,
    trustUsernames: row.trust_usernames === 1,
    secretRules: { ...usualSecretRules, ...keptRules(row.secret_rules) },
    serverAddress: row.server_address === 1,
    journalDays: row.journal_days ?? undefined,
  };
}

const kept: Judges<SecretRules> = {
  minLength: isInteger,
  maxLength: isInteger,
  require: isListOf(isOneOf(characterKinds)),
};

/** @throws Error (a fault, not a refusal) for rules that cannot be understood */
function keptRules(column: string): Partial<SecretRules> {
  const value: unknown = JSON.parse(column);
  if (isRecord<Partial<SecretRules>>(value, kept, ['minLength', 'maxLength', 'require'])) return value;
  throw new Error('The rules for secrets of a domain are not known.');
}

/** `serverAddress`: is it reached at the server's own PUBLIC_URL? */
export async function addDomain(
  sql: Sql,
  domain: DomainSettings & { readonly name: string; readonly serverAddress: boolean },
  now: number,
): Promise<number> {
  return addRow(sql, 'domains', {
    name: domain.name,
    ...columnsOf(domain),
    server_address: Number(domain.serverAddress),
    last_protector: 0,
    created_at: now,
  });
}

export async function changeDomain(sql: Sql, domainId: number, settings: DomainSettings): Promise<void> {
  await changeRows(sql, 'domains', columnsOf(settings), { id: domainId });
}

function columnsOf({ title, timeZone, trustUsernames, secretRules, journalDays }: DomainSettings) {
  const { minLength, maxLength, require } = secretRules;
  return {
    title,
    time_zone: timeZone,
    trust_usernames: Number(trustUsernames),
    secret_rules: JSON.stringify({ minLength, maxLength, require }),
    journal_days: journalDays ?? null,
  };
}

/** Of every domain of the server, for what the server does by itself. */
export async function journalDaysOfDomains(
  sql: Sql,
): Promise<readonly Pick<KnownDomain, 'id' | 'journalDays'>[]> {
  const rows = await sql.rows<Pick<Row, 'id' | 'journal_days'>>(
    'SELECT id, journal_days FROM domains ORDER BY id',
  );
  return rows.map(({ id, journal_days }) => ({ id, journalDays: journal_days ?? undefined }));
}
