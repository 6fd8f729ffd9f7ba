import type { Command } from 'commander';
import { inDatabase } from '../../services/database/openDatabase.ts';
import { journalKeptDays, purge } from '../../services/purging/purge.ts';
import { columns, type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

export function addPurge(program: Command, world: World): void {
  const command = program
    .command('purge')
    .description(
      'Deletes what is over: nonces, sessions, tickets, one-time addresses, and journal rows and origins seen more than ' +
        `${journalKeptDays} days ago. In small batches; servers may run meanwhile.`,
    );
  withJson(command).action(async (options: JsonOption) => {
    const { databaseUrl } = settingsOf(world);
    const purged = await inDatabase(databaseUrl, (door) => purge(door, world.clock()));
    const { nonces, launchSessions, relaunches, launches, originProposals } = purged;
    const { accountSessions, oneTimeAddresses } = purged;
    const rows: [string, number][] = [
      ['nonces', nonces],
      ['launch sessions and tickets', launchSessions],
      ['relaunches', relaunches],
      ['account sessions', accountSessions],
      ['one-time addresses', oneTimeAddresses],
      ['journal rows', launches],
      ['origins seen', originProposals],
    ];
    const lines = columns(rows.map(([what, number]) => [`deleted ${what}:`, String(number)]));
    print(world, options, { document: purged, lines });
  });
}
