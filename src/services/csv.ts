/**
 * Rows as CSV (RFC 4180), formula-safe: a cell that a spreadsheet would compute begins with an apostrophe. With the mark by
 * which spreadsheets know UTF-8, unless these are further rows of a table that has begun.
 */
export async function csvText(
  rows: readonly (readonly string[])[],
  { isFirst }: { readonly isFirst: boolean },
): Promise<string> {
  // Loaded when somebody saves a list: launches do not wait for it at the start.
  const { stringify } = await import('csv-stringify/sync');
  return stringify(rows as string[][], {
    bom: isFirst,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}
