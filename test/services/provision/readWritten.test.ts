import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '../../../src/model/secret.ts';
import type { ExportedDomain } from '../../../src/services/provision/exportedDomain.ts';
import { makePlan } from '../../../src/services/provision/makePlan.ts';
import { writeProvisionFile } from '../../../src/services/provision/writeFile.ts';
import { exportedDomain } from './exportedDomains.ts';
import { planOf } from './reading.ts';

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
      fc.asyncProperty(exportedDomain, async (written) => {
        const again = await planOf(writeProvisionFile([written]));
        expect(bare(again)).toEqual(bare(makePlan([written], someFiles)));
      }),
      { numRuns: 300 },
    );
  });

  test('keeps settings of a person called __proto__', async () => {
    const users = new Map([['__proto__', { access: 'off' as const }]]);
    const course = { id: 'c', deepLink: { users } };
    const plan = await planOf(writeProvisionFile([{ name: 'msu', courses: [course] }]));
    expect(plan.domains[0]?.courses[0]?.deepLink?.users).toMatchObject([
      { username: '__proto__', parts: { access: 'off' } },
    ]);
    expect(Object.prototype).not.toHaveProperty('access');
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
            deepLink: {
              protect: { key: 'zirconium' },
              users: new Map([['a', { protect: { key: 'zirconium' } }]]),
            },
          },
        ],
      },
    ]);
    expect(text).not.toContain('zirconium');
    expect(text.match(/key: unset/g)).toHaveLength(2);
  });
});
