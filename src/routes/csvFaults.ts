import type { CsvFault } from '../services/csvIn.ts';
import type { Texts } from '../web/texts.ts';

/** Why a table could not be read, in words, with what to do. */
export function wordsOfCsvFault(fault: CsvFault, { t }: Texts): string {
  if (fault.what === 'missing-columns')
    return t('csv.missing-columns', { columns: fault.columns.join(', ') });
  if (fault.what === 'repeated-column') return t('csv.repeated-column', { column: fault.column });
  if (fault.what === 'too-many-rows') return t('csv.too-many-rows', { most: fault.most });
  if (fault.what === 'not-utf8' || fault.what === 'quotes')
    return t(`csv.${fault.what}`, { line: fault.line });
  return t(`csv.${fault.what}`);
}
