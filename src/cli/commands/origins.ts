import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CheckMode } from '../../model/protector.ts';
import { inDatabase } from '../../services/database/openDatabase.ts';
import { changeOrigins, type OriginChange } from '../../services/origins/changeOrigins.ts';
import {
  daysLooked,
  enforceSentence,
  listOrigins,
  type OriginState,
} from '../../services/origins/originState.ts';
import { count, type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

interface Options extends JsonOption {
  readonly domain?: string;
  readonly course?: string;
  readonly protector?: number;
  readonly approve?: string;
  readonly check?: CheckMode;
  readonly yes?: true;
}

export function addOrigins(program: Command, world: World): void {
  const command = program
    .command('origins')
    .description(
      'Lists, for each link protector, the origins of the LMS that are approved and those that launches propose; ' +
        'approves one of these, or chooses what becomes of launches from elsewhere. Times are UTC.',
    )
    .option('--domain <name>', 'those of one domain')
    .option('--course <id>', 'those of one course of that domain')
    .option(
      '--protector <number>',
      'this one: of the course, or without --course of the domain',
      protectorNumber,
    )
    .addOption(new Option('--approve <origin>', 'approve a proposed origin').conflicts('check'))
    .addOption(
      new Option('--check <mode>', 'what becomes of launches from elsewhere').choices([
        'off',
        'warn',
        'enforce',
      ]),
    )
    .option('--yes', 'choose enforce although it would have refused good launches');
  withJson(command).action(async (options: Options) => {
    const { domain, course, protector: number, approve, check } = options;
    if (course !== undefined && domain === undefined) {
      command.error("error: '--course' needs '--domain', because a course id may recur in another domain");
    }
    const change = changeAsked(options);
    const { databaseUrl } = settingsOf(world);
    const now = world.clock();
    if (change === undefined) {
      const all = await inDatabase(databaseUrl, (door) => listOrigins(door, { domain, course }, now));
      const isAsked = (one: OriginState) =>
        number === undefined || (one.number === number && (course !== undefined || one.course === null));
      const states = all.filter(isAsked);
      const lines = states.length === 0 ? ['No link protectors.'] : states.flatMap(stateLines);
      print(world, options, { document: { protectors: states.map(stateOut) }, lines });
      return;
    }
    if (domain === undefined || number === undefined) {
      const option = approve === undefined ? `--check ${check}` : '--approve';
      return command.error(`error: '${option}' needs '--domain' and '--protector'`);
    }
    const asked = { domain, course, number, change };
    const by = { actor: 'command line', now };
    const { changed, state } = await inDatabase(databaseUrl, (door) => changeOrigins(door, asked, by));
    const first = changed ? 'Changed:' : 'It was so already:';
    const lines = [first, ...stateLines(state)];
    print(world, options, { document: { changed, protector: stateOut(state) }, lines });
  });
}

function protectorNumber(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be the number of a link protector, 1 or more.');
}

function changeAsked({ approve, check, yes }: Options): OriginChange | undefined {
  if (approve !== undefined) return { kind: 'approve', origin: approve };
  return check && { kind: 'check', mode: check, confirmed: yes === true };
}

function stateLines(state: OriginState): string[] {
  const { domain, course, number, name, originCheck, approved, proposed, notFramable } = state;
  const owner = course === null ? domain : `${domain}/${course}`;
  return [
    `${owner}, link protector ${number}: ${name}`,
    `  approved: ${approved.length === 0 ? 'none; each launch may be framed by the origin of its return URL' : approved.join(', ')}`,
    ...proposed.map(
      ({ origin, people, lastAt }) =>
        `  proposed: ${origin} by ${count(people, 'person', 'people')}, last ${day(lastAt)}`,
    ),
    ...notFramable.map(
      ({ origin, launches, lastAt }) =>
        `  may not show launches in a frame: ${origin}, ${count(launches, 'launch', 'launches')} in ${daysLooked} days, last ${day(lastAt)}`,
    ),
    // Some LMSs have hosts that no launch shows: Open edX puts the frame of one host into the pages of another.
    ...(approved.length === 0
      ? []
      : [
          '  Hosts whose pages only lie around these (Open edX has two) show in no launch: add them to origins in a provision file.',
        ]),
    `  check: ${originCheck}. ${enforceSentence(state.launches)}`,
  ];
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function stateOut({ proposed, launches, notFramable, number, name, domain, course, ...rest }: OriginState) {
  const timed = <Seen extends { readonly lastAt: number }>({ lastAt, ...seen }: Seen) => ({
    ...seen,
    lastAt: new Date(lastAt).toISOString(),
  });
  return {
    domain,
    course,
    number,
    name,
    ...rest,
    proposed: proposed.map(({ firstAt, ...one }) => ({
      ...timed(one),
      firstAt: new Date(firstAt).toISOString(),
    })),
    launches: { days: daysLooked, ...launches, refusedFrom: launches.refusedFrom.map(timed) },
    notFramable: notFramable.map(timed),
  };
}
