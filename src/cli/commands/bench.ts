import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Secret } from '../../model/secret.ts';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';
import { type BenchResult, makeBenchData, runBenchmark } from '../bench/benchmark.ts';
import { benchPages } from '../bench/benchPages.ts';
import { type PagesResult, pagesLines } from '../bench/pagesReport.ts';
import { reportLines } from '../bench/report.ts';
import { usualVariants, type VariantName, variantNames } from '../bench/rounds.ts';
import { count, type JsonOption, print, withJson } from '../printing.ts';
import type { World } from '../world.ts';
import { databaseUrl, whole } from './benchArguments.ts';
import { addGrowth } from './benchGrowth.ts';

interface Options extends JsonOption {
  readonly launches: number;
  readonly shortUrls: number;
  readonly warmUp: number;
  readonly rounds: number;
  readonly concurrency: number;
  readonly flood: number;
  readonly warm?: true;
  readonly cold?: true;
  readonly both?: true;
  readonly only: readonly VariantName[];
  readonly database?: Secret;
  readonly logLevel: string;
  readonly profile?: string;
  readonly pages?: true;
  readonly rows: number;
  readonly requests: number;
}

interface DataOptions extends JsonOption {
  readonly links: number;
  readonly people: number;
  readonly courses: number;
  readonly nonces: number;
  readonly database: Secret;
}

const aboutDatabase =
  'sqlite:FILE or mysql://user:password@host:port/database; must be empty or made by bench, and is written full';

export function addBench(program: Command, world: World): void {
  const command = program
    .command('bench')
    .description(
      'Measures launches and short URLs on a server of its own, beside bare Koa and Koa with one durable insert.',
    )
    .option('--launches <n>', 'launches in each round', whole(1, 50_000), 4_000)
    .option('--short-urls <n>', 'short URLs in each round', whole(1, 200_000), 4_000)
    .option('--warm-up <n>', 'of each kind before the first round', whole(1, 50_000), 2_000)
    .option('--rounds <n>', 'rounds that count', whole(1, 100), 5)
    .option('--concurrency <n>', 'connections at once', whole(1, 1_000), 32)
    .option(
      '--flood <n>',
      'connections that send forged half megabytes while launches are measured again',
      whole(0, 200),
      0,
    )
    .option('--warm', 'the same thousand people and links again and again (default)')
    .option('--cold', 'any of all people and links')
    .option('--both', 'one after the other, each on a server newly started')
    .option('--database <url>', `${aboutDatabase}; default: a SQLite file that is thrown away`, databaseUrl)
    .option(
      '--only <names>',
      `of ${variantNames.join(', ')}, with commas between`,
      variantsFrom,
      usualVariants,
    )
    .option('--pages', 'measures the pages of coordinators instead')
    .option('--rows <n>', 'with --pages: launches in the journal', whole(1, 100_000_000), 10_000_000)
    .option('--requests <n>', 'with --pages: how often each page is asked for', whole(1, 10_000), 50)
    .option('--log-level <level>', 'LOG_LEVEL of the server', 'info')
    .option('--profile <folder>', 'where the server leaves a CPU profile of each run', (path) =>
      resolve(path),
    );
  withJson(command).action(async (options: Options) => {
    if (options.pages === true) {
      const { rows, requests, logLevel, database } = options;
      const pages = await benchPages(world, { rows, requests, logLevel, databaseUrl: database });
      print(world, options, { document: pages, lines: pagesLines(pages) });
      return refuseMissingPages(pages);
    }
    const { launches, shortUrls, warmUp, rounds, concurrency, flood, logLevel } = options;
    const isBoth = options.both === true || (options.warm === true && options.cold === true);
    const caches = isBoth
      ? (['warm', 'cold'] as const)
      : options.cold
        ? (['cold'] as const)
        : (['warm'] as const);
    const result = await runBenchmark(world, {
      launches,
      shortUrls,
      warmUp,
      rounds,
      concurrency,
      flood,
      caches,
      variants: options.only,
      databaseUrl: options.database,
      logLevel,
      profileFolder: options.profile,
    });
    print(world, options, { document: result, lines: reportLines(result) });
    refuseWrongAnswers(result);
  });

  const data = command
    .command('data')
    .description('Makes the data that bench measures on. Interrupted, it goes on when it is run again.')
    .requiredOption('--database <url>', aboutDatabase, databaseUrl)
    .option(
      '--links <n>',
      'items with a short URL, at least as many as courses',
      whole(1, 50_000_000),
      1_000_000,
    )
    .option('--people <n>', 'students, each in ten courses', whole(1, 10_000_000), 100_000)
    .option('--courses <n>', 'courses', whole(1, 1_000_000), 10_000)
    .option('--nonces <n>', 'spent nonces', whole(0, 100_000_000), 10_000_000);
  withJson(data).action(async (options: DataOptions) => {
    const { links, people, courses, nonces } = options;
    if (links < courses)
      throw new OperatorRefusal('Each course needs a link: --links must not be below --courses.');
    const { layout, database } = await makeBenchData(world, options.database, {
      links,
      people,
      courses,
      nonces,
    });
    const made = `${layout.links} links, ${layout.people} people, ${layout.courses} courses and ${layout.nonces} nonces`;
    print(world, options, {
      document: { database: database.name, data: layout },
      lines: [`${database.name} holds ${made}.`],
    });
  });
  addGrowth(command, world);
}

/** A fast answer that is not the right one is worth nothing. */
function refuseWrongAnswers({ runs }: BenchResult): void {
  const wrong = runs
    .flatMap(({ variants }) => Object.values(variants))
    .reduce((sum, figures) => sum + figures.wrong, 0);
  if (wrong > 0)
    throw new OperatorRefusal(`${count(wrong, 'answer was', 'answers were')} not what had to come.`);
}

/** What is not there is answered quickly, and says nothing of the page. */
function refuseMissingPages({ pages }: PagesResult): void {
  const missing = pages.filter(({ status }) => status >= 400);
  if (missing.length === 0) return;
  const said = missing.map(({ page, as, status }) => `${page} (${as}: ${status})`).join(', ');
  throw new OperatorRefusal(`${count(missing.length, 'page was', 'pages were')} not shown: ${said}`);
}

function variantsFrom(text: string): VariantName[] {
  return text.split(',').map((word) => {
    const name = variantNames.find((one) => one === word);
    if (name === undefined) throw new InvalidArgumentError(`It knows ${variantNames.join(', ')}.`);
    return name;
  });
}
