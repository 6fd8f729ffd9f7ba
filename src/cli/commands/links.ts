import type { Command } from 'commander';
import { inFilledDatabase } from '../../services/database/openDatabase.ts';
import { drawShortIds } from '../../services/shortUrls/drawShortIds.ts';
import { makeInDomain } from '../../services/shortUrls/makeInDomain.ts';
import { count, type JsonOption, print, withJson } from '../printing.ts';
import { progressOn } from '../progress.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';
import { addLinksImport } from './linksImport.ts';

interface Options extends JsonOption {
  readonly domain: string;
  readonly course?: string;
}

/** Short URLs by the command line. */
export function addLinks(program: Command, world: World): void {
  const links = program.command('links').description('Short URLs of a domain.');
  addLinksImport(links, world);
  const make = links
    .command('make')
    .description(
      'Gives every item that has none a short URL, in all courses that are not archived. Safe to run twice, and to go ' +
        'on with after it was stopped.',
    )
    .requiredOption('--domain <name>', 'in this domain')
    .option('--course <id>', 'only in this course');
  withJson(make).action(async (options: Options) => {
    const { databaseUrl } = settingsOf(world);
    const tell = progressOn(world.err, world.progressBar);
    const newShortId = await drawShortIds();
    const courses = await inFilledDatabase(databaseUrl, (door) =>
      makeInDomain(door, {
        domain: options.domain,
        course: options.course,
        now: world.clock(),
        newShortId,
        progress: (done, total) => total > 0 && tell('short URLs', done, total),
      }),
    );
    const made = courses.reduce((sum, one) => sum + one.made, 0);
    const lines = [
      ...courses.filter((one) => one.made > 0).map((one) => `${one.course}: ${one.made}`),
      `${count(made, 'short URL was', 'short URLs were')} made in ${count(courses.length, 'course')}.`,
    ];
    print(world, options, { document: { domain: options.domain, made, courses }, lines });
  });
}
