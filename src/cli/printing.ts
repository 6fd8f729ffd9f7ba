import type { Command } from 'commander';
import type { World } from './world.ts';

export interface JsonOption {
  readonly json?: true;
}

/** Every command takes it (contract.md, scripts/tinygate). */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document instead of text');
}

/** One JSON document and nothing else, or lines for people. */
export function print(
  world: World,
  { json }: JsonOption,
  answer: { readonly document: unknown; readonly lines: readonly string[] },
): void {
  world.out(
    json
      ? `${JSON.stringify(answer.document, null, 2)}\n`
      : answer.lines.map(printable).join('\n').concat('\n'),
  );
}

/** Names from the database must not play tricks on a terminal. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (symbol) => `\\u{${(symbol.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Rows in columns, two blanks apart; the last column is as long as it likes. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [place, cell] of row.entries()) widths[place] = Math.max(widths[place] ?? 0, [...cell].length);
  }
  return rows.map((row) =>
    row
      .map((cell, place) => cell + ' '.repeat(Math.max(0, (widths[place] ?? 0) - [...cell].length)))
      .join('  ')
      .trimEnd(),
  );
}

/** `1 person`, `2 people`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
