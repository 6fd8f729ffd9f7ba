import { loadCommonPasswords } from '../../crypto/commonPasswords.ts';
import { Passwords } from '../../crypto/passwords.ts';
import type { Secret } from '../../model/secret.ts';
import type { Door } from '../../storage/door.ts';
import { inDatabase, inDatabaseOnTrial } from '../database/openDatabase.ts';
import { type KeyPaths, keysOnTrial, operatorKeys } from '../database/operatorKeys.ts';
import { provision } from './apply.ts';
import { ProvisionRefused, type ProvisionResult } from './applyResult.ts';
import { readProvisionFile } from './readFile.ts';

export interface ProvisionFileParts {
  readonly file: string;
  readonly dryRun: boolean;
  readonly databaseUrl: Secret;
  readonly keyPaths: KeyPaths;
  readonly uploadsDir: string;
  /** The server's own origin. */
  readonly publicUrl: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly cores: number;
}

/**
 * Reads a provision file and applies it to the database of DATABASE_URL. The file is judged first: a faulty one touches
 * neither database nor keys. A dry run leaves no trace, not even tables or key files.
 * @throws ProvisionRefused with every fault and its line; OperatorRefusal
 */
export async function provisionFile(parts: ProvisionFileParts): Promise<ProvisionResult> {
  const { dryRun, databaseUrl, keyPaths, uploadsDir, publicUrl, clock, cores } = parts;
  const read = await readProvisionFile(parts.file, await loadCommonPasswords());
  if (!read.ok) throw new ProvisionRefused(read.faults);
  const open = dryRun ? inDatabaseOnTrial : inDatabase;
  return open(databaseUrl, async (door: Door) => {
    const now = clock();
    const root = await (dryRun ? keysOnTrial(door, keyPaths) : operatorKeys(door, keyPaths, now));
    const passwords = new Passwords({ cores, clock });
    return provision({ door, root, passwords, uploadsDir, publicUrl, now }, read, { dryRun });
  });
}
