import type { CsvFault, CsvPlan } from './csvIn.ts';

/** Which cell of a row belongs to which column. */
export interface CsvHead<Column extends string> {
  /** Every column that the file has, and its place in a row. */
  readonly places: ReadonlyMap<Column, number>;
  readonly unknown: readonly string[];
  /** How many headings there are. */
  readonly width: number;
}

/** Finds the columns by their headings, in whatever order they stand. */
export function headOf<Column extends string>(
  cells: readonly string[],
  { columns, required }: CsvPlan<Column>,
): CsvHead<Column> | CsvFault {
  const known = new Map<string, Column>();
  for (const name of Object.keys(columns) as Column[])
    for (const heading of [name, ...columns[name]]) known.set(plain(heading), name);
  const places = new Map<Column, number>();
  const unknown: string[] = [];
  for (const [place, cell] of cells.entries()) {
    const column = known.get(plain(cell));
    if (column === undefined) {
      if (cell !== '') unknown.push(cell);
      continue;
    }
    if (places.has(column)) return { what: 'repeated-column', column };
    places.set(column, place);
  }
  const missing = required.filter((column) => !places.has(column));
  if (missing.length > 0) return { what: 'missing-columns', columns: missing };
  return { places, unknown, width: cells.length };
}

function plain(heading: string): string {
  return heading
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s._-]/g, '');
}

const separators = [',', ';', '\t'] as const;

/** The separator that makes headings of the first line that we know; of several, the one that occurs most. */
export function separatorOf(text: string, headings: readonly string[]): string {
  const first = text.replace(/^\s+/, '').split(/[\r\n]/, 1)[0] ?? '';
  const known = new Set(headings.map(plain));
  const judged = separators.map((separator) => {
    const cells = first.split(separator).map((cell) => plain(cell.replaceAll('"', '')));
    return { separator, hits: cells.filter((cell) => known.has(cell)).length, cells: cells.length };
  });
  judged.sort((one, other) => other.hits - one.hits || other.cells - one.cells);
  return judged[0]?.separator ?? ',';
}

/** Some spreadsheets name the separator in a line of its own (`sep=;`). */
export function withoutSeparatorLine(text: string): {
  readonly text: string;
  readonly separator: string | undefined;
  /** How many lines were left out. */
  readonly skipped: number;
} {
  const found = /^"?sep=([,;\t])"?[ \t]*(?:\r\n|\r|\n)/i.exec(text);
  if (!found) return { text, separator: undefined, skipped: 0 };
  return { text: text.slice(found[0].length), separator: found[1], skipped: 1 };
}
