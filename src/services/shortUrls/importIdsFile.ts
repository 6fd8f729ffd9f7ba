import { isDuplicate } from '../../storage/dialect.ts';
import type { Door } from '../../storage/door.ts';
import type { CsvFault } from '../csvIn.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { commandLine } from '../provision/applyLedger.ts';
import { applyIds, type IdPreview, previewIds, readIds } from './importIds.ts';
import { coursesNamed } from './makeInDomain.ts';

export interface IdsFile {
  readonly domain: string;
  readonly course: string;
  readonly content: Uint8Array;
  readonly dryRun: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface ImportedIds extends IdPreview {
  readonly isApplied: boolean;
}

/**
 * Takes over the short ids of a file, all or none.
 * @throws OperatorRefusal where there is no such course, or the file is no such table
 */
export async function importIdsFile(
  door: Door,
  { domain, course, content, dryRun, now }: IdsFile,
): Promise<ImportedIds> {
  const table = await readIds(content);
  if (table.kind === 'fault') throw new OperatorRefusal(sentenceOf(table.fault));
  const [scope] = await coursesNamed(door, { domain, course });
  if (!scope) throw new OperatorRefusal(`The domain ${domain} has no course ${course}.`);
  const { rows } = table;
  const preview = await door.read((sql) => previewIds(sql, scope, rows));
  if (dryRun || preview.counts.fault > 0) return { ...preview, isApplied: false };
  try {
    const { mark } = preview;
    const applying = { rows, mark, actor: commandLine, now };
    const applied = await door.write((sql) => applyIds(sql, scope, applying));
    if (applied.kind === 'applied') return { ...preview, isApplied: true };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  throw new OperatorRefusal(
    'Somebody else changed the short URLs meanwhile. Nothing was applied; run it again.',
  );
}

function sentenceOf(fault: CsvFault): string {
  if (fault.what === 'missing-columns') return `The file has no column ${fault.columns.join(', ')}.`;
  if (fault.what === 'repeated-column') return `The file has the column ${fault.column} twice.`;
  if (fault.what === 'too-many-rows') return `The file has more than ${fault.most} rows.`;
  if (fault.what === 'not-utf8') return `The file is not UTF-8 in line ${fault.line}.`;
  if (fault.what === 'quotes') return `A quotation mark of the file is not closed in line ${fault.line}.`;
  if (fault.what === 'workbook') return 'The file is a workbook. Save it as CSV.';
  return fault.what === 'binary' ? 'The file is no text.' : 'The file has no rows.';
}
