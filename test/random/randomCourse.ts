import type { Course, Person, Rule } from './smallModel.ts';

/** A small generator with a seed, so that a course that failed can be made again. */
export type Dice = (sides: number) => number;

export function diceOf(seed: number): Dice {
  let state = seed >>> 0 || 1;
  return (sides) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % sides;
  };
}

export const protectorNames = ['domain:1', 'domain:2', 'course:1'] as const;
export const people: readonly string[] = ['ann', 'bob', 'sam', 'ian', 'zed'];

function one<Value>(dice: Dice, values: readonly Value[]): Value {
  const value = values[dice(values.length)];
  if (value === undefined) throw new Error('Nothing to throw for.');
  return value;
}

const sections = ['A', 'B'] as const;

/** Ann and Bob study, in none, one or both sections; Sam does, or did; Ian is staff; Zed has no role. */
function personOf(dice: Dice, name: string): Person {
  if (name === 'ian') return { kind: 'staff', sections: [] };
  if (name === 'zed') return { kind: 'nobody', sections: [] };
  if (name === 'sam' && dice(2) === 0) return { kind: 'nobody', sections: ['A'] };
  return { kind: 'student', sections: sections.filter(() => dice(2) === 0) };
}

export function randomCourse(dice: Dice): Course {
  const size = 3 + dice(4);
  const folderOf: number[] = [];
  const isFolder: boolean[] = [];
  for (let item = 0; item < size; item += 1) {
    const folders = isFolder.flatMap((is, at) => (is ? [at] : []));
    folderOf.push(dice(3) === 0 ? -1 : one(dice, [-1, ...folders]));
    isFolder.push(dice(5) < 2);
  }
  const crowd = people.map((name) => personOf(dice, name));
  const known = new Set<string>();
  const rules: Rule[] = [];
  for (let left = dice(2 * size); left > 0; left -= 1) {
    const rule = randomRule(dice, size);
    const name = JSON.stringify([rule.on, rule.whom]);
    if (!known.has(name)) rules.push(rule);
    known.add(name);
  }
  return { folderOf, isFolder, rules, people: crowd };
}

function randomRule(dice: Dice, size: number): Rule {
  const whom = one<Rule['whom']>(dice, [
    'everybody',
    'everybody',
    'everybody',
    { section: 'A' },
    { section: 'B' },
    { user: dice(3) },
  ]);
  const sets = protectorNames.filter(() => dice(2) === 0);
  return {
    on: dice(size + 1) - 1,
    whom,
    ...(dice(3) === 0 ? { access: one(dice, ['either', 'only', 'off'] as const) } : {}),
    ...(dice(3) === 0 ? { protect: dice(4) === 0 ? [] : sets } : {}),
    ...(dice(2) === 0 ? { scope: one(dice, ['resource', 'folder', 'subtree'] as const) } : {}),
    ...(dice(2) === 0 ? { others: one(dice, ['hide', 'show'] as const) } : {}),
    ...(dice(3) === 0 ? { listing: one(dice, ['full', 'details', 'absent'] as const) } : {}),
  };
}
