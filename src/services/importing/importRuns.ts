import { type Import, stepImport } from '../../storage/importStore.ts';
import { applyImport } from './applyImport.ts';
import type { Importer, ImportParts } from './importParts.ts';
import { beginImport, type HandedIn, readImport, Stopped, type Work } from './readImport.ts';
import { sweepImports } from './sweepImports.ts';

/** Imports under way in this process. */
export interface ImportRuns {
  /** Begins to read an archive, and comes back when it is read or after a moment. Answers the import's number. */
  handIn(handed: HandedIn): Promise<number>;
  /** Begins to apply an import as it was looked at; false where it is not the one that was looked at any more. */
  apply(by: Importer, one: Pick<Import, 'id' | 'mark'>): Promise<boolean>;
  /** Cleans up after others. */
  sweep(): Promise<void>;
  /** Nothing new is begun; resolves when what is under way has stopped. */
  stop(): Promise<void>;
}

/** So long somebody waits for the next page, which small archives are then on. */
const patienceMs = 1_500;

export function importRuns(parts: ImportParts): ImportRuns {
  const running = new Map<number, Promise<void>>();
  let isStopped = false;
  const goOn = () => {
    if (isStopped) throw new Stopped();
  };

  async function start(id: number, work: (work: Work) => Promise<void>, by: Importer): Promise<void> {
    const run = work({ by, id, goOn })
      .catch(parts.trouble)
      .finally(() => running.delete(id));
    running.set(id, run);
    await withPatience(run);
  }

  return {
    async handIn(handed) {
      const id = await beginImport(parts, handed);
      await start(id, (work) => readImport(parts, work), handed.by);
      return id;
    },
    async apply(by, { id, mark }) {
      const { now } = parts;
      const isOurs = await parts.door.write((sql) =>
        stepImport(sql, { id, from: 'ready', mark }, { state: 'applying', now: now() }),
      );
      if (isOurs) await start(id, (work) => applyImport(parts, work), by);
      return isOurs;
    },
    sweep: () => sweepImports(parts, (id) => running.has(id)),
    async stop() {
      isStopped = true;
      await Promise.all(running.values());
    },
  };
}

/** Until it is done, or patience is over. */
async function withPatience(run: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([run, over]);
  clearTimeout(timer);
}
