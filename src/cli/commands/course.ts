import type { Command } from 'commander';
import { copyCourse } from '../../services/courses/copyCourse.ts';
import { inFilledDatabase } from '../../services/database/openDatabase.ts';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';
import { commandLine } from '../../services/provision/applyLedger.ts';
import { drawShortIds } from '../../services/shortUrls/drawShortIds.ts';
import { count, type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

interface Options extends JsonOption {
  readonly domain: string;
  readonly from: string;
  readonly to: string;
  readonly title: string;
  readonly links: boolean;
}

/** Courses by the command line. */
export function addCourse(program: Command, world: World): void {
  const course = program.command('course').description('Courses of a domain.');
  const copy = course
    .command('copy')
    .description(
      'Makes a course of another one: contents, deep-link settings, link protectors without their secrets, and new ' +
        'short URLs. People, launches and shared words stay behind. All of it or nothing.',
    )
    .requiredOption('--domain <name>', 'in this domain')
    .requiredOption('--from <id>', 'the course that there is')
    .requiredOption('--to <id>', 'the course to be')
    .requiredOption('--title <name>', 'what the new course is called')
    .option('--no-links', 'without short URLs');
  withJson(copy).action(async (options: Options) => {
    const { databaseUrl } = settingsOf(world);
    const { domain, from, to, title, links } = options;
    const newShortId = await drawShortIds();
    const copying = { domain, from, course: to, title, links, newShortId };
    const result = await inFilledDatabase(databaseUrl, (door) =>
      copyCourse(door, { ...copying, actor: commandLine, now: world.clock() }),
    );
    if (result.kind === 'faults')
      throw new OperatorRefusal(
        `Nothing was copied: ${result.faults.map((fault) => sentences[fault]).join('; ')}.`,
      );
    const { numbers } = result;
    const lines = [
      `${from} was copied to ${to}: ${count(numbers.items, 'item')}, ${count(numbers.settings, 'setting')}, ` +
        `${count(numbers.links, 'short URL')}, ${count(numbers.protectors, 'link protector')}.`,
      ...(numbers.protectors > 0 ? ['The link protectors have no secret yet and verify nothing.'] : []),
      ...(numbers.leftOut > 0 ? [`Left out: ${count(numbers.leftOut, 'setting')} for one person.`] : []),
    ];
    print(world, options, { document: { domain, from, to, ...numbers }, lines });
  });
}

const sentences = {
  'no-from': 'no course is named to copy from',
  'unknown-from': 'there is no such domain or course to copy from',
  'no-id': 'the new course needs an id',
  'bad-id': 'the new course cannot have this id',
  'taken-id': 'there is a course with the new id already',
  'no-title': 'the new course needs a title',
  'long-title': 'the title is longer than 200 characters',
  'no-person': 'there is no such person',
} as const;
