import { type Menu, standardMenuName } from '../../model/menu.ts';
import type { KnownSetting } from '../../storage/deepLinkStore.ts';
import { exitOut, type NamesOfProtectors, protectOut } from './exportWords.ts';
import type { FileDeepLink, FileParts } from './schema.ts';

interface Named {
  readonly names: NamesOfProtectors;
  readonly usernames: ReadonlyMap<number, string>;
  /** Names of menu collections. */
  readonly menus: ReadonlyMap<number, string>;
}

/** All settings of one item, or of the course, as a file writes them; sections and people in a fixed order. */
export function deepLinkOut(settings: readonly KnownSetting[], named: Named): FileDeepLink | undefined {
  const everybody = settings.find(({ audience }) => audience.kind === 'everybody');
  const sections = audiences(settings, named, ({ audience }) =>
    audience.kind === 'section' ? audience.section : undefined,
  );
  const users = audiences(settings, named, ({ audience }) =>
    audience.kind === 'user' ? named.usernames.get(audience.personId) : undefined,
  );
  const parts = everybody ? partsOut(everybody, named) : {};
  const isEmpty = !Object.values(parts).some((part) => part !== undefined);
  if (isEmpty && sections === undefined && users === undefined) return undefined;
  return { ...parts, sections, users };
}

function audiences(
  settings: readonly KnownSetting[],
  named: Named,
  nameOf: (setting: KnownSetting) => string | undefined,
): Map<string, FileParts> | undefined {
  const found = settings.flatMap((setting): [string, FileParts][] => {
    const name = nameOf(setting);
    return name === undefined ? [] : [[name, partsOut(setting, named)]];
  });
  if (found.length === 0) return undefined;
  return new Map(found.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function partsOut({ parts }: KnownSetting, { names, menus }: Named): FileParts {
  const { protect, exit, access, scope, others, listing, target, menu } = parts;
  return {
    access,
    protect: protectOut(protect, names),
    scope,
    others,
    listing,
    target,
    exit: exitOut(exit),
    menu: menuOut(menu, menus),
  };
}

/** A collection that is gone shows what the standard menu does. */
function menuOut(menu: Menu | undefined, names: Named['menus']): string | undefined {
  if (menu === undefined) return undefined;
  const [number = 0] = menu.numbers;
  return names.get(number) ?? standardMenuName;
}
