import { resolve } from 'node:path';
import type { Command } from 'commander';
import { makeBackup } from '../../services/backup/makeBackup.ts';
import { inFilledDatabase } from '../../services/database/openDatabase.ts';
import { count, type JsonOption, print, withJson } from '../printing.ts';
import { progressOn } from '../progress.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

export function addBackup(program: Command, world: World): void {
  const command = program
    .command('backup')
    .description(
      'Writes database and uploads into one new file, while servers run. The key files are not in it: keep them elsewhere.',
    )
    .argument('<file>', 'where to; never overwritten');
  withJson(command).action(async (file: string, options: JsonOption) => {
    const { databaseUrl, uploadsDir, rootKeyFile, sessionKeysFile } = settingsOf(world);
    const path = resolve(file);
    const progress = progressOn(world.err, world.progressBar);
    const made = await inFilledDatabase(databaseUrl, (door) =>
      makeBackup(door, { file: path, uploadsDir, now: world.clock(), progress }),
    );
    const lines = [
      `${path} holds ${holdings(made)}.`,
      `Not in it, on purpose: ${rootKeyFile} and ${sessionKeysFile}. Without the first no secret opens.`,
      ...lostLines(made.lost),
    ];
    print(world, options, { document: { file: path, ...made }, lines });
  });
}

export function holdings(what: {
  readonly rows: Readonly<Record<string, number>>;
  readonly uploads: number;
}): string {
  const rows = Object.values(what.rows).reduce((sum, number) => sum + number, 0);
  const tables = Object.keys(what.rows).length;
  return `${count(rows, 'row')} of ${count(tables, 'table')} and ${count(what.uploads, 'upload')}`;
}

export function lostLines(lost: readonly string[]): string[] {
  return lost.map((hash) => `WARNING: the upload ${hash} was missing or damaged and is not in the backup.`);
}
