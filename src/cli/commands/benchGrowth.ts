import type { Command } from 'commander';
import type { Secret } from '../../model/secret.ts';
import { type GrowthResult, measureGrowth } from '../bench/growth.ts';
import { shown } from '../bench/report.ts';
import { columns, type JsonOption, print, withJson } from '../printing.ts';
import type { World } from '../world.ts';
import { databaseUrl, whole } from './benchArguments.ts';

interface Options extends JsonOption {
  readonly small: Secret;
  readonly full: Secret;
  readonly times: number;
  readonly rounds: number;
}

/** How much slower the database's part of a launch gets with the data, which no figure of whole launches tells apart. */
export function addGrowth(bench: Command, world: World): void {
  const command = bench
    .command('growth')
    .description(
      'Compares the claim of a nonce and the look-up of a link on little and on much data, both made by `bench data`.',
    )
    .requiredOption('--small <url>', 'with little data, say 1,000 links and no nonces', databaseUrl)
    .requiredOption('--full <url>', 'with much', databaseUrl)
    .option('--times <n>', 'of each step in each round', whole(1, 100_000), 1_000)
    .option('--rounds <n>', 'rounds that count', whole(1, 100), 5);
  withJson(command).action(async (options: Options) => {
    const result = await measureGrowth(world, options);
    print(world, options, { document: result, lines: linesOf(result) });
  });
}

function linesOf({ node, cores, database, small, full, steps }: GrowthResult): string[] {
  return [
    `Node.js ${node}, ${cores} cores, ${database}`,
    `${small.links} links and ${small.nonces} nonces against ${full.links} links and ${full.nonces} nonces; medians of rounds, with the least and the most in parentheses`,
    '',
    ...columns([
      ['', 'small, p50 ms', 'full, p50 ms', 'growth'],
      ...Object.entries(steps).map(([name, { smallP50Ms, fullP50Ms, growth }]) => [
        name === 'claim' ? 'nonce claim' : 'look-up',
        shown(smallP50Ms),
        shown(fullP50Ms),
        shown(growth),
      ]),
    ]),
  ];
}
