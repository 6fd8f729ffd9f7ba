import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Sql } from '../../src/storage/door.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import type { Browser } from '../browserLike.ts';
import { openWorld, type World } from '../world.ts';
import { hashOf, launched, signedIn, verdict } from './visitors.ts';

// A small model of its own, written from product.md (Deep-link settings, R1, R6) and from nothing in the sources.

interface Setting {
  readonly at: number | 'course';
  readonly whom: 'everybody' | 'section' | 'user';
  readonly access: 'either' | 'only' | 'off' | null;
  readonly protect:
    | 'none'
    | 'key'
    | 'only domain:1'
    | 'only domain:2'
    | 'only domain:1 domain:2'
    | 'only'
    | null;
  readonly scope: 'resource' | 'folder' | 'subtree' | null;
  readonly others: 'hide' | 'show' | null;
  readonly listing: 'full' | 'details' | 'absent' | null;
}

interface Tree {
  /** For each item the folder that it is in, an earlier item or none. */
  readonly parents: readonly (number | undefined)[];
  readonly folders: readonly boolean[];
}

interface Case extends Tree {
  readonly settings: readonly Setting[];
  readonly launchedAt: number;
  readonly protector: 1 | 2;
}

const value = <Part extends keyof Setting>(...values: Setting[Part][]) => fc.constantFrom(...values);

const cases: fc.Arbitrary<Case> = fc.integer({ min: 2, max: 6 }).chain((size) => {
  const at = fc.integer({ min: 0, max: size - 1 });
  const setting = fc.record({
    at: fc.oneof({ weight: 3, arbitrary: at }, { weight: 1, arbitrary: fc.constant('course' as const) }),
    whom: value<'whom'>('everybody', 'everybody', 'section', 'user'),
    access: value<'access'>(null, null, 'either', 'only', 'off'),
    protect: value<'protect'>(
      null,
      null,
      'none',
      'key',
      'only domain:1',
      'only domain:2',
      'only domain:1 domain:2',
      'only',
    ),
    scope: value<'scope'>(null, 'resource', 'folder', 'subtree'),
    others: value<'others'>(null, 'hide', 'show'),
    listing: value<'listing'>(null, null, 'full', 'details', 'absent'),
  });
  const places = Array.from({ length: size }, (_, n) =>
    fc
      .option(fc.integer({ min: 0, max: Math.max(0, n - 1) }), { nil: undefined })
      .map((p) => (n === 0 ? undefined : p)),
  );
  return fc.record({
    parents: fc.tuple(...places),
    folders: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
    settings: fc.uniqueArray(setting, {
      maxLength: 5,
      selector: ({ at: where, whom }) => `${where} ${whom}`,
    }),
    launchedAt: at,
    protector: fc.constantFrom(1 as const, 2 as const),
  });
});

/** What is in something that is no folder stands at the root. */
function tidy(found: Case): Case {
  const parents = found.parents.map((parent) =>
    parent !== undefined && found.folders[parent] ? parent : undefined,
  );
  return { ...found, parents };
}

function wayUp({ parents }: Tree, item: number): number[] {
  const parent = parents[item];
  return parent === undefined ? [item] : [item, ...wayUp({ parents, folders: [] }, parent)];
}

function holds(found: Case, item: number) {
  const levels: (number | 'course')[] = [...wayUp(found, item), 'course'];
  const ordered = (['user', 'section', 'everybody'] as const).flatMap((whom) =>
    levels.flatMap((level) => found.settings.filter((one) => one.whom === whom && one.at === level)),
  );
  const first = <Part extends 'access' | 'protect' | 'scope' | 'others' | 'listing'>(part: Part) =>
    ordered.map((one) => one[part]).find((one) => one !== null);
  const protect = first('protect') ?? 'none';
  return {
    protect,
    access: first('access') ?? (protect === 'none' ? 'either' : 'only'),
    scope: first('scope') ?? 'resource',
    others: first('others') ?? 'show',
    listing: first('listing') ?? 'full',
  };
}

function takes(protect: string, protector: number): boolean {
  return protect === 'none' || protect.split(' ').includes(`domain:${protector}`);
}

/** Does the launch of `from` extend to `to`? */
function extendsTo(found: Case, from: number, to: number): boolean {
  const { scope } = holds(found, from);
  if (from === to) return true;
  const folder = found.folders[from] ? from : found.parents[from];
  if (scope === 'folder') return to === folder || found.parents[to] === folder;
  return scope === 'subtree' && (folder === undefined || wayUp(found, to).includes(folder));
}

function launches(found: Case): boolean {
  const { access, protect } = holds(found, found.launchedAt);
  return access !== 'off' && takes(protect, found.protector);
}

function byAccount(found: Case, item: number): boolean {
  const { access, protect } = holds(found, item);
  return access !== 'only' && protect !== 'key';
}

function byLaunch(found: Case, item: number): boolean {
  const { access, protect } = holds(found, item);
  if (extendsTo(found, found.launchedAt, item)) return takes(protect, found.protector);
  return holds(found, found.launchedAt).others === 'show' && access === 'either' && protect !== 'key';
}

/** A launch that covers the item wins, else the account, else a launch that shows the rest. */
function byBoth(found: Case, item: number): boolean {
  if (extendsTo(found, found.launchedAt, item)) return byLaunch(found, item);
  return byAccount(found, item) || byLaunch(found, item);
}

describe('random courses, settings and launches', () => {
  let world: World;
  let account: Browser;
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf);
    await world.addProtector({ plainSecret: 'of the second one', consumer_key: 'second', number: 2 });
    await world.database.door.write((sql) => sql.run("UPDATE roles SET section = '001'"));
    account = await signedIn(world, 'ann');
  });
  afterAll(() => world.close());

  let made = 0;
  async function make(found: Case): Promise<LinkRow> {
    made += 1;
    const { domain, course, ann } = world;
    const place = [domain.id, course.id] as const;
    const ids: number[] = [];
    const path = (item: number | undefined): string =>
      item === undefined ? '/' : `${path(found.parents[item])}${ids[item]}/`;
    const insert = async (sql: Sql): Promise<void> => {
      for (const table of ['items', 'deep_links', 'links', 'launch_sessions'])
        await sql.run(`DELETE FROM ${table}`);
      for (const [n, parent] of found.parents.entries()) {
        const { lastId } = await sql.run(
          `INSERT INTO items (domain_id, course_id, item_id, parent_id, path, position, kind, title, body)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')`,
          [
            ...place,
            `i${n}`,
            parent === undefined ? null : (ids[parent] ?? 0),
            path(parent),
            n,
            found.folders[n] ? 'folder' : 'page',
            `TITLE-${n}-`,
          ],
        );
        ids.push(lastId);
      }
      for (const { at, whom, access, protect, scope, others, listing } of found.settings) {
        await sql.run(
          `INSERT INTO deep_links (domain_id, course_id, item_id, audience, section, person_id, access, protect, scope, others, listing)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            ...place,
            at === 'course' ? 0 : (ids[at] ?? 0),
            whom,
            whom === 'section' ? '001' : '',
            whom === 'user' ? ann.id : 0,
            access,
            protect,
            scope,
            others,
            listing,
          ],
        );
      }
    };
    await world.database.door.write(async (sql) => {
      ids.length = 0;
      await insert(sql);
    });
    return world.make.link({
      domain_id: domain.id,
      course_id: course.id,
      item_id: ids[found.launchedAt] ?? 0,
      short_id: `m${String(made).padStart(6, '0')}`,
    });
  }

  async function seenBy(
    found: Case,
    visitor: Browser,
    headers: Record<string, string> = {},
  ): Promise<string[]> {
    const pages = await Promise.all(found.parents.map((_, n) => visitor.get(`/msu/phy101/i${n}`, headers)));
    return pages.map(verdict);
  }

  const answers = (found: Case, opens: (found: Case, item: number) => boolean): string[] =>
    found.parents.map((_, n) =>
      opens(found, n) ? 'open' : holds(found, n).listing === 'absent' ? 'none' : 'lms',
    );

  test('open exactly what the model opens: by account, by launch, and by both in one browser', async () => {
    await fc.assert(
      fc.asyncProperty(cases.map(tidy), async (found) => {
        const link = await make(found);
        expect(await seenBy(found, account)).toEqual(answers(found, byAccount));
        const secret = found.protector === 1 ? {} : { key: 'second', secret: 'of the second one' };
        if (!launches(found)) {
          expect((await world.launch(world.browser(), link, secret)).status).toBe(403);
          return;
        }
        const visitor = await launched(world, link, secret);
        expect(await seenBy(found, visitor)).toEqual(answers(found, byLaunch));
        await noTitleTooMany(found, visitor);
        const both = [...account.cookies, ...visitor.cookies]
          .map(([name, text]) => `${name}=${text}`)
          .join('; ');
        expect(await seenBy(found, account, { Cookie: both })).toEqual(answers(found, byBoth));
      }),
      { numRuns: 200, seed: 20_251_217, endOnFailure: true },
    );
  }, 60_000);

  /** Every link on the contents page leads somewhere, and every title is of what opens or may be listed. */
  async function noTitleTooMany(found: Case, visitor: Browser): Promise<void> {
    const { text } = await visitor.get('/msu/phy101');
    for (const n of found.parents.keys()) {
      const isInScope = extendsTo(found, found.launchedAt, n);
      const linked = text.includes(`href="/msu/phy101/i${n}"`);
      expect([n, linked && !byLaunch(found, n)]).toEqual([n, false]);
      const mayBeNamed = byLaunch(found, n) && (isInScope || holds(found, n).listing !== 'absent');
      expect([n, text.includes(`TITLE-${n}-`) && !mayBeNamed]).toEqual([n, false]);
      if (isInScope && byLaunch(found, n)) expect([n, linked]).toEqual([n, true]);
    }
  }
});
