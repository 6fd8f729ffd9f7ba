import type { Pair } from './pairs.ts';

// A map, because the word comes from outside and every object has a `constructor`.
const names: ReadonlyMap<string, string> = new Map([
  ['moodle', 'Moodle'],
  ['canvas', 'Canvas'],
  ['sakai', 'Sakai'],
  ['blackboardlearn', 'Blackboard'],
  ['learn', 'Blackboard'],
  ['desire2learn', 'Brightspace'],
  ['schoology', 'Schoology'],
]);

/** What people call the LMS whose product family a launch named; undefined for one that we do not know by name. */
export function lmsName(family: string | undefined): string | undefined {
  return family === undefined ? undefined : names.get(family.toLowerCase());
}

/** Whether a form says that it comes from Moodle, which sends it unsigned where a tool's key or secret is empty. Proves nothing. */
export function looksLikeMoodle(pairs: readonly Pick<Pair, 'name' | 'value'>[]): boolean {
  return pairs.some(
    ({ name, value }) =>
      (name === 'tool_consumer_info_product_family_code' && value.toLowerCase() === 'moodle') ||
      (name === 'ext_lms' && /^moodle/i.test(value)),
  );
}
