import {
  type Access,
  type Audience,
  type DeepLinkSetting,
  type Exit,
  type Listing,
  type Others,
  type Protect,
  type Scope,
  type StoredSetting,
  type Target,
  targets,
} from '../model/deepLink.ts';
import { type Menu, readMenuParts, standardMenu, writeMenuParts } from '../model/menu.ts';
import type { ProtectorRef } from '../model/protector.ts';
import type { DeepLinkRow } from './schema/rows.ts';

export type SettingColumns = Pick<
  DeepLinkRow,
  | 'item_id'
  | 'audience'
  | 'section'
  | 'person_id'
  | 'access'
  | 'protect'
  | 'word_version'
  | 'scope'
  | 'others'
  | 'listing'
  | 'target'
  | 'exit_to'
  | 'menu'
  | 'menu_shows'
>;

/** What `settingFrom` reads, for a SELECT. */
export const settingColumns =
  'item_id, audience, section, person_id, access, protect, word_version, scope, others, listing, target, exit_to, menu, menu_shows';

const accesses: readonly Access[] = ['either', 'only', 'off'];
const scopes: readonly Scope[] = ['resource', 'folder', 'subtree'];
const othersValues: readonly Others[] = ['hide', 'show'];
const listings: readonly Listing[] = ['full', 'details', 'absent'];

/**
 * A deep-link setting as it lies in its row.
 * @throws Error (a fault, not a refusal) for a value that cannot be understood: guessing could open what is shut
 */
export function settingFrom(row: SettingColumns): StoredSetting {
  const parts: { -readonly [Part in keyof DeepLinkSetting]: DeepLinkSetting[Part] } = {};
  if (row.access !== null) parts.access = oneOf(accesses, row.access);
  if (row.protect !== null) parts.protect = withWord(readProtect(row.protect), row.word_version);
  if (row.scope !== null) parts.scope = oneOf(scopes, row.scope);
  if (row.others !== null) parts.others = oneOf(othersValues, row.others);
  if (row.listing !== null) parts.listing = oneOf(listings, row.listing);
  if (row.target !== null) parts.target = readTarget(row.target);
  if (row.exit_to !== null) parts.exit = readExit(row.exit_to);
  if (row.menu !== null) parts.menu = readMenu(row.menu, row.menu_shows);
  return { item: row.item_id === 0 ? null : row.item_id, audience: audienceFrom(row), parts };
}

/** A protection by key knows its word by the version alone. */
function withWord(protect: Protect, version: string | null): Protect {
  return protect.kind === 'key' && version !== null ? { kind: 'key', words: [version] } : protect;
}

function audienceFrom({ audience, section, person_id }: SettingColumns): Audience {
  if (audience === 'everybody') return { kind: 'everybody' };
  if (audience === 'section') return { kind: 'section', section };
  if (audience === 'user') return { kind: 'user', personId: person_id };
  throw new Error('A deep-link setting has an audience that is not known.');
}

export function audienceColumns(audience: Audience): Pick<DeepLinkRow, 'audience' | 'section' | 'person_id'> {
  return {
    audience: audience.kind,
    section: audience.kind === 'section' ? audience.section : '',
    person_id: audience.kind === 'user' ? audience.personId : 0,
  };
}

function oneOf<Value extends string>(values: readonly Value[], text: string): Value {
  const value = values.find((one) => one === text);
  if (value === undefined) throw new Error('A deep-link setting has a value that is not known.');
  return value;
}

/** A collection that is gone, or says nothing of what it shows, is the standard menu: it hides nothing. */
function readMenu(number: number, shows: string | null): Menu {
  return number === 0 || shows === null ? standardMenu : { numbers: [number], shows: readMenuParts(shows) };
}

/** The columns of a menu, or of none. */
export function menuColumns(menu: Menu | undefined): Pick<DeepLinkRow, 'menu' | 'menu_shows'> {
  if (menu === undefined) return { menu: null, menu_shows: null };
  const [number] = menu.numbers;
  return number === undefined
    ? { menu: 0, menu_shows: null }
    : { menu: number, menu_shows: writeMenuParts(menu.shows) };
}

export function readTarget(text: string): Target {
  return oneOf(targets, text);
}

/** `none`, `lms`, or `address URL TEXT`: there is no blank in a URL. */
export function writeExit(exit: Exit): string {
  return exit.kind === 'address' ? `address ${exit.url} ${exit.text}` : exit.kind;
}

function readExit(text: string): Exit {
  if (text === 'none' || text === 'lms') return { kind: text };
  const [, url, words] = /^address (\S+) (.+)$/.exec(text) ?? [];
  if (url === undefined || words === undefined || !/^https?:\/\/./i.test(url))
    throw new Error('A deep-link setting has an exit that cannot be read.');
  return { kind: 'address', url, text: words };
}

/** `none`, `key`, or `only domain:1 course:2`; `only` alone accepts nobody. */
export function writeProtect(protect: Protect): string {
  if (protect.kind !== 'protectors') return protect.kind;
  return ['only', ...protect.refs.map(({ level, number }) => `${level}:${number}`)].join(' ');
}

export function readProtect(text: string): Protect {
  if (text === 'none' || text === 'key') return { kind: text };
  const [kind, ...refs] = text.split(' ');
  if (kind !== 'only') throw new Error('A deep-link setting has a protection that is not known.');
  return { kind: 'protectors', refs: refs.map(readRef) };
}

function readRef(text: string): ProtectorRef {
  const match = /^(domain|course):([1-9][0-9]{0,9})$/.exec(text);
  if (!match) throw new Error('A deep-link setting names a protector that cannot be read.');
  return { level: match[1] === 'course' ? 'course' : 'domain', number: Number(match[2]) };
}
