import type { Command } from 'commander';
import { inDatabase } from '../../services/database/openDatabase.ts';
import { readDocument } from '../../services/provision/document.ts';
import { exportDomain } from '../../services/provision/exportDomain.ts';
import { provisionFileName, writeExport } from '../../services/provision/exportFiles.ts';
import { count, type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

interface Options extends JsonOption {
  readonly out?: string;
}

export function addExport(program: Command, world: World): void {
  const command = program
    .command('export')
    .description(
      'Writes a domain as a provision file: without secrets, shared words and passwords, with the numbers of link ' +
        'protectors and the short ids. `provision` takes it again.',
    )
    .argument('<domain>', 'name of the domain')
    .option(
      '--out <folder>',
      `a new folder for ${provisionFileName} and the files; else the file is printed alone`,
    );
  withJson(command).action(async (domain: string, options: Options) => {
    const { databaseUrl, uploadsDir } = settingsOf(world);
    const { text, files, notes } = await inDatabase(databaseUrl, (door) => exportDomain(door, domain));
    for (const note of notes) world.err(`${note}\n`);
    if (options.out === undefined) {
      if (files.length > 0)
        world.err(`${count(files.length, 'file is', 'files are')} left out; add --out FOLDER.\n`);
      if (options.json) world.out(`${JSON.stringify(readDocument(text).value, null, 2)}\n`);
      else world.out(text);
      return;
    }
    await writeExport(options.out, { text, files, uploadsDir });
    const document = { domain, folder: options.out, file: provisionFileName, files: files.length };
    const lines = [`Wrote ${provisionFileName} and ${count(files.length, 'file')} into ${options.out}.`];
    print(world, options, { document, lines });
  });
}
