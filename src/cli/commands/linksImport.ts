import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { inFilledDatabase } from '../../services/database/openDatabase.ts';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';
import { importIdsFile } from '../../services/shortUrls/importIdsFile.ts';
import type { JudgedId } from '../../services/shortUrls/judgeIds.ts';
import { columns, count, type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

interface Options extends JsonOption {
  readonly domain: string;
  readonly course: string;
  readonly dryRun?: true;
}

/** Short ids that were given elsewhere, kept in a migration. */
export function addLinksImport(links: Command, world: World): void {
  const command = links
    .command('import')
    .description(
      'Takes over short ids that are printed or used elsewhere: a CSV file with the columns item and id, for one course. ' +
        'All rows or none; the same file again changes nothing.',
    )
    .argument('<file>', 'CSV file, UTF-8')
    .requiredOption('--domain <name>', 'in this domain')
    .requiredOption('--course <id>', 'in this course')
    .option('--dry-run', 'say what would be made, and make nothing');
  withJson(command).action(async (file: string, options: Options) => {
    const { databaseUrl } = settingsOf(world);
    const content = await readFile(file).catch(() => {
      throw new OperatorRefusal(`The file ${file} cannot be read.`);
    });
    const dryRun = options.dryRun === true;
    const { domain, course } = options;
    const result = await inFilledDatabase(databaseUrl, (door) =>
      importIdsFile(door, { domain, course, content, dryRun, now: world.clock() }),
    );
    const { counts, rows, isApplied } = result;
    const faulty = rows.filter(({ verdict }) => verdict === 'fault');
    const document = { domain, course, dryRun, applied: isApplied, ...counts, rows: rows.map(rowOut) };
    const would = dryRun ? 'would be taken over' : 'taken over';
    const lines =
      faulty.length > 0
        ? columns(faulty.map((row) => [`line ${row.line}`, row.item, row.id, row.faults.join(', ')]))
        : [`${count(counts.new, 'short id')} ${would}, ${counts.same} there already.`];
    print(world, options, { document, lines });
    if (faulty.length > 0) {
      const sentence = `${count(faulty.length, 'row')} cannot be taken over. Nothing was applied.`;
      throw new OperatorRefusal(sentence);
    }
  });
}

function rowOut({ line, item, id, verdict, faults }: JudgedId) {
  return { line, item, id, verdict, faults };
}
