export interface LaterOptions<Seen> {
  /** Hands over what waits, which waits no more. */
  readonly take: () => readonly Seen[];
  readonly keep: (seen: readonly Seen[]) => Promise<void>;
  readonly trouble: (error: unknown) => void;
  /** Calls `work` once, so many milliseconds from now; left out: a timer that does not keep the process alive. */
  readonly later?: ((work: () => void, ms: number) => void) | undefined;
}

export interface WrittenLater {
  /** Something waits now. Never waits and never fails. */
  plan(): void;
  /** Keeps what is waiting. */
  flush(): Promise<void>;
}

const everyMs = 3_000;

/** Writes what launches leave to be written after their answer: every few seconds at most, one after the other. */
export function writtenLater<Seen>({
  take,
  keep,
  trouble,
  later = withTimer,
}: LaterOptions<Seen>): WrittenLater {
  let planned = false;
  let writing: Promise<void> | undefined;

  async function flush(): Promise<void> {
    await writing;
    const seen = take();
    if (seen.length === 0) return;
    writing = keep(seen)
      .catch(trouble)
      .finally(() => {
        writing = undefined;
      });
    await writing;
  }

  return {
    plan() {
      if (planned) return;
      planned = true;
      later(() => {
        planned = false;
        void flush();
      }, everyMs);
    },
    flush,
  };
}

/** Without keeping the process alive. */
function withTimer(work: () => void, ms: number): void {
  setTimeout(work, ms).unref();
}
