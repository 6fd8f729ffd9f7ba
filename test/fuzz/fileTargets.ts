import { deepStrictEqual, ok } from 'node:assert';
import { settingFrom, writeExit, writeProtect } from '../../src/storage/deepLinkColumns.ts';
import { honest, read } from '../services/provision/reading.ts';
import { bytesOf } from './byTheBook.ts';
import type { Target } from './guided.ts';

const secret = 'a-secret-of-enough-letters';

/** Whatever a file holds, it is a plan or a list of faults, each of which can be found in it. */
export async function checkProvisionFile(input: string): Promise<void> {
  const bytes = Buffer.from(input, 'latin1');
  const result = await read(bytes);
  if (result.ok) return;
  ok(result.faults.length > 0, 'refused without a reason');
  const lines = input.split(/\r\n|\r|\n/).length;
  for (const { line, column, message, file } of result.faults) {
    ok(line >= 1 && line <= lines && column >= 1, `a fault in line ${line} of ${lines}, column ${column}`);
    ok(message !== '' && file === 'course.yaml', 'a fault without words');
    ok(!/\p{Cc}/u.test(message), 'a fault whose words would play tricks on a terminal');
    ok(!message.includes(secret), 'a fault that quotes a secret');
  }
}

export const provisionTarget: Target = {
  name: 'a provision file is read or refused with its reasons',
  files: /\/src\/(?:services\/provision|model)\//,
  seeds: [
    bytesOf(honest),
    'domains: []',
    '{"domains":[{"name":"msu","people":[{"username":"ann"}]}]}',
    'domains:\n- name: msu\n  courses:\n  - id: a\n    contents: [ { id: b, page: B, body: "x" } ]\n    shortUrls: all\n',
  ],
  words: [
    ...[
      '\n',
      '  ',
      '- ',
      ': ',
      '{ ',
      ' }',
      '[',
      ']',
      ',',
      '"',
      "'",
      '|',
      '>',
      '&a ',
      '*a',
      '<<: ',
      '!!str ',
      '#',
    ],
    ...[
      '---\n',
      '%YAML 1.1\n',
      '\t',
      '\0',
      '\xff',
      '\xef\xbb\xbf',
      '\xe2\x80\xa8',
      '? ',
      '~',
      'null',
      'true',
      '0x1',
    ],
    ...[
      'domains:',
      'people:',
      'courses:',
      'protectors:',
      'contents:',
      'deepLink:',
      'shortUrls:',
      'roles:',
      'sections:',
    ],
    ...[
      'users:',
      'protect: { key: unset }',
      'access: off',
      'scope: folder',
      'exit: { url: "https://a.example", text: x }',
    ],
    ...[
      'validFrom: 2026-02-30',
      'timeZone: Europe/Berlin',
      'publicUrl: https://a.example',
      'origins: [ "https://a" ]',
    ],
    ...[
      'transform: { strip: "@a" }',
      'secretRules: { minLength: 9 }',
      'placeCheck: enforce',
      'places: [',
      '__proto__:',
    ],
    ...[
      'passwordHash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA"',
      'nonceLifetime: 1e3',
      'target: top',
    ],
  ],
  check: checkProvisionFile,
};

const columns = [
  'access',
  'protect',
  'scope',
  'others',
  'listing',
  'target',
  'exit_to',
  'audience',
  'section',
] as const;
const none = {
  item_id: 0,
  audience: 'everybody',
  section: '',
  person_id: 0,
  access: null,
  protect: null,
  word_version: null,
  menu: null,
  menu_shows: null,
  scope: null,
  others: null,
  listing: null,
  target: null,
  exit_to: null,
};

/** A row is what would be written for what was read of it, or a fault; never a guess that opens what is shut. */
export function checkDeepLinkRow(input: string): void {
  const lines = input.split('\n');
  const row = { ...none, ...Object.fromEntries(lines.flatMap(columnOf)) };
  let setting: ReturnType<typeof settingFrom>;
  try {
    setting = settingFrom(row);
  } catch (error) {
    ok(error instanceof Error && error.message.startsWith('A deep-link setting '), String(error));
    return;
  }
  const { protect, exit, ...words } = setting.parts;
  const again = {
    ...words,
    ...(protect === undefined ? {} : { protect: writeProtect(protect) }),
    ...(exit === undefined ? {} : { exit_to: writeExit(exit) }),
  };
  const filled = Object.entries(row).filter(([name, value]) => name in none && value !== null);
  const parts = filled.filter(([name]) => !['item_id', 'audience', 'section', 'person_id'].includes(name));
  deepStrictEqual(again, Object.fromEntries(parts));
}

function columnOf(line: string): [string, string][] {
  const [name = '', ...value] = line.split('=');
  const column = columns.find((one) => one === name);
  return column === undefined ? [] : [[column, value.join('=')]];
}

export const deepLinkTarget: Target = {
  name: 'a deep-link setting is read as it was written',
  files: /\/src\/(?:storage\/deepLink|model)/,
  seeds: [
    'access=only\nprotect=only domain:1 course:22\nscope=folder\nothers=hide\nlisting=absent\ntarget=top',
    'protect=key\nexit_to=address https://a.example/?b=c Back to it\naudience=section\nsection=001',
    'protect=none\nexit_to=lms\naudience=user\naccess=off',
  ],
  words: [
    ...[
      '\n',
      '=',
      ' ',
      'only',
      'none',
      'key',
      'lms',
      'either',
      'off',
      'domain:',
      'course:',
      '0',
      '01',
      '9999999999',
    ],
    ...[
      'address ',
      'http://',
      'https://',
      'javascript:',
      'ADDRESS',
      'HTTPS://',
      '\r',
      '\0',
      'subtree',
      'show',
      'full',
    ],
    ...[
      'access=',
      'protect=',
      'exit_to=',
      'target=',
      'audience=',
      'user',
      'everybody',
      'window',
      '-1',
      '1e1',
      '\xa0',
    ],
  ],
  check: checkDeepLinkRow,
};
