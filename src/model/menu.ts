/** What a student's page can have around its content, in the order in which pages name it. */
export const menuParts = ['contents', 'breadcrumbs', 'courseTitle', 'userName', 'signOut', 'exit'] as const;

export type MenuPart = (typeof menuParts)[number];

/** Which of them are shown: by the standard menu, or by numbered menu collections of the course. */
export interface Menu {
  /** Empty for the standard menu; two and more where somebody is in several sections. */
  readonly numbers: readonly number[];
  readonly shows: readonly MenuPart[];
}

/** Everything. */
export const standardMenu: Menu = { numbers: [], shows: menuParts };

/** How a file calls it; no collection has that name. */
export const standardMenuName = 'standard';

/** The parts of a menu as one text, in their order; '' where nothing is shown. */
export function writeMenuParts(shows: readonly MenuPart[]): string {
  return menuParts.filter((part) => shows.includes(part)).join(' ');
}

export function readMenuParts(text: string): readonly MenuPart[] {
  const words = text.split(' ');
  return menuParts.filter((part) => words.includes(part));
}

/** Does this menu show nothing that the other one hides? */
export function showsNoMore(one: Menu, other: Menu): boolean {
  return one.shows.every((part) => other.shows.includes(part));
}

/** What both show. */
export function bothMenus(one: Menu, other: Menu): Menu {
  return {
    numbers: [...new Set([...one.numbers, ...other.numbers])].sort((here, there) => here - there),
    shows: one.shows.filter((part) => other.shows.includes(part)),
  };
}
