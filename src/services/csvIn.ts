import { Readable } from 'node:stream';
import { type CsvEncoding, textFromCsv } from './csvEncoding.ts';
import { type CsvHead, headOf, separatorOf, withoutSeparatorLine } from './csvHead.ts';

/** What a table that somebody hands in must look like. */
export interface CsvPlan<Column extends string> {
  /** The headings that each column may have; compared without case, blanks, dots, dashes and underscores. */
  readonly columns: Readonly<Record<Column, readonly string[]>>;
  readonly required: readonly Column[];
  /** Left out: 20,000. */
  readonly mostRows?: number;
}

export interface CsvRow<Column extends string> {
  /** Where it begins in the file, from 1; the heading is a line, too. */
  readonly line: number;
  /** Without blanks around them; '' where the cell or its column is missing. */
  readonly cells: Readonly<Record<Column, string>>;
  /** How many cells the row has beyond the headings: a sign of a separator within a name. */
  readonly excess: number;
}

/** Why a table cannot be read at all. */
export type CsvFault =
  | { readonly what: 'empty' | 'no-rows' | 'workbook' | 'binary' }
  | { readonly what: 'not-utf8' | 'quotes'; readonly line: number }
  | { readonly what: 'missing-columns'; readonly columns: readonly string[] }
  | { readonly what: 'repeated-column'; readonly column: string }
  | { readonly what: 'too-many-rows'; readonly most: number };

export interface CsvTable<Column extends string> {
  readonly kind: 'rows';
  readonly rows: readonly CsvRow<Column>[];
  /** Columns that the file has. */
  readonly present: readonly Column[];
  /** Headings that say nothing to us; their cells are not looked at. */
  readonly unknown: readonly string[];
}

export type ReadCsv<Column extends string> =
  | CsvTable<Column>
  | { readonly kind: 'fault'; readonly fault: CsvFault };

export const usualMostRows = 20_000;

/**
 * Reads a table as people save it from spreadsheets: separated by commas, semicolons or tabs, columns in any order, with or
 * without a byte order mark. A cell that looks like a formula is text like any other.
 *
 * @param content a file's bytes, or text that was pasted
 */
export async function readCsv<Column extends string>(
  content: Uint8Array | string,
  plan: CsvPlan<Column>,
  encoding: CsvEncoding = 'utf-8',
): Promise<ReadCsv<Column>> {
  const decoded = textFromCsv(content, encoding);
  if (typeof decoded !== 'string') return { kind: 'fault', fault: decoded };
  if (decoded.trim() === '') return fault({ what: 'empty' });
  const { text, separator, skipped } = withoutSeparatorLine(decoded);
  const headings = Object.values<readonly string[]>(plan.columns).flat();
  const delimiter = separator ?? separatorOf(text, headings);
  const most = plan.mostRows ?? usualMostRows;
  const rows: CsvRow<Column>[] = [];
  let head: CsvHead<Column> | undefined;
  let end = skipped;
  try {
    for await (const { cells, line, lastLine } of recordsOf(text, delimiter)) {
      end = skipped + lastLine;
      if (head === undefined) {
        const read = headOf(cells, plan);
        if ('what' in read) return fault(read);
        head = read;
        continue;
      }
      if (cells.every((cell) => cell === '')) continue;
      if (rows.length === most) return fault({ what: 'too-many-rows', most });
      rows.push(rowOf(head, cells, line + skipped));
    }
  } catch (error) {
    if (!isOpenQuote(error)) throw error;
    return fault({ what: 'quotes', line: end + 1 });
  }
  if (head === undefined) return fault({ what: 'empty' });
  if (rows.length === 0) return fault({ what: 'no-rows' });
  return { kind: 'rows', rows, present: [...head.places.keys()], unknown: head.unknown };
}

function fault(one: CsvFault): { readonly kind: 'fault'; readonly fault: CsvFault } {
  return { kind: 'fault', fault: one };
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Piece by piece, so that others are served while a long table is read. */
async function* recordsOf(
  text: string,
  delimiter: string,
): AsyncGenerator<{ readonly cells: readonly string[]; readonly line: number; readonly lastLine: number }> {
  // Loaded when somebody hands in a table: launches do not wait for it at the start.
  const { parse } = await import('csv-parse');
  const options = { delimiter, info: true, relax_column_count: true, relax_quotes: true } as const;
  const parser = Readable.from(piecesOf(text)).pipe(parse({ ...options, skip_empty_lines: true }));
  for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
    const within = record.join('').split('\n').length - 1;
    yield { cells: record.map(cellText), line: info.lines - within, lastLine: info.lines };
  }
}

const pieceLength = 32 * 1024;

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += pieceLength) {
    yield text.slice(at, at + pieceLength);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Without the apostrophe that our own tables put before what a spreadsheet would compute (`services/csv.ts`). */
function cellText(cell: string): string {
  return cell.replace(/^'(?=[=+\-@\t\r])/, '').trim();
}

function rowOf<Column extends string>(
  { places, width }: CsvHead<Column>,
  cells: readonly string[],
  line: number,
): CsvRow<Column> {
  const named = [...places].map(([column, place]) => [column, cells[place] ?? '']);
  const beyond = cells.slice(width).filter((cell) => cell !== '').length;
  return { line, cells: Object.fromEntries(named) as Record<Column, string>, excess: beyond };
}

/** The only thing that csv-parse finds wrong with a text whose rows may be of any length. */
function isOpenQuote(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED';
}
