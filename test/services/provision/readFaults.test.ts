import { describe, expect, test } from '@jest/globals';
import { changesOfItems } from './changesOfItems.ts';
import { changesOfNames } from './changesOfNames.ts';
import { faultsOf, honest, linesOf } from './reading.ts';

describe('a provision file with one thing wrong', () => {
  test('is honest without the change', async () => {
    expect(await linesOf(honest)).toEqual([]);
  });

  test.each([...changesOfNames, ...changesOfItems])('%s -> %s', async (before, after, fault) => {
    expect(honest).toContain(before);
    const lines = await linesOf(honest.replace(before, after));
    expect(lines).toContain(fault);
    // What follows from the one change may be told too, but nothing else.
    expect(lines.length).toBeLessThanOrEqual(2);
  });
});

describe('faults', () => {
  test('are all told at once, in the order of the file, also where one part of it cannot be understood', async () => {
    const text = honest
      .replace('name: msu', 'name: MSU')
      .replace('username: cora', 'username: ann')
      .replace('id: phy101', 'id: 101')
      .replace('role: student', 'role: teacher')
      .replace('[ intro,', '[ nothing,');
    expect((await faultsOf(text)).map(({ line, path }) => `${line} ${path}`)).toEqual([
      '2 domains[0].name',
      '5 domains[0].people[1].username',
      '9 domains[0].courses[0].id',
      '12 domains[0].courses[0].roles[0].role',
      '21 domains[0].courses[0].shortUrls[0]',
    ]);
  });

  test('have their lines in JSON too', async () => {
    const json = JSON.stringify({ domains: [{ name: 'msu', people: [{ username: 7 }] }] }, null, 2);
    expect(await linesOf(json)).toEqual([
      '7: domains[0].people[0].username: is read as a number, not as text; write it in quotes: "7"',
    ]);
  });

  test('refuse folders within folders beyond twenty', async () => {
    const nested = (depth: number): unknown[] =>
      depth === 0 ? [] : [{ id: `f${depth}`, folder: 'F', contents: nested(depth - 1) }];
    const file = (depth: number) =>
      JSON.stringify({ domains: [{ name: 'msu', courses: [{ id: 'c', contents: nested(depth) }] }] });
    expect(await linesOf(file(20))).toEqual([]);
    expect((await faultsOf(file(21)))[0]?.message).toBe('folders can be 20 deep, this one is deeper');
  });
});
