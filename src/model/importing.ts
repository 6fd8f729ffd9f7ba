/** The words of importing a whole tree; each is a closed list, with its words in the language files. */

/** How far an import is. */
export const importStates = ['reading', 'ready', 'applying', 'done', 'failed'] as const;

export type ImportState = (typeof importStates)[number];

/** What becomes of an entry. */
export const treeVerdicts = ['made', 'changed', 'same', 'kept', 'left-out'] as const;

export type TreeVerdict = (typeof treeVerdicts)[number];

/** Why a whole archive is not imported, beside what is wrong with it as a zip. */
export const importProblems = [
  'nothing-inside',
  'too-many-items',
  'too-much-text',
  'manifest-too-large',
  'manifest-doctype',
  'manifest-broken',
  'manifest-other',
  'manifest-version',
  'no-folder',
  'meanwhile',
  'interrupted',
  'fault',
] as const;

export type ImportProblem = (typeof importProblems)[number];

/** Why an entry does not become an item, beside what is wrong with it in the zip. */
export const leftOutReasons = [
  'system-file',
  'too-deep',
  'around-it',
  'empty-file',
  'too-large-file',
  'broken-file',
  'missing-file',
  'bad-href',
  'no-resource',
  'ambiguous',
  'heading',
  'outside',
  'not-listed',
  'lti-link',
  'discussion',
  'assessment',
  'question-bank',
  'assignment',
  'other-resource',
  'bad-web-link',
] as const;

/** What else there is to say of an entry. */
export const entryNotes = [
  'edited-here',
  'other-kind',
  'not-utf8',
  'long-page',
  'html-as-file',
  'dead-links',
  'needed',
  'short-title',
] as const;

export type LeftOutReason = (typeof leftOutReasons)[number];
export type EntryNote = (typeof entryNotes)[number];
