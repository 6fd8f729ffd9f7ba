import type { JournalEntry } from '../../storage/journalColumns.ts';
import type { JournalStore } from '../../storage/journalStore.ts';

/**
 * Journal rows of launches that were refused before their nonce counted (R18): anybody can cause them, so they are
 * written apart from good launches, from a bounded queue that drops and counts rather than delays.
 */
export interface RefusalJournal {
  /** Never waits and never fails. */
  note(entry: JournalEntry): void;
  /** As `note`, but never as a row of its own. */
  count(entry: JournalEntry): void;
  /** Writes what is waiting, the counted rows included. */
  flush(): Promise<void>;
}

export interface RefusalJournalOptions {
  readonly journal: JournalStore;
  readonly newReference: () => string;
  /** Called where rows could not be written; they are counted and tried again. */
  readonly trouble: (error: unknown) => void;
  readonly perLink?: number;
  readonly perServer?: number;
  readonly mostWaiting?: number;
  /** Counted rows side by side; what is beyond loses its link, and is counted all the same. */
  readonly mostCounted?: number;
}

const minute = 60_000;
const atOnce = 100;

export function refusalJournal(options: RefusalJournalOptions): RefusalJournal {
  const { journal, newReference, trouble, perLink = 60, perServer = 1_000 } = options;
  const { mostWaiting = 2_000, mostCounted = 2_000 } = options;
  let waiting: JournalEntry[] = [];
  let counted = new Map<string, JournalEntry>();
  let seen = new Map<string, number>();
  let seenOnServer = 0;
  let thisMinute = 0;
  let writing: Promise<void> | undefined;

  function note(entry: JournalEntry): void {
    if (Math.floor(entry.at / minute) !== thisMinute) nextMinute(entry.at);
    const link = String(entry.linkId ?? 'none');
    const ofLink = seen.get(link) ?? 0;
    // Only what is written singly uses the server's share up: a flood on one link leaves the others theirs.
    if (ofLink < perLink && seenOnServer < perServer && waiting.length < mostWaiting) {
      seen.set(link, ofLink + 1);
      seenOnServer += 1;
      waiting.push(entry);
    } else count(entry);
    void write();
  }

  /** One row for all of a link and code. */
  function count(entry: JournalEntry): void {
    const name = `${entry.domainId ?? ''} ${entry.linkId ?? ''} ${entry.code}`;
    const row = counted.get(name);
    if (!row && counted.size >= mostCounted && entry.linkId !== undefined) {
      count(withoutLink(entry));
      return;
    }
    if (row) counted.set(name, { ...row, times: (row.times ?? 1) + (entry.times ?? 1) });
    // One of many addresses would stand for all of them.
    else
      counted.set(name, { ...entry, asked: undefined, times: entry.times ?? 1, reference: newReference() });
  }

  function nextMinute(at: number): void {
    thisMinute = Math.floor(at / minute);
    seen = new Map();
    seenOnServer = 0;
    release();
  }

  /** While those from before wait, for a journal that is stuck, all goes on being counted. */
  function release(): void {
    if (waiting.length >= mostWaiting) return;
    waiting = waiting.concat([...counted.values()]);
    counted = new Map();
  }

  function write(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const entries = waiting.slice(0, atOnce);
      waiting = waiting.slice(atOnce);
      try {
        await journal.addAll(entries);
      } catch (error) {
        trouble(error);
        for (const entry of entries) count(entry);
        return;
      }
    }
  }

  return {
    note,
    count(entry) {
      if (Math.floor(entry.at / minute) !== thisMinute) nextMinute(entry.at);
      count(entry);
      void write();
    },
    async flush() {
      await writing;
      release();
      await write();
    },
  };
}

function withoutLink({ linkId, itemId, courseId, ...rest }: JournalEntry): JournalEntry {
  return rest;
}
