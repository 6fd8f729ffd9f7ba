import type { Change } from './reading.ts';

const inPhysics = 'domains[0].courses[0]';
const week1 = `${inPhysics}.contents[0]`;

export const changesOfItems: readonly Change[] = [
  // Short URLs.
  [
    '[ intro,',
    '[ intor,',
    `21: ${inPhysics}.shortUrls[0]: the course has no item 'intor' in this file; did you mean 'intro'?`,
  ],
  ['item: week1', 'item: intro', `21: ${inPhysics}.shortUrls[1].item: a second short URL for this item`],
  [
    'id: abc123',
    'id: 234567',
    `21: ${inPhysics}.shortUrls[1].id: is read as a number, not as text; write it in quotes: "234567"`,
  ],
  [
    'id: abc123',
    'id: ab-123',
    `21: ${inPhysics}.shortUrls[1].id: 'ab-123' is not a short id: 6-12 letters and digits`,
  ],
  // Where an item is shown, and where one leaves it to.
  [
    'access: only,',
    'target: windwo,',
    `17: ${week1}.deepLink.target: 'windwo' is not a target; use frame, top or window`,
  ],
  [
    'access: only,',
    'traget: top,',
    `17: ${week1}.deepLink.traget: unknown key 'traget'; did you mean 'target'?`,
  ],
  ['access: only,', 'exit: moodle,', `17: ${week1}.deepLink.exit: 'moodle' is not an exit; use lms or none`],
  ['access: only,', 'exit: 7,', `17: ${week1}.deepLink.exit: expected an exit; use lms or none`],
  ['access: only,', 'exit: { url: "https://a.example/" },', `17: ${week1}.deepLink.exit.text: is missing`],
  ['access: only,', 'exit: { text: Home },', `17: ${week1}.deepLink.exit.url: is missing`],
  [
    'access: only,',
    'exit: { url: "https://a.example/", txt: Home },',
    `17: ${week1}.deepLink.exit.txt: unknown key 'txt'; did you mean 'text'?`,
  ],
  [
    'access: only,',
    'exit: { url: "javascript:alert(1)", text: Home },',
    `17: ${week1}.deepLink.exit.url: is not a web address; write all of it, beginning with http:// or https://`,
  ],
  [
    'access: only,',
    'exit: { url: "https://ann:pw@a.example/", text: Home },',
    `17: ${week1}.deepLink.exit.url: must not hold a user name or password`,
  ],
  [
    'access: only,',
    `exit: { url: "https://a.example/${'x'.repeat(2_000)}", text: Home },`,
    `17: ${week1}.deepLink.exit.url: is longer than 2000 bytes`,
  ],
  [
    'access: only,',
    `exit: { url: "https://a.example/", text: ${'x'.repeat(61)} },`,
    `17: ${week1}.deepLink.exit.text: has 61 characters; at most 60 are allowed`,
  ],
  [
    '"001": { access: either',
    '"001": { exit: 1',
    `17: ${week1}.deepLink.sections["001"].exit: expected an exit; use lms or none`,
  ],
  // Places in an LMS that short URLs are bound to.
  [
    'id: abc123',
    'placeCheck: enforced',
    `21: ${inPhysics}.shortUrls[1].placeCheck: 'enforced' is not a strength of this check; use off, warn or enforce`,
  ],
  [
    'id: abc123',
    'places: [ { protector: "domain:A", context: 17861 } ]',
    `21: ${inPhysics}.shortUrls[1].places[0].context: is read as a number, not as text; write it in quotes: "17861"`,
  ],
  [
    'id: abc123',
    'places: [ { protector: "domain:A" } ]',
    `21: ${inPhysics}.shortUrls[1].places[0].context: is missing`,
  ],
  [
    'id: abc123',
    'places: [ { protector: "domain:A", context: c, resourceLink: "" } ]',
    `21: ${inPhysics}.shortUrls[1].places[0].resourceLink: is empty; write the id as the LMS sends it, or leave the key out`,
  ],
  [
    'id: abc123',
    'places: [ { protector: "domain:A", context: c, resourceLink: } ]',
    `21: ${inPhysics}.shortUrls[1].places[0].resourceLink: nothing stands here; write a value, or leave the key out`,
  ],
  [
    'id: abc123',
    'places: [ { protector: "domain:A", context: "a\\tb" } ]',
    `21: ${inPhysics}.shortUrls[1].places[0].context: holds a control character`,
  ],
  [
    'id: abc123',
    `places: [ { protector: "domain:A", context: ${'é'.repeat(128)} } ]`,
    `21: ${inPhysics}.shortUrls[1].places[0].context: has 256 bytes; at most 255 are allowed`,
  ],
  [
    'id: abc123',
    'places: [ { protector: A, context: c } ]',
    `21: ${inPhysics}.shortUrls[1].places[0].protector: is not a link protector; write "domain:NAME" or "course:NAME"`,
  ],
  [
    'id: abc123',
    'places: [ { protector: "domain:A", context: c, resource: "1" } ]',
    `21: ${inPhysics}.shortUrls[1].places[0].resource: unknown key 'resource'; did you mean 'resourceLink'?`,
  ],
  [
    'id: abc123',
    'places: [ { protector: "domain:A", context: c }, { protector: "domain:A", context: c, resourceLink: "1" }, { protector: "domain:A", context: c } ]',
    `21: ${inPhysics}.shortUrls[1].places[2]: this place a second time`,
  ],
  // Dates, zones, addresses.
  [
    'name: msu',
    'name: msu\n    timeZone: Detroit',
    "3: domains[0].timeZone: 'Detroit' is not a time zone such as America/Detroit or UTC",
  ],
  ...['13', '3651', '30.5', '0'].map((days): readonly [string, string, string] => [
    'name: msu',
    `name: msu\n    journalDays: ${days}`,
    `3: domains[0].journalDays: ${days} is not a whole number from 14 to 3650 days`,
  ]),
  [
    'name: msu',
    'name: msu\n    publicUrl: https://a.example/path',
    '3: domains[0].publicUrl: is not an origin; write http:// or https://, the host and perhaps a port, without path',
  ],
  [
    'role: student',
    'role: student, starts: 2026-02-30',
    `12: ${inPhysics}.roles[0].starts: '2026-02-30' is not a day; write it as 2026-08-01`,
  ],
  [
    'role: student',
    'role: student, starts: 2026-02-02, ends: 2026-02-01',
    `12: ${inPhysics}.roles[0].ends: lies before starts`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, validFrom: 2026-01-01T08:00:00 }',
    `13: ${inPhysics}.protectors[0].validFrom: '2026-01-01T08:00:00' is not a day or time; write 2026-08-01, or 2026-08-01T08:00:00Z with a zone at the end`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, validFrom: 2026-01-02, validUntil: 2026-01-01 }',
    `13: ${inPhysics}.protectors[0].validUntil: lies before validFrom`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, nonceLifetime: 9 }',
    `13: ${inPhysics}.protectors[0].nonceLifetime: 9 is not a whole number from 10 to 3600 seconds`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, useIdentity: { parameter: a, fallbackParameter: a } }',
    `13: ${inPhysics}.protectors[0].useIdentity.fallbackParameter: is the same as the first parameter`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, useIdentity: { parameter: a, transform: upper } }',
    `13: ${inPhysics}.protectors[0].useIdentity.transform: 'upper' is not a transform; use none or lower`,
  ],
  [
    '{ name: Quiz tool }',
    '{ name: Q, origins: ["https://lms.example/course"] }',
    `13: ${inPhysics}.protectors[0].origins[0]: is not an origin; write http:// or https://, the host and perhaps a port, without path`,
  ],
  // What an item is.
  [
    'page: Introduction, body: Welcome',
    'page: Introduction',
    `19: ${week1}.contents[0]: this page lacks 'body'`,
  ],
  [
    'page: Introduction',
    'web: Introduction, url: "https://a.example", page: Introduction',
    `19: ${week1}.contents[0]: is page and web at once; an item is one of folder, page, file, site or web`,
  ],
  [
    'page: Introduction, body: Welcome',
    'web: Introduction, url: "javascript:alert(1)"',
    `19: ${week1}.contents[0].url: is not a web address; write all of it, beginning with http:// or https://`,
  ],
  [
    'page: Introduction, body',
    'page: Introduction, contents: [], body',
    `19: ${week1}.contents[0].contents: belongs to a folder, and this is a page`,
  ],
  [
    'path: notes.pdf',
    'path: other.pdf',
    `20: ${week1}.contents[1].path: no such file beside the provision file`,
  ],
  [
    'protect: ["domain:Campus Moodle"]',
    'protect: ["Campus Moodle"]',
    `17: ${week1}.deepLink.protect[0]: is not a link protector; write "domain:NAME" or "course:NAME"`,
  ],
  [
    'protect: ["domain:Campus Moodle"]',
    'protect: "domain:Campus Moodle"',
    `17: ${week1}.deepLink.protect: write none, a list such as ["domain:NAME", "course:NAME"], or { key: "shared word" }`,
  ],
  // Passwords and secrets, which no sentence repeats.
  [
    'password: copper-meadow-violin',
    'password: short',
    '5: domains[0].people[1].password: the password has fewer than 12 characters',
  ],
  [
    'password: copper-meadow-violin',
    'password: correcthorsebattery',
    '5: domains[0].people[1].password: the password is one of the passwords that are tried first everywhere',
  ],
  [
    'password: copper-meadow-violin',
    'password: copper-meadow-violin, passwordHash: x',
    '5: domains[0].people[1].passwordHash: stands beside a password; give one of the two',
  ],
  [
    'secret: a-secret-of-enough-letters',
    'secret: moodle-prod',
    '7: domains[0].protectors[0].secret: the secret is the same as the key, which every launch shows',
  ],
  [
    'name: msu',
    'name: msu\n    secretRules: { minLength: 30, require: [digit] }',
    '8: domains[0].protectors[0].secret: the secret is too short, and lacks a digit',
  ],
  [
    'name: msu',
    'name: msu\n    secretRules: { minLength: 9, maxLength: 8 }',
    '3: domains[0].secretRules: minLength is more than maxLength',
  ],
];
