import type { Audience, DeepLinkSetting, StoredSetting } from '../../src/model/deepLink.ts';
import type { ItemPlace } from '../../src/model/launchScope.ts';
import type { LaunchSession, Visitor } from '../../src/model/launchSession.ts';
import type { ContentNode } from '../../src/model/listing.ts';
import type { ProtectorRef } from '../../src/model/protector.ts';

/** Course 1: a folder in a folder, a folder beside it, and two resources at the root. */
export const tree: readonly ContentNode[] = [
  folder(10, [folder(11, [resource(12), resource(13), folder(14, [resource(15)])]), resource(16)]),
  folder(20, [resource(21), resource(22)]),
  resource(30),
  resource(31),
];

function folder(id: number, children: readonly ContentNode[]): ContentNode {
  return { id, isFolder: true, children };
}

function resource(id: number): ContentNode {
  return { id, isFolder: false, children: [] };
}

export const places: ReadonlyMap<number, ItemPlace> = new Map(
  placesIn(tree, []).map((place) => [place.chain[0] ?? 0, place]),
);

function placesIn(nodes: readonly ContentNode[], within: readonly number[]): readonly ItemPlace[] {
  return nodes.flatMap(({ id, isFolder, children }) => {
    const chain = [id, ...within];
    return [{ courseId: 1, chain, isFolder }, ...placesIn(children, chain)];
  });
}

/** Every item's number. */
export const allItems: readonly number[] = [...places.keys()];

export function place(id: number): ItemPlace {
  const found = places.get(id);
  if (found === undefined) throw new Error(`the course has no item ${id}`);
  return found;
}

export const moodle: ProtectorRef = { level: 'domain', number: 1 };
export const quiz: ProtectorRef = { level: 'course', number: 1 };
export const canvas: ProtectorRef = { level: 'domain', number: 2 };

export function setFor(audience: Audience, item: number | null, parts: DeepLinkSetting): StoredSetting {
  return { item, audience, parts };
}

export function set(item: number | null, parts: DeepLinkSetting): StoredSetting {
  return setFor({ kind: 'everybody' }, item, parts);
}

export function forSection(section: string, item: number | null, parts: DeepLinkSetting): StoredSetting {
  return setFor({ kind: 'section', section }, item, parts);
}

export function forUser(personId: number, item: number | null, parts: DeepLinkSetting): StoredSetting {
  return setFor({ kind: 'user', personId }, item, parts);
}

export function protectedBy(...refs: readonly ProtectorRef[]): DeepLinkSetting {
  return { protect: { kind: 'protectors', refs } };
}

export function student(personId = 1, ...sections: readonly string[]): Visitor {
  return { personId, standing: { kind: 'student', sections } };
}

export function staff(personId = 1): Visitor {
  return { personId, standing: { kind: 'staff', sections: [] } };
}

export function stranger(personId = 1): Visitor {
  return { personId, standing: { kind: 'none', sections: [] } };
}

/** A launch of an item by Moodle for student 1, unless said otherwise. */
export function launchOf(item: number, changes: Partial<LaunchSession> = {}): LaunchSession {
  return {
    visitor: student(),
    launched: place(item),
    protector: moodle,
    passwordSignedIn: false,
    ...changes,
  };
}
