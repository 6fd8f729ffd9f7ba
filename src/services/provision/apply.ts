import type { Passwords } from '../../crypto/passwords.ts';
import type { RootKeys } from '../../crypto/rootKeys.ts';
import { randomShortId } from '../../crypto/shortIds.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { isDuplicate } from '../../storage/dialect.ts';
import type { Door, Unit } from '../../storage/door.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { hashPasswords, keepFiles } from './applyAhead.ts';
import { applyDomain } from './applyDomain.ts';
import { Ledger } from './applyLedger.ts';
import type { Applying } from './applyParts.ts';
import { type ProvisionedDomain, ProvisionRefused, type ProvisionResult } from './applyResult.ts';
import type { FilePath, ProvisionFault } from './faults.ts';
import type { ProvisionPlan } from './plan.ts';
import type { ReadProvision } from './readFile.ts';

export interface ProvisionParts {
  readonly door: Door;
  readonly root: RootKeys;
  readonly passwords: Pick<Passwords, 'hashPassword'>;
  readonly uploadsDir: string;
  /** The server's own origin. */
  readonly publicUrl: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly newShortId?: () => string;
}

/** A file that was read without a fault. */
export type RightFile = Extract<ReadProvision, { ok: true }>;

/** Undoes a dry run's transaction and carries what it would have done out of it. */
class WouldHave extends Error {
  readonly result: ProvisionResult;

  constructor(result: ProvisionResult) {
    super('A dry run is undone.');
    this.result = result;
  }
}

/**
 * Makes and changes what the file asks for, all of it or nothing, in one transaction; deletes nothing. A second run
 * changes nothing. A dry run does the same and is undone.
 * @throws ProvisionRefused with every fault and its line; OperatorRefusal where a key or another process is in the way
 */
export async function provision(
  parts: ProvisionParts,
  file: RightFile,
  { dryRun }: { readonly dryRun: boolean },
): Promise<ProvisionResult> {
  const { plan } = file;
  const faults: ProvisionFault[] = [];
  const files = await keepFiles(plan, { uploadsDir: parts.uploadsDir, dryRun }, (path, message) => {
    faults.push(file.faultAt(path, message));
  });
  if (faults.length > 0) throw new ProvisionRefused(faults);
  const hashes = dryRun ? new Map() : await hashPasswords(parts.door, plan, parts.passwords);
  const { root, publicUrl, now, newShortId = randomShortId } = parts;
  try {
    return await parts.door.unit(async (sql) => {
      const ledger = new Ledger();
      const at = { sql, ledger, root, now, dryRun, publicUrl, newShortId, files, hashes };
      const result = await applyAll(sql, at, { plan, faultAt: file.faultAt });
      if (dryRun) throw new WouldHave(result);
      return result;
    });
  } catch (error) {
    if (error instanceof WouldHave) return error.result;
    if (isDuplicate(error)) {
      throw new OperatorRefusal(
        'Somebody else made the same thing at the same moment. Nothing was applied; run the command again.',
      );
    }
    throw error;
  }
}

async function applyAll(
  sql: Unit,
  at: Applying,
  file: {
    readonly plan: ProvisionPlan;
    readonly faultAt: (path: FilePath, message: string) => ProvisionFault;
  },
): Promise<ProvisionResult> {
  const { ledger, now, dryRun } = at;
  const domains: ProvisionedDomain[] = [];
  for (const domain of file.plan.domains) domains.push(await applyDomain(at, domain));
  if (ledger.faults.length > 0) {
    throw new ProvisionRefused(ledger.faults.map(({ path, message }) => file.faultAt(path, message)));
  }
  await addAudit(sql, ledger.audits, now);
  const { made, changed, unchanged, notes } = ledger;
  return { dryRun, made, changed, unchanged, notes, domains };
}
