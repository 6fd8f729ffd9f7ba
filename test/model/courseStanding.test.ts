import { describe, expect, test } from '@jest/globals';
import { courseStanding } from '../../src/model/courseStanding.ts';
import type { CourseRole, RoleGrant } from '../../src/model/roles.ts';

const today = '2026-09-15';

function grant(
  role: CourseRole,
  section = '',
  starts: string | null = null,
  ends: string | null = null,
): RoleGrant {
  return { role, section, starts, ends };
}

describe('what somebody is in a course today', () => {
  test.each<[string, readonly RoleGrant[], string, readonly string[]]>([
    ['no role', [], 'none', []],
    ['a student', [grant('student')], 'student', []],
    ['a student of a section', [grant('student', '001')], 'student', ['001']],
    [
      'a student of two sections',
      [grant('student', '001'), grant('student', '002')],
      'student',
      ['001', '002'],
    ],
    ['a student twice of one', [grant('student', '001'), grant('student', '001', today)], 'student', ['001']],
    ['of a section and the whole course', [grant('student'), grant('student', '001')], 'student', ['001']],
    [
      'of a section that has ended',
      [grant('student'), grant('student', '1', null, '2026-09-14')],
      'student',
      [],
    ],
    ['a student from tomorrow', [grant('student', '', '2026-09-16')], 'none', []],
    ['a student until today', [grant('student', '', null, today)], 'student', []],
    ['a student until yesterday', [grant('student', '', null, '2026-09-14')], 'none', []],
    ['a proctor', [grant('proctor')], 'staff', []],
    ['an assistant', [grant('assistant')], 'staff', []],
    ['an instructor of one section', [grant('instructor', '002')], 'staff', ['002']],
    ['a coordinator', [grant('coordinator')], 'staff', []],
    ['a student who also proctors', [grant('student', '001'), grant('proctor')], 'staff', ['001']],
    ['a proctor no more', [grant('student'), grant('proctor', '', null, '2026-09-14')], 'student', []],
    ['an instructor from tomorrow', [grant('instructor', '', '2026-09-16')], 'none', []],
  ])('%s', (_case, roles, kind, sections) => {
    const person = { disabled: false, domainCoordinator: false, roles };
    expect(courseStanding(person, today)).toEqual({ kind, sections });
  });

  test('a domain coordinator is staff of every course, also where enrolled as student', () => {
    const person = { disabled: false, domainCoordinator: true, roles: [grant('student')] };
    expect(courseStanding(person, today).kind).toBe('staff');
  });

  test('a disabled person is nobody at the very next request, whatever the roles', () => {
    const person = {
      disabled: true,
      domainCoordinator: true,
      roles: [grant('coordinator'), grant('student', '1')],
    };
    expect(courseStanding(person, today)).toEqual({ kind: 'none', sections: [] });
  });
});
