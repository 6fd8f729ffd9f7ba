import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '../../../src/model/secret.ts';
import { canonicalUsername, cleanDisplayName, usernameFold } from '../../../src/model/username.ts';
import type { ExportedDomain } from '../../../src/services/provision/exportedDomain.ts';
import { makePlan } from '../../../src/services/provision/makePlan.ts';
import { writeProvisionFile } from '../../../src/services/provision/writeFile.ts';
import { planOf } from './reading.ts';

/** Legal ids and names that YAML 1.1 or 1.2 would take for numbers, dates, switches or nothing. */
const tricky = [
  '001',
  '101',
  '1e3',
  '0x1F',
  '0o17',
  '1_000',
  '1.5',
  'NO',
  'on',
  'y',
  'null',
  'true',
  '2026-01-01',
  'Infinity',
  'a-b',
  'A.b_c',
];
const trickyNames = [
  ...tricky,
  '~',
  '=',
  '<<',
  '# x',
  'a: b',
  '- a',
  '"q"',
  "it's",
  '{a}',
  '[a]',
  '*a',
  '&a',
  '!a',
  '%a',
  '@a',
  'a #b',
  '1:20',
  '---',
  'é',
  '日本',
  '😀',
  'עברית',
];

const id = fc.constantFrom(...tricky);
const spoken = fc.oneof(
  fc.constantFrom(...trickyNames),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => cleanDisplayName(text) === text),
);
const username = fc
  .oneof(fc.constantFrom(...trickyNames), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }))
  .filter((text) => canonicalUsername(text) === text);
const body = fc
  .array(
    fc.constantFrom(
      ' ',
      '  ',
      '\n',
      '\t',
      '\r\n',
      '\r',
      '#',
      '- a',
      'é',
      '"',
      "'",
      '\\',
      ': ',
      '%',
      '---',
      '...',
      '\u2028',
      '\ufeff',
      '😀',
      'word',
    ),
  )
  .map((parts) => parts.join(''));
const time = fc.constantFrom('2026-08-01', '2026-08-01T08:00:00Z', '2027-01-15T23:59:59-05:00');

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const switched = maybe(fc.boolean());

const parts = fc.record({
  access: maybe(fc.constantFrom('either', 'only', 'off')),
  protect: maybe(
    fc.oneof(
      fc.constant<'none'>('none'),
      fc.uniqueArray(
        spoken.map((name) => `domain:${name}`),
        { maxLength: 3 },
      ),
      fc.constant({ key: 'unset' }),
    ),
  ),
  scope: maybe(fc.constantFrom('resource', 'folder', 'subtree')),
  others: maybe(fc.constantFrom('hide', 'show')),
  listing: maybe(fc.constantFrom('full', 'details', 'absent')),
});
const deepLink = fc
  .tuple(
    parts,
    maybe(fc.dictionary(id, parts, { maxKeys: 2 })),
    maybe(fc.dictionary(username, parts, { maxKeys: 2 })),
  )
  .map(([everybody, sections, users]) => ({ ...everybody, sections, users }));

const protector = fc.record({
  name: spoken,
  nonceLifetime: maybe(fc.integer({ min: 10, max: 3600 })),
  enabled: switched,
  validFrom: maybe(time),
  validUntil: fc.constant(undefined),
  useIdentity: maybe(
    fc.oneof(
      fc.constant<false>(false),
      fc.record({
        parameter: fc.constantFrom('lis_person_sourcedid', '001', 'custom_a'),
        transform: maybe(
          fc.constantFrom<'none' | 'lower' | { strip: string }>('none', 'lower', { strip: '@msu.example' }),
        ),
        otherwise: maybe(fc.constantFrom('login', 'stop')),
      }),
    ),
  ),
  origins: maybe(fc.array(fc.constant('https://lms.example:8443'), { maxLength: 1 })),
  originCheck: maybe(fc.constantFrom('off', 'warn', 'enforce')),
});
const protectors = maybe(
  fc
    .uniqueArray(protector, { maxLength: 3, selector: ({ name }) => name })
    .map((all) => all.map((each, position) => ({ ...each, number: position + 1, key: tricky[position] }))),
);

const content = fc.oneof(
  fc.record({ page: spoken, body }),
  fc.record({ file: spoken, path: fc.constantFrom('notes.pdf', 'folder/data.txt') }),
  fc.record({ web: spoken, url: fc.constant('https://phet.example/wave?a=1#b') }),
  fc.record({ folder: spoken }),
);
const contents = fc.array(fc.tuple(content, maybe(deepLink)), { maxLength: 5 }).map((all) => {
  const items = all.map(([what, setting], position) => ({
    id: tricky[position] ?? 'x',
    ...what,
    deepLink: setting,
  }));
  return items.slice(0, 1).map((item) => ('folder' in item ? { ...item, contents: items.slice(1) } : item));
});

const course = fc
  .record({
    title: maybe(spoken),
    trustLaunchUsernames: switched,
    roles: maybe(
      fc.uniqueArray(
        fc.record({
          username,
          role: fc.constantFrom('coordinator', 'instructor', 'student'),
          section: maybe(id),
          starts: maybe(fc.constant('2026-08-01')),
        }),
        { maxLength: 3, selector: (role) => role.username },
      ),
    ),
    protectors,
    deepLink: maybe(deepLink),
    contents,
    shortUrls: fc.constantFrom('all', undefined, 'each'),
  })
  .map(({ shortUrls, ...rest }) => ({
    ...rest,
    id: 'phy101',
    shortUrls:
      shortUrls === 'each'
        ? rest.contents.map((item) => ({
            item: item.id,
            id: '234567',
            enabled: false,
            validFrom: '2026-08-01',
          }))
        : shortUrls === 'all'
          ? ('all' as const)
          : undefined,
  }));

const domain = fc.record({
  name: fc.constantFrom('msu', '101', '1e3', 'no', 'null'),
  title: maybe(spoken),
  publicUrl: maybe(fc.constant('https://links.msu.example')),
  timeZone: maybe(fc.constantFrom('UTC', 'America/Detroit')),
  trustLaunchUsernames: switched,
  people: maybe(
    fc.uniqueArray(
      fc.record({ username, name: maybe(spoken), domainCoordinator: switched, disabled: switched }),
      {
        maxLength: 4,
        selector: (person) => usernameFold(person.username),
      },
    ),
  ),
  protectors,
  courses: maybe(course.map((one) => [one])),
});

const someFiles = new Map(
  ['notes.pdf', 'folder/data.txt'].map((path) => [
    path,
    { path, open: () => Promise.reject(new Error('not opened')) },
  ]),
);

/** Plans compare by what they hold: secrets are uncovered, openers and positions left out. */
function bare(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => each !== undefined && key !== 'open')
      .map(([key, each]) => [key, bare(each)]),
  );
}

describe('a written provision file', () => {
  test('gives the same plan when it is read again, whatever the names and texts', async () => {
    await fc.assert(
      fc.asyncProperty(domain, async (written) => {
        const again = await planOf(writeProvisionFile([written]));
        expect(bare(again)).toEqual(bare(makePlan([written], someFiles)));
      }),
      { numRuns: 300 },
    );
  });

  test('keeps a page to the last blank, where a block of YAML would lose it', async () => {
    for (const text of [
      ' \n',
      'a\n \nb',
      'a\n\n\n',
      '\n\na',
      'a\r\nb',
      'two blanks  \nend',
      '# A\n\n    code\n',
    ]) {
      const item = { id: 'p', page: 'P', body: text };
      const plan = await planOf(
        writeProvisionFile([{ name: 'msu', courses: [{ id: 'c', contents: [item] }] }]),
      );
      expect(plan.domains[0]?.courses[0]?.contents[0]).toMatchObject({ body: text });
    }
  });

  test('is the same text, whatever the order in which its parts came', () => {
    const one: ExportedDomain = {
      name: 'msu',
      title: 'M',
      people: [{ username: 'a', name: 'A', disabled: true }],
    };
    const other: ExportedDomain = {
      people: [{ disabled: true, name: 'A', username: 'a' }],
      title: 'M',
      name: 'msu',
    };
    expect(writeProvisionFile([other])).toBe(writeProvisionFile([one]));
  });

  test('quotes what a reader could take for a number or a switch', () => {
    const text = writeProvisionFile([
      { name: 'msu', courses: [{ id: '101', roles: [{ username: 'NO', role: 'student', section: '001' }] }] },
    ]);
    expect(text).toContain('id: "101"');
    expect(text).toContain('username: "NO"');
    expect(text).toContain('section: "001"');
  });

  test('holds no shared word, password or secret, even if handed one by mistake', () => {
    const secrets = { password: 'zirconium', passwordHash: 'zirconium', secret: 'zirconium' };
    const text = writeProvisionFile([
      {
        name: 'msu',
        people: [{ username: 'a', ...secrets }],
        protectors: [{ name: 'P', ...secrets }],
        courses: [
          {
            id: 'c',
            deepLink: { protect: { key: 'zirconium' }, users: { a: { protect: { key: 'zirconium' } } } },
          },
        ],
      },
    ]);
    expect(text).not.toContain('zirconium');
    expect(text.match(/key: unset/g)).toHaveLength(2);
  });
});
