import type { PersonInCourse } from '../../src/model/courseStanding.ts';
import type { IdentityQuestion } from '../../src/model/identityRule.ts';
import type { IdentityVerdict } from '../../src/model/launchCode.ts';
import type { NameInLaunch } from '../../src/model/nameInLaunch.ts';
import type { UseIdentity } from '../../src/model/protector.ts';
import type { CourseRole, RoleGrant } from '../../src/model/roles.ts';

const today = '2026-09-15';
const yesterday = '2026-09-14';
const tomorrow = '2026-09-16';

export const use: UseIdentity = {
  parameter: 'lis_person_sourcedid',
  transform: { kind: 'none' },
  otherwise: 'login',
};

function grant(role: CourseRole, starts: string | null = null, ends: string | null = null): RoleGrant {
  return { role, section: '', starts, ends };
}

const ann: PersonInCourse = { disabled: false, domainCoordinator: false, roles: [grant('student')] };
const as = (...roles: readonly RoleGrant[]): PersonInCourse => ({ ...ann, roles });
export const nobody = (verdict: Extract<NameInLaunch, { kind: 'verdict' }>['verdict']): NameInLaunch => ({
  kind: 'verdict',
  verdict,
});

/** An enrolled student, named rightly, by a protector and in a course that both trust names. */
export const honest: IdentityQuestion = {
  use,
  trusted: true,
  name: { kind: 'named', username: 'ann' },
  person: ann,
  remembered: undefined,
  rememberMode: 'warn',
  today,
};

type Change = Partial<IdentityQuestion>;
const other: Change = { remembered: 'other' };
export const enforced: Change = { remembered: 'other', rememberMode: 'enforce' };
const disabled: PersonInCourse = { ...ann, disabled: true };
export const dora: PersonInCourse = { ...ann, domainCoordinator: true };

/** What changes against the honest launch, the verdict, and whether the change of person is marked. */
export const cases: readonly (readonly [string, Change, IdentityVerdict, 'marked'?])[] = [
  ['an enrolled student comes in', {}, 'accepted'],
  ['a student whom the memory knows comes in', { remembered: 'same' }, 'accepted'],
  ['... also under enforce', { remembered: 'same', rememberMode: 'enforce' }, 'accepted'],
  ['a first launch under enforce', { rememberMode: 'enforce' }, 'accepted'],
  ['a student from today on', { person: as(grant('student', today)) }, 'accepted'],
  ['a student until today', { person: as(grant('student', null, today)) }, 'accepted'],
  [
    'one role ended, another goes on',
    { person: as(grant('student', null, yesterday), grant('student')) },
    'accepted',
  ],
  [
    'a student of two sections',
    { person: as(grant('student'), { ...grant('student'), section: '2' }) },
    'accepted',
  ],
  ['proctored last term', { person: as(grant('student'), grant('proctor', null, yesterday)) }, 'accepted'],
  ['will assist from tomorrow', { person: as(grant('student'), grant('assistant', tomorrow)) }, 'accepted'],

  ['a protector without identity', { use: false }, 'not-used'],
  ['... though the course would not trust', { use: false, trusted: false }, 'not-used'],
  ['... though no name was sent', { use: false, name: undefined }, 'not-used'],
  ['... though the name is nobody’s', { use: false, person: undefined }, 'not-used'],
  ['... though the person is disabled', { use: false, person: disabled }, 'not-used'],
  ['... though somebody else was remembered', { use: false, ...enforced }, 'not-used'],

  ['a course that trusts no names', { trusted: false }, 'vetoed-by-course'],
  ['... though none was sent', { trusted: false, name: nobody('missing') }, 'vetoed-by-course'],
  ['... though it was repeated', { trusted: false, name: nobody('repeated') }, 'vetoed-by-course'],
  ['... though nobody is called so', { trusted: false, person: undefined }, 'vetoed-by-course'],
  ['... though the person is a coordinator', { trusted: false, person: dora }, 'vetoed-by-course'],
  ['... though somebody else was remembered', { trusted: false, ...enforced }, 'vetoed-by-course'],

  ['nothing was read', { name: undefined }, 'missing'],
  ['no name was sent', { name: nobody('missing') }, 'missing'],
  ['... though a person was found for it', { name: nobody('missing'), person: ann }, 'missing'],
  ['an empty name', { name: nobody('empty') }, 'empty'],
  ['... before a disabled person', { name: nobody('empty'), person: disabled }, 'empty'],
  ['a name sent twice', { name: nobody('repeated') }, 'repeated'],
  ['... before a change', { name: nobody('repeated'), ...enforced }, 'repeated'],
  ['a variable left standing', { name: nobody('unresolved') }, 'unresolved'],
  ['... before a privileged person', { name: nobody('unresolved'), person: dora }, 'unresolved'],
  ['a name in a form that is nobody’s', { name: nobody('unknown-user') }, 'unknown-user'],
  ['... though a person was found for it', { name: nobody('unknown-user'), person: ann }, 'unknown-user'],
  ['a name that the domain does not know', { person: undefined }, 'unknown-user'],
  ['... before a change', { person: undefined, ...enforced }, 'unknown-user'],

  ['a disabled student', { person: disabled }, 'disabled-user'],
  ['a disabled domain coordinator', { person: { ...dora, disabled: true } }, 'disabled-user'],
  ['a disabled person without role', { person: { ...disabled, roles: [] } }, 'disabled-user'],
  ['disabled and changed', { person: disabled, ...enforced }, 'disabled-user', 'marked'],

  ['the LMS user was somebody else before', enforced, 'changed', 'marked'],
  ['... before privileged', { ...enforced, person: as(grant('coordinator')) }, 'changed', 'marked'],
  ['... before domain coordinator', { ...enforced, person: dora }, 'changed', 'marked'],
  [
    '... before an ended role',
    { ...enforced, person: as(grant('student', null, yesterday)) },
    'changed',
    'marked',
  ],
  ['... before no role', { ...enforced, person: as() }, 'changed', 'marked'],
  ['... under warn only marked', other, 'accepted', 'marked'],
  ['... under off not even marked', { ...other, rememberMode: 'off' }, 'accepted'],
  ['... under warn a teacher stays a teacher', { ...other, person: dora }, 'privileged', 'marked'],
  ['... under off a teacher stays a teacher', { ...other, rememberMode: 'off', person: dora }, 'privileged'],
  ['... under warn a stranger stays one', { ...other, person: as() }, 'not-a-student', 'marked'],

  ['the course’s coordinator', { person: as(grant('coordinator')) }, 'privileged'],
  ['an instructor', { person: as(grant('instructor')) }, 'privileged'],
  ['an assistant', { person: as(grant('assistant')) }, 'privileged'],
  ['a proctor', { person: as(grant('proctor')) }, 'privileged'],
  ['a student who coordinates too', { person: as(grant('student'), grant('coordinator')) }, 'privileged'],
  [
    'a student who proctors one section',
    { person: as(grant('student'), { ...grant('proctor'), section: '2' }) },
    'privileged',
  ],
  ['a proctor until today', { person: as(grant('student'), grant('proctor', null, today)) }, 'privileged'],
  ['an assistant from today', { person: as(grant('student'), grant('assistant', today)) }, 'privileged'],
  ['a domain coordinator enrolled as student', { person: dora }, 'privileged'],
  ['a domain coordinator without role', { person: { ...dora, roles: [] } }, 'privileged'],
  [
    'staff whose student role ended',
    { person: as(grant('student', null, yesterday), grant('proctor')) },
    'privileged',
  ],
  [
    'remembered, but staff by now',
    { remembered: 'same', person: as(grant('student'), grant('proctor')) },
    'privileged',
  ],

  ['a student until yesterday', { person: as(grant('student', null, yesterday)) }, 'inactive-role'],
  ['a student from tomorrow', { person: as(grant('student', tomorrow)) }, 'inactive-role'],
  [
    'between two terms',
    { person: as(grant('student', null, yesterday), grant('student', tomorrow)) },
    'inactive-role',
  ],
  ['dates the wrong way round', { person: as(grant('student', tomorrow, yesterday)) }, 'inactive-role'],
  [
    'all ended, staff too',
    { person: as(grant('student', null, yesterday), grant('proctor', null, yesterday)) },
    'inactive-role',
  ],

  ['known to the domain, no role here', { person: as() }, 'not-a-student'],
  ['an instructor of last term', { person: as(grant('instructor', null, yesterday)) }, 'not-a-student'],
  ['remembered, but off the roster', { remembered: 'same', person: as() }, 'not-a-student'],
];
