import { describe, expect, test } from '@jest/globals';
import { escape as escapedByDriver, format } from 'mysql2';
import type { SqlValue } from '../../src/storage/door.ts';
import { writtenOut } from '../../src/storage/writtenOut.ts';

const odd: readonly SqlValue[] = [
  null,
  0,
  -1,
  1_763_000_000_000,
  12n,
  '',
  "o'clock",
  '\\',
  "\\'; DROP TABLE nonces; -- ",
  'a ? of its own, ?? and :name',
  '\0\b\t\n\r\x1a"',
  'é \u{1f600} 中',
  Buffer.from([0, 39, 63, 92, 255]),
  Buffer.alloc(0),
];

describe('a statement with its values in its text', () => {
  const places = odd.map(() => '?').join(',');
  const text = `INSERT INTO t (a) VALUES (${places})`;

  test('is what the driver would have made of it', () => {
    const ours = writtenOut({ text, values: odd }, escapedByDriver);
    expect(ours).toBe(format(text, [...odd]).replaceAll("X'", "x'"));
  });

  test('keeps what stands around the places', () => {
    const statement = {
      text: 'UPDATE t SET a = ?, b = (SELECT ? FROM u WHERE c = ?) LIMIT 1',
      values: [1, 'x', null],
    };
    expect(writtenOut(statement, escapedByDriver)).toBe(
      "UPDATE t SET a = 1, b = (SELECT 'x' FROM u WHERE c = NULL) LIMIT 1",
    );
    expect(writtenOut({ text: 'COMMIT', values: [] }, escapedByDriver)).toBe('COMMIT');
  });

  test.each([
    ['one value too few', odd.slice(1)],
    ['one value too many', [...odd, 1]],
  ])('is not made with %s', (_, values) => {
    expect(() => writtenOut({ text, values }, escapedByDriver)).toThrow(RangeError);
  });
});
