import type { DeepLinkSetting, Exit, Protect } from '../../model/deepLink.ts';
import { type Menu, standardMenu } from '../../model/menu.ts';
import { type ProtectorRef, sameProtector } from '../../model/protector.ts';
import { cleanDisplayName } from '../../model/username.ts';
import type { OpenSetting } from '../../services/deepLinks/readSetting.ts';
import { webAddressFault } from '../../services/provision/addresses.ts';
import type { Texts } from '../../web/texts.ts';
import type { FieldFault } from '../formFields.ts';

export const settingFields = [
  'access',
  'protect',
  'scope',
  'others',
  'listing',
  'target',
  'exit',
  'exitUrl',
  'exitText',
  'menu',
  'mark',
  'step',
] as const;

/** What a form says; '' where a part is inherited. */
export type SettingValues = Readonly<Record<(typeof settingFields)[number], string>> & {
  /** `domain:1` and the like. */
  readonly protectors: readonly string[];
};

/** The words that each part may be set to. */
export const partWords = {
  access: ['either', 'only', 'off'],
  protect: ['none', 'set', 'key'],
  scope: ['resource', 'folder', 'subtree'],
  others: ['show', 'hide'],
  listing: ['full', 'details', 'absent'],
  target: ['frame', 'top', 'window'],
  exit: ['lms', 'none', 'address'],
} as const;

/** What the form shows of what is stored. */
export function valuesOf({ stored, mark }: Pick<OpenSetting, 'stored' | 'mark'>): SettingValues {
  const { access, protect, scope, others, listing, target, exit, menu } = stored?.parts ?? {};
  return {
    access: access ?? '',
    protect: protect === undefined ? '' : protect.kind === 'protectors' ? 'set' : protect.kind,
    protectors: protect?.kind === 'protectors' ? protect.refs.map(refWord) : [],
    scope: scope ?? '',
    others: others ?? '',
    listing: listing ?? '',
    target: target ?? '',
    exit: exit?.kind ?? '',
    exitUrl: exit?.kind === 'address' ? exit.url : '',
    exitText: exit?.kind === 'address' ? exit.text : '',
    menu: menu === undefined ? '' : String(menu.numbers[0] ?? 0),
    mark,
    step: '',
  };
}

export function refWord({ level, number }: ProtectorRef): string {
  return `${level}:${number}`;
}

/** As long as its column. */
const mostProtectors = 100;
const longestButton = 60;

export interface ReadValues {
  readonly parts: DeepLinkSetting;
  readonly faults: readonly FieldFault[];
}

/** The setting that was typed, with all that is wrong with it. Protectors are the course's own, its domain's, or stay. */
export function settingFrom(
  values: SettingValues,
  { facts, stored }: Pick<OpenSetting, 'facts' | 'stored'>,
  { t }: Texts,
): ReadValues {
  const faults: FieldFault[] = [];
  const word = <Part extends 'access' | 'scope' | 'others' | 'listing' | 'target'>(part: Part) => {
    const words: readonly (typeof partWords)[Part][number][] = partWords[part];
    if (values[part] === '') return {};
    const found = words.find((one) => one === values[part]);
    if (found === undefined) faults.push({ field: part, text: t('deepLinks.chooseOne') });
    return found === undefined ? {} : { [part]: found };
  };
  const before = stored?.parts.protect;
  const there = [
    ...facts.protectors.map(({ ref }) => ref),
    ...(before?.kind === 'protectors' ? before.refs : []),
  ];
  const protect = protectFrom(values, there, before);
  if (typeof protect === 'string') faults.push({ field: 'protect', text: t(`deepLinks.${protect}`) });
  const exit = exitFrom(values);
  if (Array.isArray(exit)) faults.push(...exit.map((field) => ({ field, text: t(`exitFault.${field}`) })));
  const menu = menuFrom(values.menu, facts.menus);
  if (menu === 'unknown') faults.push({ field: 'menu', text: t('deepLinks.chooseOne') });
  const parts = {
    ...word('access'),
    ...(protect === undefined || typeof protect === 'string' ? {} : { protect }),
    ...word('scope'),
    ...word('others'),
    ...word('listing'),
    ...word('target'),
    ...(exit === undefined || Array.isArray(exit) ? {} : { exit }),
    ...(menu === undefined || menu === 'unknown' ? {} : { menu }),
  } as DeepLinkSetting;
  return { parts, faults };
}

function menuFrom(word: string, menus: OpenSetting['facts']['menus']): Menu | 'unknown' | undefined {
  if (word === '') return undefined;
  if (word === '0') return standardMenu;
  const found = menus.find(({ number }) => String(number) === word);
  return found ? { numbers: [found.number], shows: found.shows } : 'unknown';
}

type ProtectFault = 'chooseOne' | 'tickOne' | 'notNear';

function protectFrom(
  values: SettingValues,
  there: readonly ProtectorRef[],
  before: Protect | undefined,
): Protect | ProtectFault | undefined {
  if (values.protect === '') return undefined;
  // Its word stays, unless the preview is given another one.
  if (values.protect === 'key' && before?.kind === 'key') return before;
  if (values.protect === 'none' || values.protect === 'key') return { kind: values.protect };
  if (values.protect !== 'set') return 'chooseOne';
  const words = [...new Set(values.protectors)];
  if (words.length === 0) return 'tickOne';
  const refs = words.flatMap((text) => there.find((ref) => refWord(ref) === text) ?? []);
  if (refs.length !== words.length || refs.length > mostProtectors) return 'notNear';
  return {
    kind: 'protectors',
    refs: there.filter(once).filter((ref) => refs.some((one) => sameProtector(one, ref))),
  };
}

function once(ref: ProtectorRef, index: number, all: readonly ProtectorRef[]): boolean {
  return all.findIndex((one) => sameProtector(one, ref)) === index;
}

type ExitFault = 'exit' | 'exitUrl' | 'exitText';

function exitFrom(values: SettingValues): Exit | ExitFault[] | undefined {
  if (values.exit === '') return undefined;
  if (values.exit === 'lms' || values.exit === 'none') return { kind: values.exit };
  if (values.exit !== 'address') return ['exit'];
  const url = values.exitUrl.trim();
  const text = cleanDisplayName(values.exitText);
  const faults: ExitFault[] = [];
  if (webAddressFault(url) !== undefined) faults.push('exitUrl');
  if (text === undefined || [...text].length > longestButton) faults.push('exitText');
  return faults.length > 0 || text === undefined ? faults : { kind: 'address', url, text };
}
