import type { Audience, DeepLink, Exit, Protect } from '../model/deepLink.ts';
import type { EffectiveSetting, PartSource } from '../model/effectiveSetting.ts';
import type { Menu } from '../model/menu.ts';
import { type ProtectorRef, sameProtector } from '../model/protector.ts';
import type { Texts } from '../web/texts.ts';

/** The parts of a deep-link setting in the order in which pages name them. */
export const settingParts = [
  'access',
  'protect',
  'scope',
  'others',
  'listing',
  'target',
  'exit',
  'menu',
] as const satisfies readonly (keyof DeepLink)[];

export type SettingPart = (typeof settingParts)[number];

/** One part of a setting as pages show it. */
export interface PartWords {
  readonly name: string;
  readonly value: string;
  /** Where the value comes from. */
  readonly source: string;
}

/** Whose names the words need. */
export interface Named {
  readonly protectors: readonly { readonly ref: ProtectorRef; readonly name: string }[];
  readonly menus: readonly { readonly number: number; readonly name: string }[];
  readonly heads: ReadonlyMap<number, { readonly title: string }>;
  readonly usernames: ReadonlyMap<number, string>;
}

/** Every part with its value in words and where that comes from, as seen from an item; undefined: from the course. */
export function partsInWords(
  texts: Texts,
  named: Named,
  { setting, item }: { readonly setting: EffectiveSetting; readonly item: number | undefined },
): readonly PartWords[] {
  return settingParts.map((part) => ({
    name: texts.t(`settingPart.${part}`),
    value: valueInWords(texts, named, { [part]: setting[part].value }),
    source: sourceInWords(texts, named, { source: setting[part].source, item }),
  }));
}

/** The value of the one part that is given; '' where none is. */
export function valueInWords(
  { t }: Texts,
  named: Pick<Named, 'protectors' | 'menus'>,
  parts: Partial<DeepLink>,
): string {
  if (parts.access !== undefined) return t(`settingAccess.${parts.access}`);
  if (parts.protect !== undefined) return protectInWords(t, named, parts.protect);
  if (parts.scope !== undefined) return t(`settingScope.${parts.scope}`);
  if (parts.others !== undefined) return t(`settingOthers.${parts.others}`);
  if (parts.listing !== undefined) return t(`settingListing.${parts.listing}`);
  if (parts.target !== undefined) return t(`settingTarget.${parts.target}`);
  if (parts.menu !== undefined) return menuInWords(t, named, parts.menu);
  return parts.exit === undefined ? '' : exitInWords(t, parts.exit);
}

type Say = Texts['t'];

function protectInWords(t: Say, named: Pick<Named, 'protectors'>, protect: Protect): string {
  if (protect.kind === 'none') return t('setting.anyProtector');
  if (protect.kind === 'key') return t('setting.sharedWord');
  if (protect.refs.length === 0) return t('setting.nobodys');
  return protect.refs.map((ref) => protectorInWords(t, named, ref)).join(', ');
}

/** The launcher's name with its number; names alone may be the same at both levels. */
export function protectorInWords(
  t: Say,
  { protectors }: Pick<Named, 'protectors'>,
  ref: ProtectorRef,
): string {
  const known = protectors.find((one) => sameProtector(one.ref, ref));
  const number = t(`protectorOf.${ref.level}`, { number: ref.number });
  return known ? t('setting.protector', { name: known.name, number }) : t('setting.gone', { number });
}

function menuInWords(t: Say, { menus }: Pick<Named, 'menus'>, { numbers }: Menu): string {
  if (numbers.length === 0) return t('setting.standardMenu');
  const named = numbers.map((number) => {
    const known = menus.find((menu) => menu.number === number);
    return known ? t('setting.menu', { name: known.name, number }) : t('setting.menuGone', { number });
  });
  return named.join(' + ');
}

function exitInWords(t: Say, exit: Exit): string {
  if (exit.kind === 'address') return t('setting.exitTo', { text: exit.text, url: exit.url });
  return t(`settingExit.${exit.kind}`);
}

export function sourceInWords(
  texts: Texts,
  named: Named,
  { source, item }: { readonly source: PartSource; readonly item: number | undefined },
): string {
  const { t } = texts;
  if (source.kind === 'default') return t('setting.byDefault');
  if (source.kind === 'R6') return t('setting.byProtect');
  if (source.kind === 'several')
    return source.sources.map((one) => sourceInWords(texts, named, { source: one, item })).join(' + ');
  const place = placeInWords(t, named, { place: source.item, item });
  return t('setting.from', { place, audience: audienceInWords(t, named, source.audience) });
}

function placeInWords(
  t: Say,
  { heads }: Named,
  { place, item }: { readonly place: number | null; readonly item: number | undefined },
): string {
  if (place === null) return t('setting.course');
  if (place === item) return t('setting.here');
  return t('setting.folder', { title: heads.get(place)?.title ?? '' });
}

export function audienceInWords(t: Say, { usernames }: Pick<Named, 'usernames'>, audience: Audience): string {
  if (audience.kind === 'everybody') return t('setting.everybody');
  if (audience.kind === 'section') return t('setting.section', { section: audience.section });
  return t('setting.user', { username: usernames.get(audience.personId) ?? '–' });
}
