import type { Secret } from '../../model/secret.ts';
import { addOldNonces, benchOwners } from '../../storage/bench/benchDatabase.ts';
import { pause } from '../../storage/door.ts';
import { openDoor } from '../../storage/openDoor.ts';
import { type PurgeParts, purge } from '../purging/purge.ts';

/** A process that purges while another one serves launches. */
export interface OldNonces {
  /** Puts outdated nonces into the database until there are so many. `now` in epoch milliseconds. */
  fill(rows: number, now: number): Promise<void>;
  /** Purges as a server does until nothing is left or it is told to stop; returns how many nonces went. */
  purge(parts: Pick<PurgeParts, 'clock' | 'goOn'>): Promise<number>;
  close(): Promise<void>;
}

const rowsAtOnce = 4_000;

export function openOldNonces(databaseUrl: Secret): OldNonces {
  const door = openDoor(databaseUrl.reveal());
  let there = 0;
  return {
    async fill(rows, now) {
      const { protectorId } = await door.read(benchOwners);
      while (there < rows) {
        const count = Math.min(rowsAtOnce, rows - there);
        await door.write((sql) => addOldNonces(sql, { protectorId, count, now }));
        there += count;
      }
    },
    async purge(parts) {
      for (;;) {
        const answer = await purge(door, { ...parts, holder: 'bench' });
        if (answer.kind === 'purged') {
          there -= answer.purged.nonces;
          return answer.purged.nonces;
        }
        // The server does it itself, every ten minutes.
        if (parts.goOn?.() === false) return 0;
        await pause(100);
      }
    },
    close: () => door.close(),
  };
}
