/** The way to a place in the file: keys of maps and positions in lists (from 0). */
export type FilePath = readonly (string | number)[];

/** One thing that is wrong, where it stands (line and column count from 1), and what was expected. */
export interface ProvisionFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Such as `domains[0].courses[1].contents[0].id`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** How checks tell of a fault; where the path stands in the text is looked up by the receiver. */
export type Report = (path: FilePath, message: string) => void;

/** The same receiver for checks that look at a part and speak of places inside it. */
export function within(report: Report, ...steps: FilePath): Report {
  return (path, message) => report([...steps, ...path], message);
}

export function pathText(path: FilePath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_]\w*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${printable(JSON.stringify(step))}]`;
  }
  return text;
}

/** One line for a terminal, in the form that editors and compilers understand. */
export function faultLine(fault: ProvisionFault): string {
  const where = `${printable(fault.file)}:${fault.line}:${fault.column}`;
  return fault.path === '' ? `${where}: ${fault.message}` : `${where}: ${fault.path}: ${fault.message}`;
}

export function sortFaults(faults: readonly ProvisionFault[]): ProvisionFault[] {
  return [...faults].sort((one, other) => one.line - other.line || one.column - other.column);
}

/** A text of the file inside a sentence: short, and without characters that would play tricks on a terminal. */
export function quoted(text: string): string {
  const symbols = [...text];
  const short = symbols.length > 40 ? `${symbols.slice(0, 40).join('')}...` : text;
  return `'${printable(short)}'`;
}

/** "a, b or c" */
export function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (symbol) => `\\u{${(symbol.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
