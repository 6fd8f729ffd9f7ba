import type { SecretRules } from '../../model/secretRules.ts';
import { canonicalUsername } from '../../model/username.ts';
import { checkContents } from './checkContents.ts';
import { checkDeepLink } from './checkDeepLink.ts';
import { OnceOnly } from './checkNames.ts';
import { checkPeriod } from './checkPeriod.ts';
import { checkProtectors } from './checkProtectors.ts';
import { didYouMean } from './didYouMean.ts';
import { quoted, type Report, within } from './faults.ts';
import { listIn, textIn } from './rawTree.ts';

interface InDomain {
  readonly rules: SecretRules;
  /** Short ids are unique per domain, over all its courses. */
  readonly shortIds: OnceOnly;
}

export function checkCourse(course: unknown, { rules, shortIds }: InDomain, report: Report): void {
  checkRoles(course, report);
  checkProtectors(course, rules, report);
  checkDeepLink(course, report);
  const items = checkContents(course, report);
  checkShortUrls(course, { items, shortIds }, report);
}

/** A role is known again by person, role and section; the same three twice could not be told apart. */
function checkRoles(course: unknown, report: Report): void {
  const roles = new OnceOnly('the same person has this role here a second time');
  for (const [position, role] of listIn(course, 'roles').entries()) {
    const here = within(report, 'roles', position);
    const username = canonicalUsername(textIn(role, 'username') ?? '');
    const kind = textIn(role, 'role');
    if (username !== undefined && kind !== undefined) {
      roles.add(JSON.stringify([username, kind, textIn(role, 'section') ?? '']), here);
    }
    const starts = textIn(role, 'starts');
    const ends = textIn(role, 'ends');
    if (starts !== undefined && ends !== undefined && ends < starts) here(['ends'], 'lies before starts');
  }
}

interface InCourse {
  readonly items: ReadonlySet<string>;
  readonly shortIds: OnceOnly;
}

/** One short URL per item; an item that this file does not have is most likely a slip. */
function checkShortUrls(course: unknown, { items, shortIds }: InCourse, report: Report): void {
  const once = new OnceOnly('a second short URL for this item');
  for (const [position, entry] of listIn(course, 'shortUrls').entries()) {
    const here = within(report, 'shortUrls', position);
    const at = typeof entry === 'string' ? here : within(here, 'item');
    const item = typeof entry === 'string' ? entry : textIn(entry, 'item');
    once.add(item, at);
    if (item !== undefined && !items.has(item)) {
      const meant = didYouMean(item, [...items]);
      const hint = meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
      at([], `the course has no item ${quoted(item)} in this file${hint}`);
    }
    shortIds.add(textIn(entry, 'id'), within(here, 'id'));
    checkPeriod(entry, here);
    checkPlaces(entry, here);
  }
}

/** The database would refuse the second with fewer words. Ids count byte by byte, names of protectors do not. */
function checkPlaces(entry: unknown, report: Report): void {
  const once = new OnceOnly('this place a second time');
  for (const [position, place] of listIn(entry, 'places').entries()) {
    const [protector, context] = [textIn(place, 'protector'), textIn(place, 'context')];
    if (protector === undefined || context === undefined) continue;
    const ids = Buffer.from(JSON.stringify([context, textIn(place, 'resourceLink') ?? null]));
    once.add(`${ids.toString('hex')} ${protector}`, within(report, 'places', position));
  }
}
