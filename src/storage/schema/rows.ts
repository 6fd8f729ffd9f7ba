/**
 * The rows of every table, as they lie there. Stores turn them into the words of the model; nobody above `storage/`
 * sees one. Times are epoch milliseconds but for
 * `valid_from`, `valid_until` and `not_before`, which are epoch seconds; flags are 0 or 1. A `course_id` of 0 on protectors means "of the domain itself",
 * an `item_id` of 0 on deep_links "the whole course": unique keys must not have NULLs in them.
 */
export interface DomainRow {
  id: number;
  name: string;
  title: string;
  time_zone: string;
  trust_usernames: number;
  secret_rules: string;
  server_address: number;
  last_protector: number;
  created_at: number;
  /** NULL: as long as is usual. */
  journal_days: number | null;
}

export interface DomainAddressRow {
  id: number;
  domain_id: number;
  origin: string;
  host: string;
  is_current: number;
  added_at: number;
}

/** A launcher that courses are told of where they make their own. */
export interface RecommendedLauncherRow {
  id: number;
  domain_id: number;
  name: string;
  /** Which LMS, one of `lmsKinds`. */
  lms: string;
  created_at: number;
}

export interface DataKeyRow {
  id: number;
  domain_id: number;
  key_id: string;
  wrapped: string;
  root_key: string;
  created_at: number;
  retired_at: number | null;
}

export interface KeyFileRow {
  id: number;
  kind: string;
  key_id: string;
  fingerprint: string;
  noted_at: number;
}

/** A server process that runs, or ran until a moment ago. */
export interface NodeRow {
  id: number;
  /** Made up anew at each start. */
  mark: string;
  /** For people: `host:port/process id`. */
  name: string;
  /** JSON: the ids of the root keys that it holds, and their fingerprints. */
  root_keys: string;
  seen_at: number;
}

/** What one process does for all that share the database, and which one. */
export interface LeaseRow {
  duty: string;
  /** Made up anew each time. */
  mark: string;
  /** For people. */
  holder: string;
  /** By the database's clock. */
  held_until: number;
}

/** One row, which changes with everything that launches are judged by. */
export interface SettingsVersionRow {
  id: number;
  version: number;
  /** Epoch seconds: launches signed before it are refused, as the memory of their nonces may be lost (R17). */
  not_before: number;
  /** The newest start of a server on this database. */
  started_at: number;
}

export interface AdministratorRow {
  id: number;
  username: string;
  fold_hash: Buffer;
  password_hash: string | null;
  disabled_at: number | null;
  sessions_after: number;
  created_at: number;
}

export interface PersonRow {
  id: number;
  domain_id: number;
  username: string;
  fold_hash: Buffer;
  display_name: string;
  email: string | null;
  password_hash: string | null;
  domain_coordinator: number;
  disabled_at: number | null;
  sessions_after: number;
  created_at: number;
  /** Username, name and e-mail address, folded (model/searchWords.ts). */
  search_words: string | null;
}

export interface OneTimeAddressRow {
  token_hash: Buffer;
  administrator_id: number | null;
  person_id: number | null;
  created_at: number;
  expires_at: number;
}

export interface CourseRow {
  id: number;
  domain_id: number;
  course_id: string;
  title: string;
  trust_usernames: number | null;
  last_protector: number;
  /** The last number that a menu collection was given. */
  last_menu: number;
  archived_at: number | null;
  created_at: number;
}

export interface RoleRow {
  id: number;
  domain_id: number;
  course_id: number;
  person_id: number;
  role: string;
  section: string;
  starts: string | null;
  ends: string | null;
}

export interface ItemRow {
  id: number;
  domain_id: number;
  course_id: number;
  item_id: string;
  parent_id: number | null;
  /** Keys of the folders above, outermost first: `/3/17/`, or `/` at the top. */
  path: string;
  position: number;
  kind: string;
  title: string;
  body: string | null;
  url: string | null;
  file_hash: string | null;
  file_name: string | null;
  file_type: string | null;
  file_size: number | null;
}

/** What an item is found by. */
export interface ItemTextRow {
  course_id: number;
  item_id: number;
  domain_id: number;
  /** Under which rules it was folded. */
  rules: number;
  folded: string;
}

export interface SiteEntryRow {
  id: number;
  /** Of the archive, SHA-256, hexadecimal; the same as the `file_hash` of the items that show it. */
  site_hash: string;
  path: string;
  hash: string;
  type: string;
  size: number;
  /** What a search finds it by, beside its path; null: it is not searched. */
  said: string | null;
}

export interface DeepLinkRow {
  id: number;
  domain_id: number;
  course_id: number;
  item_id: number;
  audience: string;
  section: string;
  person_id: number;
  access: string | null;
  protect: string | null;
  key_word: string | null;
  /** Another one for each word, whatever it is encrypted with; null without a word. */
  word_version: string | null;
  /** Epoch milliseconds; null also where it is not known. */
  word_set_at: number | null;
  /** Number of a menu collection; 0: the standard menu; null: inherited. */
  menu: number | null;
  /** What that collection shows; null without one. */
  menu_shows: string | null;
  scope: string | null;
  others: string | null;
  listing: string | null;
  target: string | null;
  exit_to: string | null;
}

export interface MenuRow {
  domain_id: number;
  course_id: number;
  number: number;
  name: string;
  shows: string;
}

/** A shared word that a session gave rightly. */
export interface GivenWordRow {
  /** Of a launch or an account's session, a hash. */
  holder: Buffer;
  item_id: number;
  version: string;
  expires_at: number;
}

export interface ProtectorRow {
  id: number;
  domain_id: number;
  course_id: number;
  number: number;
  name: string;
  lti_version: string;
  enabled: number;
  valid_from: number | null;
  valid_until: number | null;
  nonce_lifetime: number;
  consumer_key: string;
  secret: string | null;
  previous_secret: string | null;
  previous_until: number | null;
  use_identity: string | null;
  origins: string;
  origin_check: string;
  remember_users: string;
  created_at: number;
  /** NULL: offered (R32). */
  relaunch: string | null;
  /** NULL: the secret is the first one. */
  secret_changed_at: number | null;
}

export interface LinkRow {
  id: number;
  domain_id: number;
  short_id: string;
  course_id: number;
  item_id: number;
  enabled: number;
  valid_from: number | null;
  valid_until: number | null;
  /** NULL: off (R7). */
  place_check: string | null;
  created_at: number;
}

/** What settings were before somebody changed them together. */
export interface SettingUndoRow {
  id: number;
  domain_id: number;
  course_id: number;
  person_id: number;
  content: string;
  made_at: number;
  expires_at: number;
}

/** A short URL of a copied course, and the one that it stands for. */
export interface LinkCopyRow {
  link_id: number;
  domain_id: number;
  /** Of the copy. */
  course_id: number;
  from_link_id: number;
  copied_at: number;
}

/** A place in an LMS from which a link may be launched (R7); an empty `resource_link_id` stands for the whole context. */
export interface LinkPlaceRow {
  id: number;
  domain_id: number;
  link_id: number;
  protector_id: number;
  context_id: string;
  resource_link_id: string;
  approved_at: number;
}

export interface NonceRow {
  protector_id: number;
  /** Epoch seconds, as signed. */
  oauth_timestamp: number;
  nonce_hash: Buffer;
  claim: Buffer;
  outcome: string;
  launch_key: Buffer | null;
  expires_at: number;
}

export interface LaunchSessionRow {
  launch_key: Buffer;
  state: string;
  secret_hash: Buffer;
  domain_id: number;
  course_id: number;
  link_id: number;
  item_id: number;
  protector_id: number;
  protector_level: string;
  protector_number: number;
  person_id: number | null;
  subject_hash: Buffer | null;
  named: string | null;
  identity: string | null;
  password_signed_in: number;
  origin_matched: number;
  reference: string;
  frame_origins: string;
  return_sealed: string | null;
  family: string;
  locale: string | null;
  started_at: number;
  seen_at: number;
  expires_at: number;
  /** Of the one-time value by which the launch may be handed over to a new window next (R23). */
  handover_hash: Buffer | null;
  handover_until: number | null;
  /** The way back once more, sealed with that value. */
  handover_sealed: string | null;
  /** SHA-256 of the User-Agent that posted the launch; only where there is something to hand over. */
  agent_hash: Buffer | null;
  /** The item that the launch asked to go on to, by the id that people see. */
  next_item: string | null;
  /** NULL: where the LMS shows it. */
  target: string | null;
}

/** A launch that was sent back to its LMS once, and is to come again from there into the same browser (LTI 1.1.2). */
export interface RelaunchRow {
  /** SHA-256 of `tool_state`. */
  state_hash: Buffer;
  /** SHA-256 of the cookie that only the asking browser has. */
  browser_hash: Buffer;
  /** SHA-256 of `platform_state`; NULL where none was sent. */
  platform_hash: Buffer | null;
  protector_id: number;
  link_id: number;
  /** SHA-256 of the nonce of the one launch that has come with it; NULL until then. */
  spent_by: Buffer | null;
  expires_at: number;
  /** The address of the LMS up to the value of `tool_state`, sealed with that value, later with the window's. */
  address_sealed: string | null;
  /** SHA-256 of the value by which a new window starts it anew; NULL where its browser keeps cookies. */
  window_hash: Buffer | null;
  /** SHA-256 of the User-Agent that the window must show. */
  agent_hash: Buffer | null;
}

export interface LaunchRow {
  id: number;
  at: number;
  reference: string;
  domain_id: number | null;
  course_id: number | null;
  link_id: number | null;
  item_id: number | null;
  protector_id: number | null;
  protector_level: string | null;
  protector_number: number | null;
  code: string;
  identity: string | null;
  named: string | null;
  person_id: number | null;
  differs: number | null;
  clock_difference: number | null;
  tolerated: string;
  notes: string;
  times: number;
  /** Of the Origin header: an origin, or `null`, `none`, `other`; NULL where it was not asked for. */
  origin: string | null;
  /** Of the signed return URL. */
  return_origin: string | null;
}

/**
 * Launches of one day, by what became of them. A row each for the domain, a course, a protector, a protector in a course
 * and a link; 0 stands for "all of them".
 */
export interface LaunchDayRow {
  domain_id: number;
  course_id: number;
  protector_id: number;
  link_id: number;
  /** Days since 1970-01-01, of the calendar in the domain's time zone. */
  day: number;
  code: string;
  times: number;
  last_at: number;
  /** The least difference of clocks, ours minus theirs, seconds; NULL where no signature was good. */
  clock_least: number | null;
}

/** How often a link was launched with a protector from one place in the LMS (R7) on one day. */
export interface LinkPlaceDayRow {
  domain_id: number;
  link_id: number;
  protector_id: number;
  /** Days since 1970-01-01, of the calendar in the domain's time zone. */
  day: number;
  /** `place`; `none`: it named no context; `rest`: places that cannot be approved, or too many. Those have no ids. */
  kind: string;
  context_id: string;
  resource_link_id: string;
  /** Good ones. */
  launches: number;
  /** Signed well, and refused because of the place. */
  refused: number;
  /** As the LMS called it last; empty where it did not. */
  title: string;
  last_at: number;
}

/** How far the journal is counted: one row. */
export interface LaunchCountingRow {
  id: number;
  /** Rows up to this id are counted. */
  counted_id: number;
  /** The newest row that was seen at that moment: what has a lower id and is not seen soon after will never be. */
  mark_id: number;
  marked_at: number;
}

export interface LmsUserRow {
  protector_id: number;
  subject_hash: Buffer;
  person_id: number;
  first_at: number;
}

/** An origin that a good launch came from and nobody has approved yet (R25). */
export interface OriginProposalRow {
  protector_id: number;
  origin: string;
  /** SHA-256 of the LMS's `user_id`. */
  subject_hash: Buffer;
  first_at: number;
}

export interface AccountSessionRow {
  id_hash: Buffer;
  administrator_id: number | null;
  person_id: number | null;
  started_at: number;
  seen_at: number;
  expires_at: number;
  /** Browser and system, two words; null for those that began before this was kept. */
  agent: string | null;
}

/** Failed tries of passwords that are not forgiven yet. Whose they are, only a keyed hash says. */
export interface FailureRow {
  mark: Buffer;
  failed_at: number;
  expires_at: number;
}

export interface AuditRow {
  id: number;
  at: number;
  domain_id: number | null;
  course_id: number | null;
  actor: string;
  deed: string;
  object: string;
  before_value: string | null;
  after_value: string | null;
  /** Its place in the chain of its domain, from 1; null for what was written before there were chains. */
  seq: number | null;
  hash: Buffer | null;
}

/** The newest link of a domain's chain of changes; 0 stands for the server's own. */
export interface AuditChainRow {
  domain_id: number;
  seq: number;
  hash: Buffer;
}

/** A list of people that was handed in and waits to be looked through; one for each coordinator, for a day. */
export interface ImportDraftRow {
  id: number;
  domain_id: number;
  person_id: number;
  content: string;
  made_at: number;
  expires_at: number;
}

/** A name that is to be replaced in the journal, and up to which row that is still to be done. */
export interface ForgottenNameRow {
  id: number;
  domain_id: number;
  username: string;
  pseudonym: string;
  up_to: number;
}
