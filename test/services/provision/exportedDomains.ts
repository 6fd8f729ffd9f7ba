import fc from 'fast-check';
import { usernameFold } from '../../../src/model/username.ts';
import { body, id, maybe, spoken, switched, time, tricky, username } from './trickyWords.ts';

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
  target: maybe(fc.constantFrom('frame', 'top', 'window')),
  exit: maybe(
    fc.oneof(
      fc.constantFrom('lms', 'none'),
      fc.record({ url: fc.webUrl(), text: spoken.filter((text) => Array.from(text).length <= 60) }),
    ),
  ),
});
/** In the order in which a read file has them: names like `101` first. */
const byName = (name: fc.Arbitrary<string>) =>
  fc.dictionary(name, parts, { maxKeys: 2 }).map((all) => new Map(Object.entries(all)));
const deepLink = fc
  .tuple(parts, maybe(byName(id)), maybe(byName(username)))
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

const lmsId = fc.oneof(id, spoken).filter((text) => Buffer.byteLength(text) <= 255);
const places = maybe(
  fc.uniqueArray(
    fc.record({
      protector: spoken.map((name) => `domain:${name}`),
      context: lmsId,
      resourceLink: maybe(lmsId),
    }),
    { maxLength: 3, selector: ({ context }) => context },
  ),
);

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
    places,
  })
  .map(({ shortUrls, places: own, ...rest }) => ({
    ...rest,
    id: 'phy101',
    shortUrls:
      shortUrls === 'each'
        ? rest.contents.map((item) => ({
            item: item.id,
            id: '234567',
            enabled: false,
            validFrom: '2026-08-01',
            placeCheck: 'enforce' as const,
            places: own,
          }))
        : shortUrls === 'all'
          ? ('all' as const)
          : undefined,
  }));

/** Any domain as `export` could write it. */
export const exportedDomain = fc.record({
  name: fc.constantFrom('msu', '101', '1e3', 'no', 'null'),
  title: maybe(spoken),
  publicUrl: maybe(fc.constant('https://links.msu.example')),
  timeZone: maybe(fc.constantFrom('UTC', 'America/Detroit')),
  trustLaunchUsernames: switched,
  journalDays: maybe(fc.integer({ min: 14, max: 3650 })),
  recommendedLaunchers: maybe(
    fc.uniqueArray(fc.record({ name: spoken, lms: maybe(fc.constantFrom('moodle', 'openedx', 'other')) }), {
      maxLength: 3,
      selector: ({ name }) => name,
    }),
  ),
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
