import type { Change } from './reading.ts';

const inPhysics = 'domains[0].courses[0]';
const week1 = `${inPhysics}.contents[0]`;

export const changesOfNames: readonly Change[] = [
  // Names, ids and words.
  [
    'name: msu',
    'name: MSU',
    '2: domains[0].name: \'MSU\' is not a domain name: 1-32 of a-z, 0-9 and "-", beginning with a letter or digit, and no word of our addresses',
  ],
  [
    'name: msu',
    'name: adm',
    '2: domains[0].name: \'adm\' is not a domain name: 1-32 of a-z, 0-9 and "-", beginning with a letter or digit, and no word of our addresses',
  ],
  [
    'id: phy101',
    'id: 101',
    `9: ${inPhysics}.id: is read as a number, not as text; write it in quotes: "101"`,
  ],
  [
    'id: phy101',
    'id: 0x1F',
    `9: ${inPhysics}.id: is read as a number, not as text; write it in quotes: "0x1F"`,
  ],
  [
    'id: phy101',
    'id: true',
    `9: ${inPhysics}.id: is read as true or false, not as text; write it in quotes: "true"`,
  ],
  [
    'id: phy101',
    'id: null',
    `9: ${inPhysics}.id: is read as nothing, not as text; write it in quotes: "null"`,
  ],
  ['id: phy101', 'id:', `9: ${inPhysics}.id: nothing stands here; write a value, or leave the key out`],
  [
    'id: phy101',
    'id: settings',
    `9: ${inPhysics}.id: 'settings' is not a course id: 1-64 letters, digits, ".", "_" or "-", beginning with a letter or digit, and no word of our addresses`,
  ],
  [
    'username: ann, role',
    'username: 12345, role',
    `12: ${inPhysics}.roles[0].username: is read as a number, not as text; write it in quotes: "12345"`,
  ],
  [
    'section: "001"',
    'section: 001',
    `12: ${inPhysics}.roles[0].section: is read as a number, not as text; write it in quotes: "001"`,
  ],
  [
    'sections: { "001"',
    'sections: { 001',
    `17: ${week1}.deepLink.sections["001"]: the key '001' is not read as text; write it in quotes: "001"`,
  ],
  [
    'role: student',
    'role: teacher',
    `12: ${inPhysics}.roles[0].role: 'teacher' is not a role; use coordinator, instructor, assistant, proctor or student`,
  ],
  ['role: student, ', '', `12: ${inPhysics}.roles[0].role: is missing`],
  [
    'access: only',
    'access: onyl',
    `17: ${week1}.deepLink.access: 'onyl' is not an access; use either, only or off`,
  ],
  [
    'title: Physics 101',
    'titel: Physics 101',
    `10: ${inPhysics}.titel: unknown key 'titel'; did you mean 'title'?`,
  ],
  [
    'domains:\n',
    'administrators: []\ndomains:\n',
    "1: administrators: unknown key 'administrators'; known here: domains",
  ],
  [
    '{ username: ann, name: Ann A. }',
    '{ username: ann, disabled: yes }',
    "4: domains[0].people[0].disabled: write true or false, not 'yes'",
  ],
  // The same twice.
  ['username: cora', 'username: ann', '5: domains[0].people[1].username: a second person with this username'],
  [
    'username: cora',
    'username: ANN',
    "5: domains[0].people[1].username: looks like the username 'ann'; people would mix them up",
  ],
  [
    'title: Physics 101',
    'title: A\n        title: B',
    `11: ${inPhysics}.title: this key stands here a second time`,
  ],
  ['id: intro', 'id: week1', `19: ${week1}.contents[0].id: a second item with this id in the course`],
  [
    '{ name: Quiz tool }',
    '{ name: Quiz tool }, { name: Quiz tool }',
    `13: ${inPhysics}.protectors[1].name: a second link protector of this name`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: A, key: k }, { name: B, key: k }',
    `13: ${inPhysics}.protectors[1].key: a second link protector with this key`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: A, number: 1 }, { name: B, number: 1 }',
    `13: ${inPhysics}.protectors[1].number: a second link protector with this number`,
  ],
  [
    'section: "001" }',
    'section: "001" }\n          - { username: ann, role: student, section: "001" }',
    `13: ${inPhysics}.roles[1]: the same person has this role here a second time`,
  ],
];
