import type { Audience, DeepLinkSetting, Protect } from '../../model/deepLink.ts';
import { type Menu, standardMenu, standardMenuName } from '../../model/menu.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import type { Secret } from '../../model/secret.ts';
import { writeProtect } from '../../storage/deepLinkColumns.ts';
import {
  addSetting,
  changeSetting,
  type KeptWord,
  type KnownSetting,
  noWord,
  partColumns,
  type SettingPlace,
  settingsOf,
} from '../../storage/deepLinkStore.ts';
import { newlySet } from '../deepLinks/sharedWord.ts';
import { keyWordPlace } from '../keys/keyRing.ts';
import type { AppliedItem } from './applyContents.ts';
import { plansIn } from './applyContents.ts';
import type { InCourse } from './applyParts.ts';
import { numberedProtector } from './applyProtectorName.ts';
import { type FilePath, quoted } from './faults.ts';
import type { CoursePlan, DeepLinkPlan, PartsPlan } from './plan.ts';

/** As long as the column (`deepLinkColumns.ts`). */
const longestProtect = 2000;

interface WantedSetting {
  readonly path: FilePath;
  readonly place: SettingPlace;
  readonly name: string;
  readonly parts: PartsPlan;
}

/** Sets what the file says for the course and its items; parts, people and sections that it leaves out stay. */
export async function applyDeepLinks(
  at: InCourse,
  plan: CoursePlan,
  items: readonly AppliedItem[],
): Promise<void> {
  const ids = new Map(items.map(({ itemId, id }) => [itemId, id]));
  const wanted: WantedSetting[] = [];
  if (plan.deepLink) wanted.push(...settingsIn(at, plan.deepLink, { item: null, name: 'the whole course' }));
  for (const { id, deepLink } of plansIn(plan.contents)) {
    if (deepLink) wanted.push(...settingsIn(at, deepLink, { item: ids.get(id) ?? 0, name: id }));
  }
  if (wanted.length === 0) return;
  const known = new Map((await settingsOf(at.sql, at.scope)).map((setting) => [keyOf(setting), setting]));
  for (const each of wanted) await applyOne(at, each, known.get(keyOf(each.place)));
}

function settingsIn(
  at: InCourse,
  plan: DeepLinkPlan,
  { item, name }: { readonly item: number | null; readonly name: string },
): WantedSetting[] {
  const everybody: WantedSetting = {
    path: plan.path,
    place: { item, audience: { kind: 'everybody' } },
    name,
    parts: plan.everybody,
  };
  const sections = plan.sections.map(({ path, section, parts }): WantedSetting => {
    const audience: Audience = { kind: 'section', section };
    return { path, place: { item, audience }, name: `${name}, for section ${section}`, parts };
  });
  const users = plan.users.flatMap(({ path, username, parts }): WantedSetting[] => {
    const personId = at.people.get(username);
    if (personId === undefined) {
      at.ledger.fault(path, `the domain ${at.domain.name} has nobody with the username ${quoted(username)}`);
      return [];
    }
    const audience: Audience = { kind: 'user', personId };
    return [{ path, place: { item, audience }, name: `${name}, for ${username}`, parts }];
  });
  return [everybody, ...sections, ...users];
}

function keyOf({ item, audience }: SettingPlace): string {
  const section = audience.kind === 'section' ? audience.section : '';
  const person = audience.kind === 'user' ? audience.personId : 0;
  return `${item ?? 0} ${audience.kind} ${person} ${section}`;
}

async function applyOne(at: InCourse, wanted: WantedSetting, known: KnownSetting | undefined): Promise<void> {
  const given = partsOf(at, wanted);
  if (Object.keys(given).length === 0) return;
  const parts = { ...known?.parts, ...given };
  const word = wordOf(at, wanted, { known, parts });
  const before = known && { ...fieldsOf(known.parts), word: known.word === null ? 'none' : 'set' };
  const after = { ...fieldsOf(parts), word: word.now };
  const subject = { what: 'deep-link', name: wanted.name, where: at.where } as const;
  if (at.ledger.record(subject, before, after) === 'unchanged') return;
  // The word is sealed for this very setting, so the setting must have its id first.
  const id = known?.id ?? (await addSetting(at.sql, at.scope, { ...wanted.place, parts }));
  const sealed = word.set && at.seal.seal(word.set, keyWordPlace(id, at.scope.courseId));
  const kept = sealed === undefined ? word.kept : newlySet(sealed, at.now);
  await changeSetting(at.sql, at.scope, { ...kept, id, parts });
}

function partsOf(at: InCourse, { path, parts }: WantedSetting): DeepLinkSetting {
  const { access, protect, scope, others, listing, target, exit, menu } = parts;
  const chosen = menu === undefined ? undefined : menuOf(at, menu, [...path, 'menu']);
  const accepted = protect === undefined ? undefined : protectOf(at, protect, [...path, 'protect']);
  return {
    ...(access === undefined ? {} : { access }),
    ...(accepted === undefined ? {} : { protect: accepted }),
    ...(scope === undefined ? {} : { scope }),
    ...(others === undefined ? {} : { others }),
    ...(listing === undefined ? {} : { listing }),
    ...(target === undefined ? {} : { target }),
    ...(exit === undefined ? {} : { exit }),
    ...(chosen === undefined ? {} : { menu: chosen }),
  };
}

function menuOf({ menus, ledger }: InCourse, name: string, path: FilePath): Menu {
  if (name === standardMenuName) return standardMenu;
  const known = menus.get(name);
  if (!known) ledger.fault(path, `the course has no menu collection ${quoted(name)}`);
  return known ? { numbers: [known.number], shows: known.shows } : standardMenu;
}

/** Names become numbers. */
function protectOf(at: InCourse, plan: NonNullable<PartsPlan['protect']>, path: FilePath): Protect {
  if (plan.kind !== 'protectors') return { kind: plan.kind };
  const refs = plan.protectors.flatMap((name, position): ProtectorRef[] => {
    const ref = numberedProtector(at, name, [...path, position]);
    return ref ? [ref] : [];
  });
  const protect: Protect = { kind: 'protectors', refs };
  if (writeProtect(protect).length > longestProtect) at.ledger.fault(path, 'names too many link protectors');
  return protect;
}

interface Word {
  readonly now: 'none' | 'set' | 'replaced';
  /** The new word; undefined: keep what is there. */
  readonly set: Secret | undefined;
  readonly kept: KeptWord;
}

/**
 * What becomes of the shared word. `{ key: unset }` gives no word: an item that has one keeps it, because an export says
 * so of every word; one that has none is closed (R9).
 */
function wordOf(
  at: InCourse,
  { parts: plan }: WantedSetting,
  { known, parts }: { readonly known: KnownSetting | undefined; readonly parts: DeepLinkSetting },
): Word {
  if (parts.protect?.kind !== 'key') return { now: 'none', set: undefined, kept: noWord };
  const stored = known?.word ?? null;
  const keep: Word = { now: stored === null ? 'none' : 'set', set: undefined, kept: known ?? noWord };
  const word = plan.protect?.kind === 'key' ? plan.protect.word : undefined;
  if (word === undefined) return keep;
  if (stored === null || known === undefined) return { now: 'set', set: word, kept: noWord };
  const place = keyWordPlace(known.id, at.scope.courseId);
  if (at.seal.open(stored, place)?.reveal() === word.reveal()) return keep;
  return { now: 'replaced', set: word, kept: noWord };
}

function fieldsOf(parts: DeepLinkSetting) {
  const { exit_to: exit, menu_shows: _shown, ...fields } = partColumns(parts);
  return { ...fields, exit };
}
