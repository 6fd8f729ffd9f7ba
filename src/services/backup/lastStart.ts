import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from '../../crypto/keyFileFault.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import type { Door } from '../../storage/door.ts';
import { noteStart, readPast } from '../../storage/pastStore.ts';

/** Beside the root keys, which are kept apart from the database and do not come back with it. */
export function lastStartFile(rootKeyFile: string): string {
  return join(dirname(rootKeyFile), 'last-start.json');
}

/**
 * The start noted in the file, if the database knows neither it nor a later one, nor was marked as restored since;
 * epoch milliseconds.
 */
export async function missedStart(door: Door, file: string): Promise<number | undefined> {
  // The file first: a server that starts meanwhile tells the database first.
  const noted = await notedStart(file);
  if (noted === undefined) return undefined;
  const { startedAt, notBefore } = await readPast(door);
  return Math.max(startedAt, notBefore * 1000) < noted ? noted : undefined;
}

/**
 * Notes a start in the database and in the file, so that an older copy of the database is noticed at the next one. If
 * this is one, nothing is noted, so that it is said at every start until somebody has seen to it; returns as
 * `missedStart`.
 * @param now epoch milliseconds
 */
export async function noteLastStart(door: Door, file: string, now: number): Promise<number | undefined> {
  const missed = await missedStart(door, file);
  if (missed !== undefined) return missed;
  await noteStart(door, now);
  const draft = `${file}.${randomToken()}.new`;
  try {
    await writeFile(draft, `${JSON.stringify({ startedAt: now })}\n`, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  return undefined;
}

/** What somebody has spoilt counts as nothing; it is written anew at the next start. */
async function notedStart(file: string): Promise<number | undefined> {
  try {
    const { startedAt } = JSON.parse(await readFile(file, 'utf8')) as { readonly startedAt?: unknown };
    return typeof startedAt === 'number' ? startedAt : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
