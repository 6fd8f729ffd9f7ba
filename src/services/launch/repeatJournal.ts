import type { JournalEntry } from '../../storage/journalColumns.ts';
import type { JournalStore } from '../../storage/journalStore.ts';
import type { NonceClaim } from '../../storage/launchStore.ts';
import type { RefusalJournal } from './refusalJournal.ts';

/**
 * Journal rows of correctly signed launches that spend no nonce: repeated, replayed, too old or too early. Each form has
 * a few rows a minute of its own; one that is sent again and again is counted beyond them, as refusals are (R18), so
 * that whoever holds a single old form cannot fill the journal. Other forms keep theirs: their sender is known, and
 * no flood keeps them out.
 */
export interface RepeatJournal {
  add(entry: JournalEntry, nonce: NonceClaim): Promise<void>;
}

export interface RepeatJournalOptions {
  readonly journal: Pick<JournalStore, 'add'>;
  readonly refusals: Pick<RefusalJournal, 'count'>;
  readonly perForm?: number;
  /** Forms that are told from each other in a minute; all beyond are counted. */
  readonly mostForms?: number;
}

const minute = 60_000;

export function repeatJournal(options: RepeatJournalOptions): RepeatJournal {
  const { journal, refusals, perForm = 10, mostForms = 20_000 } = options;
  let thisMinute = 0;
  let seen = new Map<string, number>();

  function isSingle(at: number, { protectorId, timestamp, hash }: NonceClaim): boolean {
    if (Math.floor(at / minute) !== thisMinute) {
      thisMinute = Math.floor(at / minute);
      seen = new Map();
    }
    const name = `${protectorId} ${timestamp} ${hash.toString('base64')}`;
    const times = seen.get(name) ?? 0;
    if (times >= perForm || (times === 0 && seen.size >= mostForms)) return false;
    seen.set(name, times + 1);
    return true;
  }

  return {
    async add(entry, nonce) {
      if (isSingle(entry.at, nonce)) await journal.add(entry);
      else refusals.count(entry);
    },
  };
}
