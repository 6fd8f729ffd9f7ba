import type { StoredSetting } from '../../model/deepLink.ts';
import { type EffectiveSetting, effectiveSetting, type Who } from '../../model/effectiveSetting.ts';
import { isOpen } from '../../model/period.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import { settingsNear } from '../../model/settingsNear.ts';
import type { ProtectorThere } from '../../model/settingTroubles.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import { type KnownSetting, settingsOf } from '../../storage/deepLinkStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { type ItemHead, itemStore } from '../../storage/itemStore.ts';
import { type KnownMenu, menusOf } from '../../storage/menuStore.ts';
import { type KnownProtector, protectorsOf } from '../../storage/protectorStore.ts';
import { usernamesOf } from '../../storage/usernameQueries.ts';

/** A link protector that items of a course may name: the course's own, or its domain's. */
export interface NearProtector extends Omit<KnownProtector, 'secret' | 'key'> {
  readonly ref: ProtectorRef;
  readonly hasSecret: boolean;
}

/** What deep-link settings of a course say, and all that they speak of. */
export interface CourseFacts {
  /** Each folder's children in order, a folder before what is in it. */
  readonly tree: readonly ItemHead[];
  readonly heads: ReadonlyMap<number, ItemHead>;
  readonly settings: readonly KnownSetting[];
  /** The domain's, then the course's. */
  readonly protectors: readonly NearProtector[];
  /** The course's menu collections. */
  readonly menus: readonly KnownMenu[];
  /** Of the people whom settings are for. */
  readonly usernames: ReadonlyMap<number, string>;
}

export async function readCourseFacts(door: Door, scope: CourseScope): Promise<CourseFacts> {
  const [tree, rest] = await Promise.all([
    itemStore(door).tree(scope),
    door.read((sql) => settingFacts(sql, scope)),
  ]);
  return { tree: inOrder(tree), heads: new Map(tree.map((head) => [head.id, head])), ...rest };
}

/** What is said near some items: their folders and the settings of these, without the rest of the course. */
export async function readFactsNear(
  door: Door,
  scope: CourseScope,
  itemIds: readonly string[],
): Promise<CourseFacts> {
  const items = itemStore(door);
  const chains: number[] = [];
  for (const itemId of itemIds) chains.push(...((await items.find(scope, itemId))?.chain ?? []));
  const tree = await items.findByIds(scope, [...new Set(chains)]);
  const rest = await door.read((sql) => settingFacts(sql, scope, chains));
  return { tree, heads: new Map(tree.map((head) => [head.id, head])), ...rest };
}

/** What is said near one item, and of the items whose launch could open it, too. */
export async function readFactsAround(door: Door, scope: CourseScope, itemId: string): Promise<CourseFacts> {
  const near = await readFactsNear(door, scope, [itemId]);
  const chain = near.tree.find((head) => head.itemId === itemId)?.chain ?? [];
  if (chain.length === 0) return near;
  // A scope that is set further out holds for all of them, else only for those where it is set.
  const isInherited = near.settings.some(({ parts }) => (parts.scope ?? 'resource') !== 'resource');
  const others = await itemStore(door).couldReach(scope, chain, !isInherited);
  const heads = new Map([...near.tree, ...others].map((head) => [head.id, head]));
  const sorted = [...heads.values()].sort((one, other) => one.position - other.position || one.id - other.id);
  // So many statements' worth of ids that all settings are read sooner.
  const ids = heads.size > mostNear ? undefined : [...heads.keys()];
  const rest = await door.read((sql) => settingFacts(sql, scope, ids));
  return { tree: inOrder(sorted), heads, ...rest };
}

const mostNear = 1_000;

/** The same without the items; of all settings, or of those of some items and the whole course. */
export async function settingFacts(
  sql: Sql,
  scope: CourseScope,
  items?: readonly number[],
): Promise<Omit<CourseFacts, 'tree' | 'heads'>> {
  const settings = await settingsOf(sql, scope, items);
  const people = settings.flatMap(({ audience }) => (audience.kind === 'user' ? [audience.personId] : []));
  return {
    settings,
    protectors: await nearProtectors(sql, scope),
    menus: await menusOf(sql, scope),
    usernames: await usernamesOf(sql, scope.domainId, [...new Set(people)]),
  };
}

async function nearProtectors(sql: Sql, { domainId, courseId }: CourseScope): Promise<NearProtector[]> {
  const near = (level: ProtectorRef['level']) => (known: KnownProtector) => {
    const { secret, key: _key, ...rest } = known;
    return { ...rest, ref: { level, number: known.number }, hasSecret: secret !== null };
  };
  const domain = await protectorsOf(sql, { level: 'domain', domainId, courseId: 0 });
  const course = await protectorsOf(sql, { level: 'course', domainId, courseId });
  return [...domain.map(near('domain')), ...course.map(near('course'))];
}

/** The protectors as settings are judged by them at a moment, in epoch milliseconds. */
export function protectorsThere(
  { protectors }: Pick<CourseFacts, 'protectors'>,
  now: number,
): readonly ProtectorThere[] {
  return protectors.map((one) => ({ ...one.ref, isShut: !one.hasSecret || !isOpen(one, now) }));
}

function inOrder(tree: readonly ItemHead[]): readonly ItemHead[] {
  const children = new Map<number | undefined, ItemHead[]>();
  for (const head of tree) {
    const siblings = children.get(head.parentId);
    if (siblings) siblings.push(head);
    else children.set(head.parentId, [head]);
  }
  const ordered: ItemHead[] = [];
  const walk = (parent: number | undefined): void => {
    for (const head of children.get(parent) ?? []) {
      ordered.push(head);
      if (head.kind === 'folder') walk(head.id);
    }
  };
  walk(undefined);
  return ordered;
}

/** Finds what holds at an item, for everybody unless somebody is named. */
export function settingFinder(
  settings: readonly StoredSetting[],
): (chain: readonly number[], who?: Who) => EffectiveSetting {
  const near = settingsNear(settings);
  return (chain, who = { sections: [] }) => effectiveSetting(near(chain), chain, who);
}
