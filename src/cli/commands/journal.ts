import { type Command, InvalidArgumentError } from 'commander';
import { readReference } from '../../model/reference.ts';
import { inDatabase } from '../../services/database/openDatabase.ts';
import { type LaunchOut, launchOut, listLaunches } from '../../services/journal/listLaunches.ts';
import { columns, type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

interface Options extends JsonOption {
  readonly domain?: string;
  readonly course?: string;
  readonly last: number;
  readonly reference?: string;
}

export function addJournal(program: Command, world: World): void {
  const command = program
    .command('journal')
    .description('Lists launches, good and refused, newest first. Times are UTC.')
    .option('--domain <name>', 'those of one domain')
    .option('--course <id>', 'those of one course of that domain')
    .option('--last <n>', 'how many at most', howMany, 50)
    .option('--reference <number>', 'the launch with this reference number', referenceNumber);
  withJson(command).action(async (options: Options) => {
    if (options.course !== undefined && options.domain === undefined) {
      command.error("error: '--course' needs '--domain', because a course id may recur in another domain");
    }
    const { databaseUrl } = settingsOf(world);
    const lines = await inDatabase(databaseUrl, (door) => listLaunches(door, options));
    const launches = lines.map(launchOut);
    print(world, options, { document: { launches }, lines: launchLines(launches) });
  });
}

function howMany(text: string): number {
  const number = Number(text);
  if (/^[0-9]{1,6}$/.test(text) && number >= 1 && number <= 100_000) return number;
  throw new InvalidArgumentError('It must be a whole number from 1 to 100000.');
}

function referenceNumber(text: string): string {
  const reference = readReference(text);
  if (reference === undefined) throw new InvalidArgumentError('A reference number looks like K7F3-9QX2.');
  return reference;
}

function launchLines(launches: readonly LaunchOut[]): string[] {
  if (launches.length === 0) return ['No launches.'];
  const remarks = new Set(launches.flatMap(({ notes }) => notes));
  const explained = Object.entries(explanations).filter(([remark]) => remarks.has(remark));
  return [
    ...columns([
      ['at', 'reference', 'link', 'item', 'protector', 'outcome', 'named', 'person', 'clock', 'remarks'],
      ...launches.map(launchCells),
    ]),
    ...explained.map(([remark, sentence]) => `${remark}: ${sentence}`),
  ];
}

/** Remarks that say too little by themselves. */
const explanations: Readonly<Record<string, string>> = {
  'unsigned-moodle':
    'Moodle sends unsigned launches when key or secret is empty: fill in both in the settings of the External Tool.',
  'new-window':
    'the browser kept no cookie in the frame, or nobody may frame the launch: a button for a window of its own was shown.',
  'next-ignored':
    'custom_next was no item of this course that this launch opens for this person; the launched item was shown.',
  'relaunch-window':
    'the LMS sent the launch again to a frame that keeps no cookies; a button leads to a new window, from where it is asked once more.',
  'relaunch-ignored':
    'relaunch_url was not at an address of the LMS that the launch names or that is approved; the launch went on without it.',
};

function launchCells(launch: LaunchOut): string[] {
  const { protector, clockDifference, times } = launch;
  const remarks = [
    ...launch.tolerated,
    ...launch.notes,
    ...(launch.differs ? ['another person signed in'] : []),
    ...(times > 1 ? [`${times} times`] : []),
  ];
  return [
    launch.at,
    launch.reference,
    launch.domain === null ? '-' : `${launch.domain}/${launch.shortUrl ?? '-'}`,
    launch.item === null ? '-' : `${launch.course}/${launch.item}`,
    protector === null ? '-' : `${protector.owner} ${protector.number}`,
    launch.identity === null ? launch.code : `${launch.code} (${launch.identity})`,
    launch.named ?? '-',
    launch.person ?? '-',
    clockDifference === null ? '-' : `${clockDifference} s`,
    remarks.join(', '),
  ];
}
