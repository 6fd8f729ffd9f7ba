import type { ItemFault } from '../../services/contents/checkItem.ts';
import type { ItemKind } from '../../storage/itemStore.ts';
import type { Texts } from '../../web/texts.ts';
import type { Upload } from '../../web/upload.ts';
import { type Field, type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';

export const itemFields = ['kind', 'folder', 'itemId', 'title', 'body', 'url', 'mark', 'act'] as const;

export type ItemValues = Readonly<Record<(typeof itemFields)[number], string>>;

export const kinds: readonly ItemKind[] = ['folder', 'page', 'file', 'site', 'web'];

const places: Readonly<Record<ItemFault, keyof ItemValues | 'file'>> = {
  'no-title': 'title',
  'long-title': 'title',
  'bad-id': 'itemId',
  'id-taken': 'itemId',
  'id-was-used': 'itemId',
  'no-url': 'url',
  'bad-url': 'url',
  'no-file': 'file',
  'empty-file': 'file',
  'no-index': 'file',
  'no-folder': 'folder',
  'too-deep': 'folder',
};

/** Each fault beside its field, in words. */
export function wordsOf(faults: readonly ItemFault[], { t }: Texts): readonly FieldFault[] {
  return faults.map((fault) => ({ field: places[fault], text: t(`itemFault.${fault}`) }));
}

/** What there is to say of the file that came along, beside its field. */
export function faultsOfUpload(
  { t }: Texts,
  { isTooLarge, file }: Upload,
  { limitMib, isNeeded }: { readonly limitMib: number; readonly isNeeded: boolean },
): readonly FieldFault[] {
  if (isTooLarge) return [{ field: 'file', text: t('upload.tooLarge', { mib: limitMib }) }];
  if (file?.size === 0) return [{ field: 'file', text: t('itemFault.empty-file') }];
  return isNeeded && !file ? [{ field: 'file', text: t('itemFault.no-file') }] : [];
}

/** The fields of a kind; an item that is there already keeps its id. */
export function fieldsOf(
  { t }: Texts,
  { values, faults }: { readonly values: ItemValues; readonly faults: readonly FieldFault[] },
  isNew: boolean,
): readonly Field[] {
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  const { kind } = values;
  return [
    field({ name: 'title', label: t('tree.itemTitle'), required: true }),
    ...(kind === 'web'
      ? [
          field({
            name: 'url',
            label: t('tree.url'),
            hint: t('tree.urlHint'),
            type: 'url',
            required: true,
          }),
        ]
      : []),
    ...(kind === 'page'
      ? [
          field({
            name: 'body',
            label: t('tree.body'),
            hint: t('tree.bodyHint'),
            type: 'textarea',
            rows: 18,
          }),
        ]
      : []),
    ...(isNew ? [field({ name: 'itemId', label: t('tree.id'), hint: t('tree.idHint') })] : []),
  ];
}
