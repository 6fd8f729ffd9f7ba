import type { Command } from 'commander';
import { columns, type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

export function addSettings(program: Command, world: World): void {
  const command = program
    .command('settings')
    .description('Lists every setting with its value and where that comes from; secrets are masked.');
  withJson(command).action((options: JsonOption) => {
    const settings = world.settingsTable();
    const rows = settings.map(({ name, value, source, meaning }) => [
      name,
      value === '' ? '-' : value,
      source,
      meaning,
    ]);
    print(world, options, {
      document: { settings },
      lines: columns([['setting', 'value', 'from', 'meaning'], ...rows]),
    });
    // The table is of use just when something is wrong with it; then the refusal follows it.
    settingsOf(world);
  });
}
