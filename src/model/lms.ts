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
