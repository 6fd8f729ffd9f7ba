import { describe, expect, test } from '@jest/globals';
import { endingSecond, readTime, startingSecond } from '../../../src/services/provision/plannedTime.ts';
import { planOf, read } from './reading.ts';

describe('the plan of a file', () => {
  test('keeps what the file leaves out apart from what it says', async () => {
    const { domains } = await planOf(
      'domains: [{ name: msu, protectors: [{ name: A, enabled: false }], courses: [{ id: c }] }]',
    );
    expect(domains[0]?.trustLaunchUsernames).toBeUndefined();
    expect(domains[0]?.protectors[0]).toMatchObject({ enabled: false });
    expect(domains[0]?.protectors[0]?.useIdentity).toBeUndefined();
    expect(domains[0]?.protectors[0]?.secret).toBeUndefined();
    expect(domains[0]?.courses[0]?.shortUrls).toBeUndefined();
  });

  test('has usernames, names and origins in their one form', async () => {
    const decomposed = 'Jose\u0301';
    const { domains } = await planOf(`domains:
  - name: msu
    publicUrl: HTTPS://Links.MSU.example:443/
    people: [{ username: ${decomposed} }]
    protectors: [{ name: ${decomposed}, origins: ["https://LMS.example:8443"] }]
    courses:
      - id: c
        roles: [{ username: ${decomposed}, role: student }]
        deepLink: { protect: ["domain:${decomposed}"], users: { ${decomposed}: { access: off } } }
`);
    const [domain] = domains;
    const [course] = domain?.courses ?? [];
    expect(domain?.publicUrl).toBe('https://links.msu.example');
    expect(domain?.people[0]?.username).toBe('José');
    expect(domain?.protectors[0]).toMatchObject({ name: 'José', origins: ['https://lms.example:8443'] });
    expect(course?.roles[0]).toMatchObject({ username: 'José', section: '' });
    expect(course?.deepLink?.everybody.protect).toEqual({
      kind: 'protectors',
      protectors: [{ level: 'domain', name: 'José' }],
    });
    expect(course?.deepLink?.users[0]).toMatchObject({ username: 'José', parts: { access: 'off' } });
  });

  test.each([
    ['none', { kind: 'none' }],
    ['[]', { kind: 'protectors', protectors: [] }],
    ['["course:a:b"]', { kind: 'protectors', protectors: [{ level: 'course', name: 'a:b' }] }],
    ['{ key: unset }', { kind: 'key', word: undefined }],
  ])('reads protect: %s', async (text, protect) => {
    const { domains } = await planOf(
      `domains: [{ name: msu, courses: [{ id: c, deepLink: { protect: ${text} } }] }]`,
    );
    expect(domains[0]?.courses[0]?.deepLink?.everybody.protect).toEqual(protect);
  });

  test('fills up the identity that a protector uses, since it is taken as a whole', async () => {
    const { domains } = await planOf(`domains:
  - name: msu
    protectors:
      - { name: A, useIdentity: { parameter: user } }
      - { name: B, useIdentity: { parameter: user, transform: { strip: "@msu.example" }, otherwise: stop } }
      - { name: C, useIdentity: false }
`);
    expect(domains[0]?.protectors.map(({ useIdentity }) => useIdentity)).toEqual([
      { parameter: 'user', transform: { kind: 'none' }, otherwise: 'login' },
      { parameter: 'user', transform: { kind: 'strip', ending: '@msu.example' }, otherwise: 'stop' },
      false,
    ]);
  });

  test('says later, too, where in the file a thing stands', async () => {
    const result = await read('domains:\n  - name: msu\n    courses:\n      - id: c\n        title: C\n');
    if (!result.ok) throw new Error('an honest file was refused');
    const path = result.plan.domains[0]?.courses[0]?.path ?? [];
    expect(result.faultAt([...path, 'title'], 'why')).toEqual({
      file: 'course.yaml',
      line: 5,
      column: 16,
      path: 'domains[0].courses[0].title',
      message: 'why',
    });
  });
});

describe('dates of the file', () => {
  test.each([
    ['2026-08-01', 'America/Detroit', '2026-08-01T04:00:00Z', '2026-08-02T04:00:00Z'],
    ['2026-08-01', 'UTC', '2026-08-01T00:00:00Z', '2026-08-02T00:00:00Z'],
    ['2026-11-01', 'America/Detroit', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ['2026-08-01', 'Pacific/Kiritimati', '2026-07-31T10:00:00Z', '2026-08-01T10:00:00Z'],
    // Summer time begins at midnight there, so this day begins at one o'clock.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
    ['2026-08-01T08:00:00-04:00', 'UTC', '2026-08-01T12:00:00Z', '2026-08-01T12:00:00Z'],
    ['2026-08-01T08:00Z', 'Asia/Tokyo', '2026-08-01T08:00:00Z', '2026-08-01T08:00:00Z'],
  ])('%s in %s counts from %s until %s', (text, zone, from, until) => {
    const time = readTime(text);
    if (time === undefined) throw new Error('an honest time was refused');
    expect(startingSecond(time, zone)).toBe(Date.parse(from) / 1000);
    expect(endingSecond(time, zone)).toBe(Date.parse(until) / 1000);
  });

  test.each([
    '2026-8-1',
    '2026-02-29',
    '2026-08-01T08:00:00',
    '2026-08-01 08:00Z',
    '2026-08-01T24:00:00Z',
    '2026-08-01T08:00:00+15:00',
    'tomorrow',
    '',
  ])('refuses %p', (text) => expect(readTime(text)).toBeUndefined());
});
