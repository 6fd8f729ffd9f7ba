import type { Command } from 'commander';
import { bringUp, type Migrated, schemaState, takeBack } from '../../services/database/migrate.ts';
import { inRawDatabase } from '../../services/database/openDatabase.ts';
import { count, type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

interface Options extends JsonOption {
  readonly status?: true;
  readonly down?: true;
}

export function addMigrate(program: Command, world: World): void {
  const command = program
    .command('migrate')
    .description("Brings the database's schema up to date. Make a backup before.")
    .option('--status', 'say how the schema stands and change nothing')
    .option('--down', 'take the last step back, WITH THE DATA that it brought');
  withJson(command).action(async (options: Options) => {
    if (options.status && options.down)
      command.error("error: '--status' and '--down' are two different things");
    const { databaseUrl } = settingsOf(world);
    await inRawDatabase(databaseUrl, async (door) => {
      if (options.status) {
        const state = await schemaState(door);
        print(world, options, { document: state, lines: statusLines(state) });
        return;
      }
      const migrated = await (options.down ? takeBack : bringUp)(door);
      print(world, options, { document: migrated, lines: migratedLines(migrated, options) });
    });
  });
}

function statusLines({ state, missing, unknown }: Awaited<ReturnType<typeof schemaState>>): string[] {
  const sentences = {
    empty: 'The database is empty.',
    current: 'The schema is up to date.',
    behind: `The schema is behind by ${count(missing.length, 'step')}.`,
    newer: `The schema is newer than this version by ${count(unknown.length, 'step')}.`,
  };
  const steps = [
    ...missing.map((step) => `  missing: ${step}`),
    ...unknown.map((step) => `  unknown: ${step}`),
  ];
  return [sentences[state], ...steps];
}

function migratedLines({ steps }: Migrated, { down }: Options): string[] {
  if (steps.length === 0) return ['The schema is up to date; there was nothing to do.'];
  return steps.map((step) => `${down ? 'Taken back' : 'Taken'}: ${step}`);
}
