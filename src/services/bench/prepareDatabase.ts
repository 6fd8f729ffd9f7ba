import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomSecret } from '../../crypto/randomTokens.ts';
import type { Secret } from '../../model/secret.ts';
import {
  benchDatabase,
  benchOwners,
  databaseProduct,
  forgetKeys,
} from '../../storage/bench/benchDatabase.ts';
import { type BenchLayout, benchDomain, benchKey, titleOf } from '../../storage/bench/layout.ts';
import { type Pile, pilesOf } from '../../storage/bench/piles.ts';
import type { Door } from '../../storage/door.ts';
import { inDatabase, inRawDatabase } from '../database/openDatabase.ts';
import type { KeyPaths } from '../database/operatorKeys.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { provisionFile } from '../provision/applyFile.ts';
import { purge } from '../purging/purge.ts';

export interface BenchParts {
  readonly databaseUrl: Secret;
  /** Numbers that the database must be of; undefined: what it was made for, a small one where it is empty. */
  readonly layout: BenchLayout | undefined;
  /** What an empty one is made for, where no numbers are named; left out: a small one. */
  readonly usual?: BenchLayout;
  /** A folder of this run alone, for its keys. */
  readonly folder: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly cores: number;
  readonly progress: (pile: string, done: number, total: number) => void;
  /** Asked between two transactions: false stops the filling, which a next run goes on with. */
  readonly goOn: () => boolean;
}

export interface Prepared {
  readonly layout: BenchLayout;
  readonly keyPaths: KeyPaths;
  readonly uploadsDir: string;
  /** Of the protector that launches are signed for. */
  readonly secret: Secret;
  readonly database: { readonly name: string; readonly pidFile: string | undefined };
}

/** An exam or two, for whoever names no numbers. */
export const smallLayout: BenchLayout = { links: 1_000, people: 1_000, courses: 100, nonces: 0 };

/**
 * Makes a database ready to be measured on: domain, protector and rows, as far as they are not there yet, and keys for
 * this run.
 * @throws OperatorRefusal for a database with anything else in it, which stays as it is, and for a stop on the way
 */
export async function prepareDatabase(parts: BenchParts): Promise<Prepared> {
  const { databaseUrl, folder, clock, cores } = parts;
  const layout = await inRawDatabase(databaseUrl, (door) => layoutFor(door, parts));
  const secret = randomSecret();
  const keyPaths = {
    rootKeyFile: join(folder, 'root.key'),
    sessionKeysFile: join(folder, 'session.keys'),
  };
  const uploadsDir = join(folder, 'uploads');
  await inDatabase(databaseUrl, forgetKeys);
  const file = join(folder, 'bench.json');
  await writeFile(file, JSON.stringify(provisionDocument(layout, secret)), { mode: 0o600 });
  const publicUrl = 'http://localhost';
  await provisionFile({ file, dryRun: false, databaseUrl, keyPaths, uploadsDir, publicUrl, clock, cores });
  const database = await inDatabase(databaseUrl, async (door) => {
    const owners = await door.read(benchOwners);
    for (const pile of pilesOf(layout, owners)) await fill(door, pile, parts);
    // Else the server would tidy up after the last run while it is measured.
    await purge(door, { clock, holder: 'bench', goOn: parts.goOn, rest: async () => undefined });
    return door.read(databaseProduct);
  });
  return { layout, keyPaths, uploadsDir, secret, database };
}

async function layoutFor(
  door: Door,
  { layout: wanted, usual = smallLayout }: Pick<BenchParts, 'layout' | 'usual'>,
): Promise<BenchLayout> {
  const found = await benchDatabase(door);
  if (found.kind === 'foreign') {
    throw new OperatorRefusal(
      'This database holds something else than data of bench. It would be written full: name an empty one. Nothing was changed.',
    );
  }
  if (found.kind === 'empty') return wanted ?? usual;
  if (wanted !== undefined && titleOf(wanted) !== titleOf(found.layout)) {
    throw new OperatorRefusal(
      `This database was made for other numbers (${titleOf(found.layout)}). Name those, or an empty database.`,
    );
  }
  return found.layout;
}

function provisionDocument(layout: BenchLayout, secret: Secret) {
  const useIdentity = { parameter: 'lis_person_sourcedid', otherwise: 'login' };
  const protectors = [{ name: 'Bench', key: benchKey, secret: secret.reveal(), useIdentity }];
  return { domains: [{ name: benchDomain, title: titleOf(layout), trustLaunchUsernames: true, protectors }] };
}

/** One transaction each: what is committed stays, and its number says where to go on. */
const rowsAtOnce = 4_000;

/** Adds what is missing of a pile, one piece after the other. */
export async function fill(
  door: Door,
  pile: Pile,
  { progress, goOn }: Pick<BenchParts, 'progress' | 'goOn'>,
): Promise<void> {
  let done = await door.read((sql) => pile.there(sql));
  if (done < pile.total) progress(pile.name, done, pile.total);
  while (done < pile.total) {
    if (!goOn()) throw new OperatorRefusal('Interrupted. Run the command again, and it goes on from here.');
    const count = Math.min(rowsAtOnce, pile.total - done);
    await door.write((sql) => pile.add(sql, done, count));
    // SQLite answers without letting go of the thread: nobody would hear Ctrl-C.
    await new Promise((resolve) => setImmediate(resolve));
    done += count;
    progress(pile.name, done, pile.total);
  }
}
