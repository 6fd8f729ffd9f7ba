import { describe, expect, test } from '@jest/globals';
import { faultLine } from '../../../src/services/provision/faults.ts';
import { faultsOf, linesOf } from './reading.ts';

const laughs = Array.from({ length: 12 }, (_, level) => {
  const last = level === 0 ? 'lol' : `*l${level - 1}`;
  return `l${level}: &l${level} [${Array(8).fill(last).join(', ')}]`;
}).join('\n');

describe('text that is not what it should be', () => {
  test.each([
    ['nothing at all', '', "1: : the file is empty; expected the key 'domains'"],
    ['a word', 'domains', "1: : expected a map of keys and values, not 'domains'"],
    ['a tab for indentation', 'domains:\n  - name: msu\n\t title: x', '3: : indented with a tab; use blanks'],
    [
      'two documents',
      'domains: []\n---\ndomains: []',
      '2: : a second document begins here; the file must hold one',
    ],
    [
      'rules of an older YAML',
      '%YAML 1.1\n---\ndomains: []',
      '1: : the file must be YAML 1.2; leave the %YAML line out',
    ],
    ['thousands of brackets', '['.repeat(100_000), '1: : the file is nested too deeply'],
    ['thousands of dashes', '- '.repeat(100_000), '1: : the file is nested too deeply'],
    ['thousands of braces', '{"a":'.repeat(100_000), '1: : the file is nested too deeply'],
    ['a list where a map is meant', 'domains: {name: x}', '1: domains: expected a list'],
  ])('%s', async (_, text, fault) => {
    expect(await linesOf(text)).toContain(fault);
  });

  test('aliases that unfold to billions are refused, and quickly', async () => {
    const messages = (await faultsOf(`${laughs}\ndomains: []`)).map(({ message }) => message);
    expect(messages).toContain('the aliases of this file unfold to too much');
  });

  test.each([
    ['a part that contains itself', 'domains: &a [*a]', 'a part of the file cannot contain itself'],
    [
      'an alias of nothing',
      'domains: *a',
      'nothing of this name was marked before; if it is text, write it in quotes',
    ],
    [
      'a hundred and one aliases',
      `x: &a 1\ny: [${Array(101).fill('*a').join(', ')}]`,
      'more than 100 aliases in one file',
    ],
    [
      'a tag of its own',
      'domains: !!js/function "x"',
      'tags (words with !) are not allowed; if it is text, write it in quotes',
    ],
    [
      'a tag on a list',
      'domains: !mine []',
      'tags (words with !) are not allowed; if it is text, write it in quotes',
    ],
    [
      'a tag that makes text',
      'domains: [{ name: !!str 101 }]',
      'tags (words with !) are not allowed; if it is text, write it in quotes',
    ],
    [
      'a merge key',
      'domains: [{ name: msu, <<: { title: x } }]',
      "unknown key '<<'; known here: name, title, publicUrl, timeZone, trustLaunchUsernames, journalDays, secretRules, recommendedLaunchers, people, protectors, courses",
    ],
    [
      'a key into the prototype',
      'domains: [{ name: msu, __proto__: { title: x } }]',
      "unknown key '__proto__'; known here: name, title, publicUrl, timeZone, trustLaunchUsernames, journalDays, secretRules, recommendedLaunchers, people, protectors, courses",
    ],
    ['a list as a key', 'domains: [{ name: msu, ? [a] : b }]', 'a key must be a text'],
    [
      'half a character',
      'domains: [{ name: msu, title: "a\\ud800" }]',
      'this text holds a character that cannot be stored (NUL or half a character)',
    ],
    [
      'a NUL',
      'domains: [{ name: msu, title: "a\\0" }]',
      'this text holds a character that cannot be stored (NUL or half a character)',
    ],
    [
      'a line break in a name',
      'domains: [{ name: msu, title: "a\\nb" }]',
      'holds a line break or another character that does not show',
    ],
  ])('%s', async (_, text, message) => {
    expect((await faultsOf(text)).map((fault) => fault.message)).toContain(message);
  });

  test('bytes that are not UTF-8 are told with their line', async () => {
    const latin = Buffer.from('domains:\n  - name: msu\n    title: Universit\xe9\n', 'latin1');
    expect(await linesOf(latin)).toEqual(['3: : the file is not UTF-8; save it as UTF-8']);
  });

  test('a file of more than 20 MB is refused before it is read as YAML', async () => {
    const large = new Uint8Array(20 * 1024 * 1024 + 1).fill(0x20);
    expect((await faultsOf(large))[0]?.message).toContain('larger than 20 MB');
  });

  test('a name cannot move the cursor or turn the line of a terminal', async () => {
    const lines = (await faultsOf('domains: [{ name: "\\e[2J\\u202eabc" }]')).map(faultLine);
    expect(lines.join('')).toContain('\\u{1b}[2J\\u{202e}abc');
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
