import type { Command } from 'commander';
import { type Restored, restored } from '../../services/backup/restored.ts';
import { inFilledDatabase } from '../../services/database/openDatabase.ts';
import { type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

export function addRestored(program: Command, world: World): void {
  const command = program
    .command('restored')
    .description(
      'To be run after the database was restored by any other means: refuses launches signed until now, and ends all ' +
        'sessions, tickets, hand-overs and one-time addresses.',
    );
  withJson(command).action(async (options: JsonOption) => {
    const { databaseUrl } = settingsOf(world);
    const done = await inFilledDatabase(databaseUrl, (door) => restored(door, world.clock()));
    await untilLaunchesOpen(world, done);
    print(world, options, { document: done, lines: restoredLines(done) });
  });
}

/** Less than a second: whoever launches once the command has ended shall not be told that it was too early. */
export async function untilLaunchesOpen({ clock }: World, { notBefore }: Restored): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, notBefore * 1000 - clock())));
}

export function restoredLines({ notBefore, ended }: Restored): string[] {
  const sum = Object.values(ended).reduce((all, number) => all + number, 0);
  return [
    `Launches signed before ${new Date(notBefore * 1000).toISOString()} are refused.`,
    `Sessions, tickets, hand-overs and one-time addresses have ended: ${sum}.`,
  ];
}
