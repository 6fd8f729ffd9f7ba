import type { Command } from 'commander';
import { provisionFile } from '../../services/provision/applyFile.ts';
import { type JsonOption, print, withJson } from '../printing.ts';
import { resultDocument, resultLines } from '../provisionResult.ts';
import { publicUrlOf, settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

interface Options extends JsonOption {
  readonly dryRun?: true;
}

export function addProvision(program: Command, world: World): void {
  const command = program
    .command('provision')
    .description(
      'Makes and changes the domains, people, courses, link protectors, contents, settings and short URLs of a ' +
        'provision file: all of it or nothing. Running it again changes nothing; it never deletes.',
    )
    .argument('<file>', 'provision file, YAML or JSON')
    .option('--dry-run', 'say what would be made and changed, and change nothing');
  withJson(command).action(async (file: string, options: Options) => {
    const settings = settingsOf(world);
    const result = await provisionFile({
      file,
      dryRun: options.dryRun === true,
      databaseUrl: settings.databaseUrl,
      keyPaths: settings,
      uploadsDir: settings.uploadsDir,
      publicUrl: publicUrlOf(settings),
      clock: world.clock,
      cores: world.cores,
    });
    for (const note of result.notes) world.err(`${note}\n`);
    print(world, options, { document: resultDocument(result), lines: resultLines(result) });
  });
}
