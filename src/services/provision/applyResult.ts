import type { Secret } from '../../model/secret.ts';
import type { Change } from './applyLedger.ts';
import { faultLine, type ProvisionFault, sortFaults } from './faults.ts';

/** What came of a provision file (contract.md, Provision file). */
export interface ProvisionResult {
  readonly dryRun: boolean;
  readonly made: readonly Change[];
  readonly changed: readonly Change[];
  /** How many things of the file were as it says already. */
  readonly unchanged: number;
  /** Sentences for the operator. */
  readonly notes: readonly string[];
  /** What the file names, as it stands now. */
  readonly domains: readonly ProvisionedDomain[];
}

export interface ProvisionedDomain {
  readonly name: string;
  readonly protectors: readonly ProvisionedProtector[];
  readonly courses: readonly ProvisionedCourse[];
}

export interface ProvisionedProtector {
  readonly name: string;
  readonly number: number;
  /** Null in a dry run that would make one up. */
  readonly key: string | null;
  /** Only where it was made up in this run: shown once, never again. */
  readonly secret?: Secret;
}

export interface ProvisionedCourse {
  readonly id: string;
  readonly protectors: readonly ProvisionedProtector[];
  readonly shortUrls: readonly ProvisionedShortUrl[];
}

/** Nulls in a dry run that would make one up. */
export interface ProvisionedShortUrl {
  readonly item: string;
  readonly id: string | null;
  readonly url: string | null;
  readonly launchUrl: string | null;
}

/** A file that cannot be applied: every fault, with its line. Nothing was changed. */
export class ProvisionRefused extends Error {
  override readonly name = 'ProvisionRefused';
  readonly faults: readonly ProvisionFault[];

  constructor(faults: readonly ProvisionFault[]) {
    const sorted = sortFaults(faults);
    super(sorted.map(faultLine).join('\n'));
    this.faults = sorted;
  }
}
