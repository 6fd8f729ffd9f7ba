/**
 * What a browser may open, written once more from product.md (Deep-link settings) and rules.md (R6, R8) alone: short, slow,
 * and nothing of it shared with `src/`.
 */
export interface Rule {
  /** Index of an item; -1: the whole course. */
  readonly on: number;
  readonly whom: { readonly user: number } | { readonly section: string } | 'everybody';
  readonly access?: 'either' | 'only' | 'off';
  /** Names of protectors; empty: none is asked for. */
  readonly protect?: readonly string[];
  readonly scope?: 'resource' | 'folder' | 'subtree';
  readonly others?: 'hide' | 'show';
  readonly listing?: 'full' | 'details' | 'absent';
}

export interface Person {
  readonly kind: 'student' | 'staff' | 'nobody';
  readonly sections: readonly string[];
}

export interface Course {
  /** For each item the index of its folder, -1 at the top; a folder stands before what is in it. */
  readonly folderOf: readonly number[];
  readonly isFolder: readonly boolean[];
  readonly rules: readonly Rule[];
  readonly people: readonly Person[];
}

export interface Setting {
  readonly access: 'either' | 'only' | 'off';
  readonly protect: readonly string[] | 'any';
  readonly scope: 'resource' | 'folder' | 'subtree';
  readonly others: 'hide' | 'show';
  readonly listing: 'full' | 'details' | 'absent';
}

type PartName = 'access' | 'protect' | 'scope' | 'others' | 'listing';

/** The item, then its folders outwards, then the course. */
function levels({ folderOf }: Course, item: number): number[] {
  const all: number[] = [];
  for (let at = item; at >= 0; at = folderOf[at] ?? -1) all.push(at);
  return [...all, -1];
}

function partFor<Name extends PartName>(
  course: Course,
  name: Name,
  { item, user, section }: { item: number; user: number; section: string | undefined },
): Rule[Name] | undefined {
  const audiences: ((rule: Rule) => boolean)[] = [
    ({ whom }) => typeof whom === 'object' && 'user' in whom && whom.user === user,
    ({ whom }) => typeof whom === 'object' && 'section' in whom && whom.section === section,
    ({ whom }) => whom === 'everybody',
  ];
  for (const isFor of audiences) {
    for (const level of levels(course, item)) {
      const said = course.rules.find((rule) => rule.on === level && isFor(rule) && rule[name] !== undefined);
      if (said) return said[name];
    }
  }
  return undefined;
}

function inOneSection(
  course: Course,
  item: number,
  who: { user: number; section: string | undefined },
): Setting {
  const asked = { item, ...who };
  const protect = partFor(course, 'protect', asked) ?? [];
  const isProtected = protect.length > 0;
  return {
    access: partFor(course, 'access', asked) ?? (isProtected ? 'only' : 'either'),
    protect: isProtected ? protect : 'any',
    scope: partFor(course, 'scope', asked) ?? 'resource',
    others: partFor(course, 'others', asked) ?? 'show',
    listing: partFor(course, 'listing', asked) ?? 'full',
  };
}

const strictness = {
  access: ['either', 'off', 'only'],
  scope: ['subtree', 'folder', 'resource'],
  others: ['show', 'hide'],
  listing: ['full', 'details', 'absent'],
} as const;

function stricter<Value>(order: readonly Value[], values: readonly Value[]): Value {
  const [strictest] = [...values].sort((one, other) => order.indexOf(other) - order.indexOf(one));
  if (strictest === undefined) throw new Error('Nothing to choose from.');
  return strictest;
}

/** What holds for a person at an item; of two sections the stricter value of each part. */
export function settingOf(course: Course, item: number, user: number): Setting {
  const sections: (string | undefined)[] = [...(course.people[user]?.sections ?? [])];
  if (sections.length === 0) sections.push(undefined);
  const all = sections.map((section) => inOneSection(course, item, { user, section }));
  const sets = all.map(({ protect }) => protect).filter((protect) => protect !== 'any');
  const [first = [], ...rest] = sets;
  return {
    access: stricter(
      strictness.access,
      all.map(({ access }) => access),
    ),
    protect: sets.length === 0 ? 'any' : first.filter((one) => rest.every((set) => set.includes(one))),
    scope: stricter(
      strictness.scope,
      all.map(({ scope }) => scope),
    ),
    others: stricter(
      strictness.others,
      all.map(({ others }) => others),
    ),
    listing: stricter(
      strictness.listing,
      all.map(({ listing }) => listing),
    ),
  };
}

function accepts({ protect }: Setting, protector: string): boolean {
  return protect === 'any' || protect.includes(protector);
}

export type Answer = 'open' | 'launch-it' | 'not-found';

function shut({ listing }: Setting): Answer {
  return listing === 'absent' ? 'not-found' : 'launch-it';
}

/** Somebody signed in with a password asks for an item by its address. */
export function inNormalSession(course: Course, item: number, user: number): Answer {
  const kind = course.people[user]?.kind ?? 'nobody';
  if (kind === 'nobody') return 'not-found';
  if (kind === 'staff') return 'open';
  const setting = settingOf(course, item, user);
  return setting.access === 'only' ? shut(setting) : 'open';
}

/** The same by the short URL, which `off` keeps closed. */
export function byShortUrl(course: Course, item: number, user: number): Answer {
  const answer = inNormalSession(course, item, user);
  if (answer !== 'open' || course.people[user]?.kind === 'staff') return answer;
  const setting = settingOf(course, item, user);
  return setting.access === 'off' ? shut(setting) : 'open';
}

/** A student's launch that names them: does it open the item, or what is it refused for? */
export function launchOf(
  course: Course,
  item: number,
  { user, protector }: { user: number; protector: string },
): 'open' | 'link-closed' | 'wrong-protector' {
  const setting = settingOf(course, item, user);
  if (setting.access === 'off') return 'link-closed';
  return accepts(setting, protector) ? 'open' : 'wrong-protector';
}

/** Whether a launch of one item covers another. */
export function isInScope(
  course: Course,
  launched: number,
  { item, user }: { item: number; user: number },
): boolean {
  if (item === launched) return true;
  const { scope } = settingOf(course, launched, user);
  if (scope === 'resource') return false;
  const folder = course.isFolder[launched] ? launched : (course.folderOf[launched] ?? -1);
  if (item === folder) return true;
  return scope === 'folder'
    ? course.folderOf[item] === folder
    : levels(course, item).slice(1).includes(folder);
}

/** In a session that was launched through another item's link, or the same one's. */
export function inLaunch(
  course: Course,
  item: number,
  { user, launched, protector }: { user: number; launched: number; protector: string },
): Answer {
  const requested = settingOf(course, item, user);
  if (isInScope(course, launched, { item, user }))
    return accepts(requested, protector) ? 'open' : shut(requested);
  const { others } = settingOf(course, launched, user);
  return others === 'show' && requested.access === 'either' ? 'open' : shut(requested);
}
