/** External tools of the LMS course, each with the credentials that somebody typed in when it was set up. */
export interface Activity {
  /** The item in Tinygate that its launch URL stands for. */
  readonly item: string;
  readonly name: string;
  readonly about: string;
  /** Where the launch goes, if it was not looked up by the item. */
  readonly launchUrl?: string;
  readonly key: string;
  readonly secret: string;
}

const moodle = { key: 'moodle-prod', secret: 'demonstration-only-campus-moodle' } as const;
const quiz = { key: 'quiz-tool', secret: 'demonstration-only-quiz-tool' } as const;

export const activities: readonly Activity[] = [
  {
    item: 'week1',
    name: 'Week 1: Waves',
    about: 'a folder that opens only from here, and nothing else with it',
    ...moodle,
  },
  { item: 'standing', name: 'Standing waves', about: 'one page of week 1', ...moodle },
  { item: 'formulas', name: 'Formula sheet', about: 'a file', ...moodle },
  { item: 'midterm', name: 'Midterm', about: "by the course's own quiz tool", ...quiz },
  {
    item: 'midterm',
    name: 'Midterm, by the wrong tool',
    about: 'a good signature that this item does not accept',
    ...moodle,
  },
];
