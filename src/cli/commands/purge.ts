import { hostname } from 'node:os';
import type { Command } from 'commander';
import { usualJournalDays } from '../../model/journalKeeping.ts';
import { inDatabase } from '../../services/database/openDatabase.ts';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';
import { purge } from '../../services/purging/purge.ts';
import { columns, type JsonOption, print, printable, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

export function addPurge(program: Command, world: World): void {
  const command = program
    .command('purge')
    .description(
      'Deletes what is over: nonces, sessions, tickets, one-time addresses, and journal rows and origins seen longer ago ' +
        `than a domain keeps them (journalDays; ${usualJournalDays} unless it says so). In small batches, while servers run; ` +
        'refuses while one of them is at it.',
    );
  withJson(command).action(async (options: JsonOption) => {
    const { databaseUrl } = settingsOf(world);
    const holder = `${hostname()}: command line/${process.pid}`;
    const answer = await inDatabase(databaseUrl, (door) => purge(door, { clock: world.clock, holder }));
    if (answer.kind === 'taken') {
      throw new OperatorRefusal(
        `Another process is purging (${printable(answer.holder)}), and one at a time is enough. ` +
          'If that one was killed, a minute must pass.',
      );
    }
    const { purged } = answer;
    const { nonces, launchSessions, relaunches, launches, originProposals, placeDays, failures } = purged;
    const { accountSessions, oneTimeAddresses, launchSamples, selections, givenWords } = purged;
    const rows: [string, number][] = [
      ['nonces', nonces],
      ['launch sessions and tickets', launchSessions],
      ['relaunches', relaunches],
      ['choices of contents', selections],
      ['account sessions', accountSessions],
      ['one-time addresses', oneTimeAddresses],
      ['journal rows', launches],
      ['origins seen', originProposals],
      ['LMS places seen', placeDays],
      ['launches kept for a closer look', launchSamples],
      ['forgiven tries of passwords', failures],
      ['shared words of ended sessions', givenWords],
    ];
    const lines = columns(rows.map(([what, number]) => [`deleted ${what}:`, String(number)]));
    print(world, options, { document: purged, lines });
  });
}
