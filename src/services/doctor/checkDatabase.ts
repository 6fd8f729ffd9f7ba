import { existsSync } from 'node:fs';
import type { Secret } from '../../model/secret.ts';
import { readDatabaseUrl } from '../../storage/databaseUrl.ts';
import type { Door } from '../../storage/door.ts';
import { schemaState } from '../../storage/migrating.ts';
import { lastStartFile, missedStart } from '../backup/lastStart.ts';
import { inRawDatabase } from '../database/openDatabase.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { checkKeys } from './checkKeys.ts';
import { type Finding, finding } from './finding.ts';

const clockLimits = { warnMs: 2_000, failMs: 60_000 } as const;

export interface DatabaseToCheck {
  readonly url: Secret;
  readonly rootKeyFile: string;
  readonly sessionKeysFile: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** Database, schema, clock and keys. Makes neither tables nor key files. */
export async function checkDatabase(what: DatabaseToCheck): Promise<Finding[]> {
  const address = readDatabaseUrl(what.url.reveal());
  // Opening it would make it.
  if (address.dialect === 'sqlite' && address.file !== ':memory:' && !existsSync(address.file)) {
    return [finding('database', 'warn', `${address.file} is not there yet; it is made at the first start`)];
  }
  try {
    return await inRawDatabase(what.url, (door) => lookInside(door, what));
  } catch (error) {
    if (!(error instanceof OperatorRefusal)) throw error;
    return [finding('database', 'fail', error.message)];
  }
}

async function lookInside(door: Door, what: DatabaseToCheck): Promise<Finding[]> {
  const { state, missing, unknown } = await schemaState(door);
  const engine = door.dialect === 'sqlite' ? 'SQLite' : 'MySQL or MariaDB';
  const findings = [finding('database', 'ok', `${engine} answers`), schemaFinding(state, missing, unknown)];
  findings.push(await clockFinding(door, what.clock));
  if (state === 'current') {
    findings.push(...(await checkKeys(door, what)));
    findings.push(await pastFinding(door, lastStartFile(what.rootKeyFile)));
  }
  return findings;
}

function schemaFinding(
  state: Awaited<ReturnType<typeof schemaState>>['state'],
  missing: readonly string[],
  unknown: readonly string[],
): Finding {
  if (state === 'current') return finding('schema', 'ok', 'as this version wants it');
  if (state === 'empty') return finding('schema', 'warn', 'empty; its tables are made at the first start');
  if (state === 'behind') {
    return finding('schema', 'fail', `behind by ${missing.length} step(s); run: scripts/tinygate migrate`);
  }
  return finding('schema', 'fail', `newer than this version (${unknown.join(', ')}); run the newer version`);
}

async function pastFinding(door: Door, file: string): Promise<Finding> {
  const missed = await missedStart(door, file);
  if (missed === undefined) return finding('past', 'ok', 'no older than the last start noted here');
  const text = `the database looks older than the last start, ${new Date(missed).toISOString()} by ${file}; if it was restored, run: scripts/tinygate restored`;
  return finding('past', 'warn', text);
}

/** R16: the database tells whole seconds on SQLite, so less than one is no difference. */
async function clockFinding(door: Door, clock: () => number): Promise<Finding> {
  const before = clock();
  const there = await door.databaseTime();
  const here = (before + clock()) / 2;
  const difference = here - there;
  const apart = Math.abs(difference);
  const seconds = `${(difference / 1000).toFixed(1)} s`;
  if (!(apart <= clockLimits.failMs)) {
    return finding('clock', 'fail', `this machine and the database differ by ${seconds}; set both by NTP`);
  }
  if (apart > clockLimits.warnMs) {
    return finding('clock', 'warn', `this machine and the database differ by ${seconds}; set both by NTP`);
  }
  return finding('clock', 'ok', 'this machine and the database agree');
}
