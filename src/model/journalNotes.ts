/** Remarks of the journal that have words of their own on pages; what else may stand there is shown as it is. */
export const journalNotes = [
  'asked-for-word',
  'content-selection',
  'former-address',
  'new-window',
  'next-ignored',
  'not-utf8',
  'other-charset',
  'other-origin',
  'other-place',
  'person-changed',
  'previous-secret',
  'relaunch-ignored',
  'relaunch-window',
  'relaunched',
  'test-launch',
  'unsigned-moodle',
] as const;

export type JournalNote = (typeof journalNotes)[number];

export function isJournalNote(text: string): text is JournalNote {
  return (journalNotes as readonly string[]).includes(text);
}
