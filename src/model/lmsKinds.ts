/** The LMSs whose menus we know by name, as set-up sheets and recommended launchers speak of them. */
export const lmsKinds = [
  'moodle',
  'canvas',
  'openedx',
  'sakai',
  'blackboard',
  'brightspace',
  'other',
] as const;

export type LmsKind = (typeof lmsKinds)[number];

export function isLmsKind(word: string): word is LmsKind {
  return (lmsKinds as readonly string[]).includes(word);
}

const signs: readonly (readonly [RegExp, LmsKind])[] = [
  [/moodle/i, 'moodle'],
  [/canvas|instructure/i, 'canvas'],
  [/open ?edx|edx\b/i, 'openedx'],
  [/sakai/i, 'sakai'],
  [/blackboard/i, 'blackboard'],
  [/brightspace|d2l|desire2learn/i, 'brightspace'],
];

/** Which LMS a launcher's name speaks of; undefined where it names none. */
export function lmsInName(name: string): LmsKind | undefined {
  return signs.find(([sign]) => sign.test(name))?.[1];
}
