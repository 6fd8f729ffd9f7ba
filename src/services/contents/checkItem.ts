import { isItemId } from '../../model/ids.ts';
import { urlFrom } from '../../model/urlFrom.ts';
import type { ItemKind } from '../../storage/itemStore.ts';

/** What somebody typed of an item; what does not belong to its kind is not looked at. */
export interface TypedItem {
  readonly kind: ItemKind;
  readonly title: string;
  /** Markdown of a page. */
  readonly body: string;
  /** Of a web address. */
  readonly url: string;
}

export const itemFaults = [
  'no-title',
  'long-title',
  'bad-id',
  'id-taken',
  'id-was-used',
  'no-url',
  'bad-url',
  'no-file',
  'empty-file',
  'no-index',
  'no-folder',
  'too-deep',
] as const;

export type ItemFault = (typeof itemFaults)[number];

const longestTitle = 200;
const longestUrl = 2000;

/** Everything that is wrong with what was typed, at once; whether an id or folder is free only the database knows. */
export function faultsOfItem({ kind, title, url }: TypedItem): readonly ItemFault[] {
  const faults: ItemFault[] = [];
  if (title === '') faults.push('no-title');
  if ([...title].length > longestTitle) faults.push('long-title');
  if (kind !== 'web') return faults;
  if (url === '') faults.push('no-url');
  else if (!isWebAddress(url)) faults.push('bad-url');
  return faults;
}

/** A legal id, or none: then one is made from the title. */
export function faultsOfId(itemId: string): readonly ItemFault[] {
  return itemId === '' || isItemId(itemId) ? [] : ['bad-id'];
}

/** An address that browsers follow without doing anything else, and that carries no password. */
function isWebAddress(text: string): boolean {
  const address = urlFrom(text);
  if (address === undefined || text.length > longestUrl || /[\s\p{Cc}]/u.test(text)) return false;
  const isWeb = address.protocol === 'https:' || address.protocol === 'http:';
  return isWeb && address.username === '' && address.password === '';
}

/** One line without characters that cannot be seen but turn or cut what is read. */
export function cleanTitle(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u202A-\u202E\u2066-\u2069\p{Cs}]/gu, '')
    .trim();
}

/** Markdown as it is kept: browsers end lines as CR LF. */
export function cleanBody(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '');
}

/** What an id that nobody typed begins with: the title in letters that addresses can have. */
export function idFromTitle(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return isItemId(plain) ? plain : 'item';
}
