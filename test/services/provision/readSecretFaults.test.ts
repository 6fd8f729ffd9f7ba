import { describe, expect, test } from '@jest/globals';
import { faultsOf, honest, planOf } from './reading.ts';

describe('what a sentence must not repeat', () => {
  const word = 'zirconium';
  test.each([
    ['a password without quotes that begins with *', `people: [{ username: a, password: *${word} }]`],
    ['a password without quotes that begins with !', `people: [{ username: a, password: !${word} }]`],
    ['a password without quotes that begins with @', `people: [{ username: a, password: @${word} }]`],
    [
      'a password without quotes that holds a colon',
      `people:\n      - username: a\n        password: x: ${word}`,
    ],
    ['a password without a blank before it', `people: [{ username: a, password:${word} }]`],
    ['a secret without a blank before it', `protectors: [{ name: A, key: k, secret:${word} }]`],
    ['a secret without a colon before it', `protectors: [{ name: A, key: k, secret ${word} }]`],
    ['a secret with something odd before it', `protectors: [{ name: A, key: k, "secret:\\0${word}": }]`],
    ['a password that is too short', `people: [{ username: a, password: ${word} }]`],
    ['a hash that is none', `people: [{ username: a, passwordHash: ${word} }]`],
    ['a secret in the wrong form', `protectors: [{ name: A, secret: [${word}] }]`],
    [
      'a secret against the rules',
      `secretRules: { minLength: 99 }\n    protectors: [{ name: A, secret: ${word} }]`,
    ],
    ['a shared word in the wrong form', `courses: [{ id: c, deepLink: { protect: ${word} } }]`],
    ['a shared word in a list', `courses: [{ id: c, deepLink: { protect: [${word}] } }]`],
    ['a shared word in place of the key', `courses: [{ id: c, deepLink: { protect: { ${word}: x } } }]`],
    [
      'an address with a password',
      `courses: [{ id: c, contents: [{ id: w, web: W, url: "https://a:${word}@b" }] }]`,
    ],
    ['a public address with a password', `publicUrl: https://a:${word}@b`],
  ])('%s', async (_, line) => {
    const faults = await faultsOf(`domains:\n  - name: msu\n    ${line}\n`);
    expect(faults.length).toBeGreaterThan(0);
    expect(JSON.stringify(faults)).not.toContain(word);
  });

  test.each([
    ['password', 'people: [{ username: a, password: 123456789012 }]'],
    ['secret', 'protectors: [{ name: A, secret: 123456789012 }]'],
    ['shared word', 'courses: [{ id: c, deepLink: { protect: { key: 123456789012 } } }]'],
  ])('a %s of digits without quotes', async (_, line) => {
    const faults = await faultsOf(`domains:\n  - name: msu\n    ${line}\n`);
    expect(faults.map(({ message }) => message)).toEqual(['is not read as text; write it in quotes']);
  });

  test('a shared word of digits in place of the key', async () => {
    const faults = await faultsOf(
      'domains: [{ name: msu, courses: [{ id: c, deepLink: { protect: { 73912: x } } }] }]',
    );
    expect(faults.length).toBeGreaterThan(0);
    expect(JSON.stringify(faults)).not.toContain('73912');
  });

  test('passwords and secrets of a plan do not print', async () => {
    const plan = await planOf(
      honest.replace('protect: ["domain:Campus Moodle"]', `protect: { key: ${word} }`),
    );
    const printed = JSON.stringify(plan);
    for (const text of ['copper-meadow-violin', 'a-secret-of-enough-letters', word])
      expect(printed).not.toContain(text);
  });
});
