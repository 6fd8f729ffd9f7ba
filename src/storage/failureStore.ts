import type { Dialect } from './dialect.ts';
import type { Door } from './door.ts';
import { padded, places } from './inList.ts';

/** Failures under one mark; times are epoch milliseconds by the clock of whoever wrote them. */
export interface KeptFailures {
  readonly mark: Buffer;
  readonly failedAt: number;
  /** When the last of them is forgiven: each failure moves it on by the time that forgiving one takes. */
  readonly clearAt: number;
}

export interface FailureChange {
  /** 16 bytes that say nothing without a key. */
  readonly mark: Buffer;
  /** By so much later, or earlier, all is forgiven; Infinity, where failures are taken back: all of them. */
  readonly byMs: number;
}

export interface FailureStore {
  find(marks: readonly Buffer[]): Promise<readonly KeptFailures[]>;
  /** One statement; of any number at once each counts. */
  add(failures: readonly FailureChange[], now: number): Promise<void>;
  /** Takes some back. */
  forgive(failures: readonly FailureChange[]): Promise<void>;
}

/** Clocks of nodes differ by less (R16). What lies further ahead was written by a wrong one, and counts as forgiven. */
export const clocksApartMs = 60_000;

export function failureStore(door: Door): FailureStore {
  return {
    find: (marks) =>
      door.read(async (sql) => {
        if (marks.length === 0) return [];
        const rows = await sql.rows<{ mark: Buffer; failed_at: number; expires_at: number }>(
          `SELECT mark, failed_at, expires_at FROM failures WHERE mark IN (${places(marks)})`,
          padded(marks),
        );
        return rows.map(({ mark, failed_at, expires_at }) => ({
          mark,
          failedAt: Number(failed_at),
          clearAt: Number(expires_at),
        }));
      }),
    async add(failures, now) {
      if (failures.length === 0) return;
      const sorted = inOneOrder(failures);
      await door.write((sql) =>
        sql.run(
          adding(sql.dialect, sorted.length),
          sorted.flatMap(({ mark, byMs }) => [mark, now, now + byMs]),
        ),
      );
    },
    async forgive(failures) {
      if (failures.length === 0) return;
      await door.write(async (sql) => {
        for (const { mark, byMs } of inOneOrder(failures)) {
          if (byMs === Number.POSITIVE_INFINITY) await sql.run('DELETE FROM failures WHERE mark = ?', [mark]);
          else await sql.run('UPDATE failures SET expires_at = expires_at - ? WHERE mark = ?', [byMs, mark]);
        }
      });
    },
  };
}

/** Rows are always locked in one order, so that two processes do not block each other crosswise. */
function inOneOrder(failures: readonly FailureChange[]): FailureChange[] {
  return [...failures].sort((one, other) => Buffer.compare(one.mark, other.mark));
}

/**
 * A new row says when it would be clear if it stayed alone; one that is there moves on by as much from where it stands,
 * or from now where that is past or was written by a wrong clock.
 */
function adding(dialect: Dialect, rows: number): string {
  const [mysql, values] = [dialect === 'mysql', Array.from({ length: rows }, () => '(?,?,?)').join(',')];
  const given = (column: string) => (mysql ? `VALUES(${column})` : `excluded.${column}`);
  const [most, end] = [mysql ? 'GREATEST' : 'MAX', mysql ? 'ON DUPLICATE KEY' : 'ON CONFLICT (mark) DO'];
  const from = `CASE WHEN failures.failed_at > ${given('failed_at')} + ${clocksApartMs} THEN 0 ELSE failures.expires_at END`;
  // MySQL changes one column after the other, so the one that is looked at comes last.
  const clear = `expires_at = ${most}(${from}, ${given('failed_at')}) + ${given('expires_at')} - ${given('failed_at')}`;
  return (
    `INSERT INTO failures (mark, failed_at, expires_at) VALUES ${values} ` +
    `${end} UPDATE ${mysql ? '' : 'SET '}${clear}, failed_at = ${given('failed_at')}`
  );
}
