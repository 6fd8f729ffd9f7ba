/** An archive that is read, looked through, or was imported into a course. Times are epoch milliseconds. */
export interface ImportRow {
  id: number;
  domain_id: number;
  course_id: number;
  /** Id of the folder that it goes into; '' for the top. */
  folder: string;
  /** Under which its content waits on the disk. */
  token: string;
  /** As the archive was called. */
  name: string;
  kind: string;
  state: string;
  /** '' where nothing went wrong; else a word, and what it is about. */
  problem: string;
  done: number;
  total: number;
  /** Of all that would be done. */
  mark: string;
  /** When whoever works on it last said so. */
  beat_at: number;
  made_at: number;
  expires_at: number;
}

/** What becomes of one entry of an archive. */
export interface ImportEntryRow {
  import_id: number;
  place: number;
  /** Place of the folder around it. */
  parent: number | null;
  depth: number;
  /** What tells it from the others of its archive, the next time too. */
  source: string;
  /** Where its content lies in the archive. */
  path: string;
  /** What an id of its own is made from. */
  stem: string;
  /** '' for what cannot become an item. */
  kind: string;
  title: string;
  url: string | null;
  file_name: string | null;
  hash: string | null;
  size: number | null;
  verdict: string;
  reason: string;
  detail: string;
  item_id: string;
}

/** Which item an entry became, and how both were then. */
export interface ImportSourceRow {
  id: number;
  domain_id: number;
  course_id: number;
  /** The folder that was imported into; 0 for the top. */
  folder_id: number;
  source_hash: string;
  item_id: number;
  source_mark: string;
  item_mark: string;
  archive: string;
}
