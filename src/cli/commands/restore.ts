import { resolve } from 'node:path';
import type { Command } from 'commander';
import { restoreBackup } from '../../services/backup/restoreBackup.ts';
import { type JsonOption, print, withJson } from '../printing.ts';
import { progressOn } from '../progress.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';
import { holdings, lostLines } from './backup.ts';
import { restoredLines, untilLaunchesOpen } from './restored.ts';

export function addRestore(program: Command, world: World): void {
  const command = program
    .command('restore')
    .description(
      'Puts a backup into an empty database of either kind, and its uploads back, all or nothing; `restored` is part of it.',
    )
    .argument('<file>', 'what backup has written');
  withJson(command).action(async (file: string, options: JsonOption) => {
    const { databaseUrl, uploadsDir, rootKeyFile, sessionKeysFile } = settingsOf(world);
    const path = resolve(file);
    const progress = progressOn(world.err, world.progressBar);
    const done = await restoreBackup({ file: path, databaseUrl, uploadsDir, clock: world.clock, progress });
    await untilLaunchesOpen(world, done);
    const lines = [
      `Restored ${holdings(done)}.`,
      ...lostLines(done.lost),
      ...restoredLines(done),
      `Now put back ${rootKeyFile} and ${sessionKeysFile}, and run: scripts/tinygate doctor`,
    ];
    print(world, options, { document: done, lines });
  });
}
