import { sampleKeepingMs } from '../model/launchSamples.ts';
import type { Sql } from './door.ts';
import {
  allOldLaunches,
  deleteOldest,
  expired,
  type OldRows,
  oldLaunches,
  oldPlaceDays,
  oldProposals,
  oldProposalsOf,
  oldSamples,
  purgeBatch,
} from './purgeStatements.ts';

export interface Purged {
  readonly nonces: number;
  readonly launchSessions: number;
  readonly relaunches: number;
  readonly selections: number;
  readonly accountSessions: number;
  readonly oneTimeAddresses: number;
  readonly launches: number;
  readonly originProposals: number;
  /** Days on which links were launched from a place in the LMS. */
  readonly placeDays: number;
  readonly failures: number;
  readonly launchSamples: number;
  readonly givenWords: number;
}

/** Journal rows from before these moments are over; epoch milliseconds. */
export interface JournalEnds {
  readonly domains: readonly { readonly id: number; readonly before: number }[];
  /** Of rows that belong to no domain; also the latest that origins seen are kept. */
  readonly usual: number;
  /** Of all rows, whatever else is said. */
  readonly last: number;
}

export interface PurgeParts {
  /** Epoch milliseconds. Nothing that is good at this moment or later is deleted. */
  readonly now: number;
  readonly journal: JournalEnds;
  /** Does one batch in a transaction of its own; undefined: no more batches, and this one was not done. */
  readonly inTurn: (batch: (sql: Sql) => Promise<number>) => Promise<number | undefined>;
}

/**
 * Deletes what is over, batch by batch: nonces whose timestamp can no longer pass (R16), sessions, tickets, relaunches
 * and one-time addresses past their end, journal rows and proposed origins past their domain's time. The audit trail
 * stays. Returns how many rows of each went.
 */
export async function purgeRows({ now, journal, inTurn }: PurgeParts): Promise<Purged> {
  async function deleteAll(...kinds: readonly OldRows[]): Promise<number> {
    let deleted = 0;
    for (const kind of kinds) {
      let rows: number | undefined;
      do {
        rows = await inTurn(async (sql) => {
          const { text, values } = deleteOldest(sql.dialect, kind);
          return (await sql.run(text, values)).affected;
        });
        deleted += rows ?? 0;
      } while (rows === purgeBatch);
    }
    return deleted;
  }
  const { domains, usual, last } = journal;
  const sooner = domains.filter(({ before }) => before > usual);
  return {
    nonces: await deleteAll(expired('nonces', now)),
    launchSessions: await deleteAll(expired('launch_sessions', now)),
    relaunches: await deleteAll(expired('relaunches', now)),
    selections: await deleteAll(expired('selections', now)),
    accountSessions: await deleteAll(expired('account_sessions', now)),
    oneTimeAddresses: await deleteAll(expired('one_time_addresses', now)),
    launches: await deleteAll(
      ...domains.map(({ id, before }) => oldLaunches(id, before)),
      oldLaunches(null, usual),
      allOldLaunches(last),
    ),
    originProposals: await deleteAll(
      ...sooner.map(({ id, before }) => oldProposalsOf(id, before)),
      oldProposals(usual),
    ),
    placeDays: await deleteAll(
      ...sooner.map(({ id, before }) => oldPlaceDays(before, id)),
      oldPlaceDays(usual),
    ),
    failures: await deleteAll(expired('failures', now)),
    launchSamples: await deleteAll(oldSamples(now - sampleKeepingMs)),
    givenWords: await deleteAll(expired('given_words', now)),
  };
}
