import { DatabaseAway } from '../../../src/storage/dialect.ts';
import { type Door, type Sql, withRetries } from '../../../src/storage/door.ts';

/** What goes wrong, and where. */
export interface Fault {
  /** Said before the statement is run; the fault comes at the first whose text or values it fits. */
  readonly at: (statement: string, values: readonly unknown[]) => boolean;
  readonly error: () => Error;
  /** How often; 1 unless said otherwise. */
  readonly times?: number;
}

/** Answers to the COMMIT that never arrive: the transaction counts, and nobody knows. */
export interface LostAnswer {
  readonly afterCommit: () => Error;
  readonly times?: number;
}

export interface FaultyDoor {
  readonly through: (door: Door) => Door;
  /** From now on; none puts everything right. */
  set(fault?: Fault | LostAnswer): void;
  /** Holds the next write back until the answer is called. */
  hold(): () => void;
  /** How many faults there were since `set`. */
  readonly happened: () => number;
}

/** A door that lets everything through but for one fault. */
export function faultyDoor(): FaultyDoor {
  let fault: Fault | LostAnswer | undefined;
  let happened = 0;
  let held: Promise<void> | undefined;

  function isDue({ times = 1 }: { readonly times?: number }): boolean {
    if (happened >= times) return false;
    happened += 1;
    return true;
  }

  function check(text: string, values: readonly unknown[] = []): void {
    if (fault && 'at' in fault && fault.at(text, values) && isDue(fault)) throw fault.error();
  }

  async function waitWhileHeld(): Promise<void> {
    const waitsFor = held;
    held = undefined;
    await waitsFor;
  }

  function loseAnswer(): void {
    if (fault && 'afterCommit' in fault && isDue(fault)) throw fault.afterCommit();
  }

  function speak(sql: Sql): Sql {
    return {
      dialect: sql.dialect,
      rows: async (text, values) => {
        check(text, values);
        return sql.rows(text, values);
      },
      run: async (text, values) => {
        check(text, values);
        return sql.run(text, values);
      },
    };
  }

  return {
    set(next) {
      fault = next;
      happened = 0;
    },
    hold() {
      let release: () => void = () => undefined;
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    happened: () => happened,
    through: (door) => ({
      ...door,
      read: (work) => door.read((sql) => work(speak(sql))),
      async write(work) {
        await waitWhileHeld();
        const result = await door.write((sql) => work(speak(sql)));
        loseAnswer();
        return result;
      },
      async atOnce(statements) {
        await waitWhileHeld();
        await withRetries(async () => {
          for (const { text, values } of statements) check(text, values);
          await door.atOnce(statements);
        });
        loseAnswer();
      },
    }),
  };
}

const lost = () =>
  Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST', fatal: true });

/** As drivers say it, and the door. */
export const errors = {
  deadlock: () => Object.assign(new Error('Deadlock found'), { code: 'ER_LOCK_DEADLOCK', errno: 1213 }),
  busy: () => Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' }),
  lost,
  away: () => new DatabaseAway(lost()),
  full: () => Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' }),
  fault: () => new Error('A fault of ours.'),
};
