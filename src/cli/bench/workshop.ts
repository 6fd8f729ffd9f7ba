import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';

/** What a run has made; all of it goes at the end, also after Ctrl-C. */
export interface Workshop {
  readonly folder: string;
  readonly started: Set<{ end(): void }>;
  readonly interrupted: () => boolean;
}

/** A folder and processes for one run. */
export async function inWorkshop<Result>(work: (shop: Workshop) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'tinygate-bench-'));
  const started = new Set<{ end(): void }>();
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    for (const one of started) one.end();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work({ folder, started, interrupted: () => interrupted });
  } catch (error) {
    if (!interrupted || error instanceof OperatorRefusal) throw error;
    throw new OperatorRefusal('Interrupted.');
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    for (const one of started) one.end();
    // Who was just ended may not be through with its files.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
