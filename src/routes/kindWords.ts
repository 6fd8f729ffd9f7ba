import type { ItemHead } from '../storage/itemStore.ts';
import type { Texts } from '../web/texts.ts';

/** "page", "PDF, 2.4 MB", "opens another site". */
export function kindInWords(
  { t, lang }: Texts,
  { kind, fileType, fileSize }: Pick<ItemHead, 'kind' | 'fileType' | 'fileSize'>,
): string {
  if (kind !== 'file') return t(`kind.${kind}`);
  const type = fileKinds[fileType ?? ''] ?? 'file';
  return t('kind.fileOfSize', {
    type: t(`fileKind.${type}`),
    size: sizeInWords(lang, fileSize ?? 0),
  });
}

const fileKinds: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'image',
  'image/jpeg': 'image',
  'image/gif': 'image',
  'image/webp': 'image',
  'text/plain': 'text',
  'application/zip': 'zip',
};

function sizeInWords(lang: string, bytes: number): string {
  const [unit, divisor] =
    bytes < 1_000 ? ['byte', 1] : bytes < 1_000_000 ? ['kilobyte', 1_000] : ['megabyte', 1_000_000];
  const digits = { style: 'unit', unit: String(unit), maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(lang, digits).format(bytes / Number(divisor));
}
