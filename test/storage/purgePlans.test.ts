import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Door } from '../../src/storage/door.ts';
import {
  allOldLaunches,
  deleteOldest,
  expired,
  type OldRows,
  oldLaunches,
  oldProposals,
  oldProposalsOf,
  oldSamples,
} from '../../src/storage/purgeStatements.ts';
import { addRows } from '../../src/storage/rowWriting.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { sha256 } from '../factories.ts';
import { analysed } from './plans.ts';

const rowsThere = 3_000;

/** So that neither all rows nor hardly any are over: both would be read in another way. */
const half = rowsThere / 2;

const kinds: readonly (readonly [string, OldRows, string])[] = [
  ['nonces', expired('nonces', half), 'ix_nonce_expires'],
  ['sessions and tickets', expired('launch_sessions', half), 'ix_launch_session_expires'],
  ['relaunches', expired('relaunches', half), 'ix_relaunch_expires'],
  ['account sessions', expired('account_sessions', half), 'ix_account_session_expires'],
  ['one-time addresses', expired('one_time_addresses', half), 'ix_one_time_expires'],
  ['the journal of a domain', oldLaunches(1, half), 'ix_launch_domain'],
  ['the journal of nobody', oldLaunches(null, half), 'ix_launch_domain'],
  ['the journal of domains that are gone', allOldLaunches(half), 'ix_launch_at'],
  ['launches looked at closely', oldSamples(half), 'ix_sample_at'],
  ['shared words of sessions', expired('given_words', half), 'ix_given_word_expires'],
  ['seen origins', oldProposals(half), 'ix_origin_proposal_first'],
  ['seen origins of a domain', oldProposalsOf(1, half), 'ix_origin_proposal_first'],
];

async function fill(door: Door): Promise<void> {
  const numbers = Array.from({ length: rowsThere }, (_, n) => n);
  const add = (table: string, row: (n: number) => Record<string, string | number | Buffer | null>) =>
    door.write((sql) => addRows(sql, table, numbers.map(row)));
  const common = (n: number) => ({ expires_at: n });
  const name = (n: number) => sha256(String(n));
  const bytes = Buffer.alloc(16);
  await add('nonces', (n) => ({
    ...common(n),
    protector_id: 1,
    // Not in the order of their ends: the primary key is no way to find what is over.
    oauth_timestamp: rowsThere - n,
    nonce_hash: name(n),
    claim: bytes,
    outcome: 'opened',
  }));
  await add('launch_sessions', (n) => ({
    ...common(n),
    launch_key: name(n).subarray(0, 16),
    state: 'open',
    secret_hash: name(n),
    domain_id: 1,
    course_id: 1,
    link_id: 1,
    item_id: 1,
    protector_id: 1,
    protector_level: 'domain',
    protector_number: 1,
    password_signed_in: 0,
    origin_matched: 1,
    reference: 'ABCD2345',
    frame_origins: '[]',
    family: 'moodle',
    started_at: n,
    seen_at: n,
  }));
  await add('relaunches', (n) => ({
    ...common(n),
    state_hash: name(n),
    browser_hash: name(n),
    protector_id: 1,
    link_id: 1,
  }));
  await add('account_sessions', (n) => ({ ...common(n), id_hash: name(n), started_at: n, seen_at: n }));
  await add('one_time_addresses', (n) => ({
    ...common(n),
    token_hash: name(n),
    person_id: n + 1,
    created_at: n,
  }));
  await add('launches', (n) => ({
    at: n,
    reference: 'ABCD2345',
    domain_id: n % 3 === 0 ? null : n % 3,
    code: 'opened',
    tolerated: '',
    notes: '',
    times: 1,
  }));
  await add('launch_samples', (n) => ({
    at: n,
    reference: 'ABCD2345',
    domain_id: 1,
    course_id: 1,
    protector_id: 1,
    code: 'opened',
    family: '',
    fields: '[]',
  }));
  await add('given_words', (n) => ({ ...common(n), holder: name(n), item_id: 1, version: 'first-1' }));
  await add('origin_proposals', (n) => ({
    protector_id: n % 10,
    origin: `https://lms${n}.example`,
    subject_hash: name(n),
    first_at: n,
  }));
}

describe.each(engines)('a batch of purging on %s', (engine) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(engine);
    await fill(database.door);
    await analysed(
      database.door,
      kinds.map(([, { table }]) => table),
    );
  }, 60_000);
  afterAll(() => database.drop());

  test.each(kinds)(
    'reads no further than what it deletes, however large the table: %s',
    async (_, kind, index) => {
      const { text, values } = deleteOldest(database.door.dialect, kind);
      if (engine === 'sqlite') {
        const plan = await database.door.read((sql) =>
          sql.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, values),
        );
        const steps = plan.map(({ detail }) => detail);
        expect(steps.filter((step) => step.startsWith('SCAN') || step.includes('TEMP B-TREE'))).toEqual([]);
        expect(steps.filter((step) => step.includes(`INDEX ${index} (`))).toHaveLength(1);
        return;
      }
      const plan = await database.door.read((sql) =>
        sql.rows<{ table: string; type: string; key: string; Extra: string }>(`EXPLAIN ${text}`, values),
      );
      expect(plan[0]).toMatchObject({ table: kind.table, type: 'range', key: index });
      expect(plan[0]?.Extra).not.toMatch(/filesort|temporary/i);
    },
  );
});
