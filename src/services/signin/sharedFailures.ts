import { clocksApartMs, type FailureStore } from '../../storage/failureStore.ts';

/** Failed sign-ins as all processes and nodes know them, by texts that are kept only as marks. Never throws. */
export interface SharedFailures {
  find(keys: readonly string[]): Promise<readonly ({ failedAt: number; clearAt: number } | undefined)[]>;
  add(failures: readonly Failure[]): Promise<void>;
  forgive(failures: readonly Failure[]): Promise<void>;
}

export interface Failure {
  readonly key: string;
  /** How long forgiving it takes. */
  readonly byMs: number;
}

export interface SharedFailuresParts {
  readonly store: FailureStore;
  readonly markOf: (text: string) => Buffer;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Counting together failed; said once a minute. Each process goes on counting for itself. */
  readonly trouble: (error: unknown) => void;
}

const sayEveryMs = 60_000;

export function sharedFailures({ store, markOf, now, trouble }: SharedFailuresParts): SharedFailures {
  let said = Number.NEGATIVE_INFINITY;

  async function orElse<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (Math.abs(now() - said) >= sayEveryMs) {
        said = now();
        trouble(error);
      }
      return otherwise;
    }
  }

  const marked = (failures: readonly Failure[]) =>
    failures.map(({ key, byMs }) => ({ mark: markOf(key), byMs }));

  return {
    find: (keys) =>
      orElse(async () => {
        const marks = keys.map(markOf);
        const found = await store.find(marks);
        return marks.map((mark) => {
          const kept = found.find((one) => one.mark.equals(mark));
          return kept !== undefined && kept.failedAt <= now() + clocksApartMs ? kept : undefined;
        });
      }, []),
    add: (failures) => orElse(() => store.add(marked(failures), now()), undefined),
    forgive: (failures) => orElse(() => store.forgive(marked(failures)), undefined),
  };
}
