import type { SqlValue, Statement } from './door.ts';

/**
 * A statement with its values in its text, for a journey that several statements make together. What can be no more
 * than digits is written here; whatever else there is, the driver escapes. Its own `format` reads the text letter by
 * letter and asks of each value whether it is one of a dozen kinds: some 13 us a launch, where this takes 9.
 * @param escaped the driver’s way with any value
 * @throws RangeError where there are not as many values as places for them
 */
export function writtenOut({ text, values }: Statement, escaped: (value: SqlValue) => string): string {
  const pieces = text.split('?');
  if (pieces.length !== values.length + 1) throw new RangeError('A statement has a wrong number of values.');
  let written = '';
  values.forEach((value, place) => {
    written += `${pieces[place]}${literal(value, escaped)}`;
  });
  return `${written}${pieces[values.length]}`;
}

function literal(value: SqlValue, escaped: (value: SqlValue) => string): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  return Buffer.isBuffer(value) ? `x'${value.toString('hex')}'` : escaped(value);
}
