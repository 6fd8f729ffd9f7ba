import { type Name, names, type Settings } from './accessCourse.ts';

/** Those that are open; all others say `closed`, or what stands under their own name. */
export interface Expected {
  readonly open: string;
  readonly closed?: string;
  readonly but?: Partial<Record<Name, string>>;
  /** `*`: with a link. */
  readonly listed: string;
  /** Items whose short URL answers otherwise than their page. */
  readonly tiny?: Partial<Record<Name, string>>;
}

export interface Row {
  readonly name: string;
  readonly settings: Settings;
  /** Ann signed in with her password, as a student of section 001. */
  readonly student?: Expected;
  /** Ann launched by domain protector 1, and what she opened. */
  readonly launched?: Expected & { readonly at: Name };
  /** What the launch itself answers, where it is refused. */
  readonly refused?: { readonly at: Name; readonly code: string };
}

export const all = names.join(' ');
export const allListed = names.map((name) => `${name}*`).join(' ');
export const others = (...without: Name[]) => names.filter((name) => !without.includes(name)).join(' ');
const only1 = 'only domain:1';
const only2 = 'only domain:2';

export const table: readonly Row[] = [
  {
    name: 'without any setting everything opens, launched or not',
    settings: [],
    student: { open: all, listed: allListed },
    launched: { at: 'quiz', open: all, listed: allListed },
  },
  {
    name: 'only: a normal session sees the title and is sent to the LMS',
    settings: [['quiz', { access: 'only' }]],
    student: { open: others('quiz'), listed: allListed },
    launched: { at: 'quiz', open: all, listed: allListed },
  },
  {
    name: 'only and details: the title stands there without a link',
    settings: [['quiz', { access: 'only', listing: 'details' }]],
    student: { open: others('quiz'), listed: 'outside* week* quiz notes* deep* deeper* exam*' },
  },
  {
    name: 'only and absent: it does not exist for a normal session',
    settings: [['quiz', { access: 'only', listing: 'absent' }]],
    student: { open: others('quiz'), closed: 'none', listed: 'outside* week* notes* deep* deeper* exam*' },
    launched: { at: 'quiz', open: all, listed: allListed },
  },
  {
    name: 'absent alone: not listed, but open to who knows the address',
    settings: [['quiz', { listing: 'absent' }]],
    student: { open: all, listed: 'outside* week* notes* deep* deeper* exam*' },
  },
  {
    name: 'a protector and nothing about access counts as only (R6), for all in the folder',
    settings: [['week', { protect: only1 }]],
    student: { open: 'outside exam', listed: allListed },
    launched: { at: 'quiz', open: 'quiz outside exam', listed: 'outside* quiz* exam*' },
  },
  {
    name: 'an explicit either beside a protector opens without a launch too (R6)',
    settings: [['week', { protect: only2, access: 'either' }]],
    student: { open: all, listed: allListed },
    refused: { at: 'quiz', code: 'wrong-protector' },
  },
  {
    name: 'the protector of another item does not open this one',
    settings: [['quiz', { protect: only2 }]],
    student: { open: others('quiz'), listed: allListed },
    refused: { at: 'quiz', code: 'wrong-protector' },
  },
  {
    name: 'an empty set of protectors is opened by nobody',
    settings: [['quiz', { protect: 'only' }]],
    student: { open: others('quiz'), listed: allListed },
    refused: { at: 'quiz', code: 'wrong-protector' },
  },
  {
    name: "a course's protector of the same number is another one",
    settings: [['quiz', { protect: 'only course:1' }]],
    refused: { at: 'quiz', code: 'wrong-protector' },
  },
  {
    name: 'the shared word opens for nobody as long as nobody can be asked for it',
    settings: [['quiz', { protect: 'key' }]],
    student: { open: others('quiz'), listed: allListed },
    refused: { at: 'quiz', code: 'wrong-protector' },
  },
  {
    name: 'the shared word beside an explicit either is still asked for',
    settings: [['quiz', { protect: 'key', access: 'either' }]],
    student: { open: others('quiz'), listed: allListed },
  },
  {
    name: 'off: closed to launch and short URL, open from the contents',
    settings: [['quiz', { access: 'off' }]],
    student: { open: all, listed: allListed, tiny: { quiz: 'lms' } },
    refused: { at: 'quiz', code: 'link-closed' },
  },
  {
    name: 'off and absent: the short URL is closed as if it were not there',
    settings: [['quiz', { access: 'off', listing: 'absent' }]],
    student: { open: all, listed: 'outside* week* notes* deep* deeper* exam*', tiny: { quiz: 'none' } },
  },
  {
    name: 'resource, hide: the launched item and nothing else',
    settings: [['week', { protect: only1, others: 'hide' }]],
    launched: { at: 'quiz', open: 'quiz', listed: 'quiz*' },
  },
  {
    name: 'folder, hide: the folder, its page and its direct children',
    settings: [['week', { protect: only1, others: 'hide', scope: 'folder' }]],
    launched: { at: 'quiz', open: 'week quiz notes deep', listed: 'week* quiz* notes* deep*' },
  },
  {
    name: 'subtree, hide: everything below as well',
    settings: [['week', { protect: only1, others: 'hide', scope: 'subtree' }]],
    launched: { at: 'quiz', open: 'week quiz notes deep deeper', listed: 'week* quiz* notes* deep* deeper*' },
  },
  {
    name: 'folder, of a launched folder: itself and its direct children, not its neighbours',
    settings: [['week', { protect: only1, others: 'hide', scope: 'folder' }]],
    launched: { at: 'deep', open: 'deep deeper', listed: 'deep* deeper*' },
  },
  {
    name: 'resource, of a launched folder: itself alone',
    settings: [['week', { protect: only1, others: 'hide', scope: 'resource' }]],
    launched: { at: 'week', open: 'week', listed: 'week*' },
  },
  {
    name: 'folder, of an item at the root: what is at the root',
    settings: [['course', { access: 'only', others: 'hide', scope: 'folder' }]],
    launched: { at: 'exam', open: 'outside week exam', listed: 'outside* week* exam*' },
  },
  {
    name: 'subtree, of an item at the root: the whole course',
    settings: [['course', { access: 'only', others: 'hide', scope: 'subtree' }]],
    launched: { at: 'exam', open: all, listed: allListed },
  },
  {
    name: 'scope comes from the launched item, not from the requested one',
    settings: [
      ['course', { access: 'only', others: 'hide' }],
      ['notes', { scope: 'subtree' }],
    ],
    launched: { at: 'quiz', open: 'quiz', listed: 'quiz*' },
  },
  {
    name: 'protect comes from the requested item: in scope, with another protector, shut and not listed',
    settings: [
      ['week', { protect: only1, others: 'hide', scope: 'subtree' }],
      ['notes', { protect: only2 }],
      ['deep', { protect: only2 }],
    ],
    launched: { at: 'quiz', open: 'week quiz', listed: 'week* quiz*' },
  },
  {
    name: 'in scope with another protector stays shut to a launch even beside an explicit either',
    settings: [
      ['week', { protect: only1, scope: 'folder' }],
      ['notes', { protect: only2, access: 'either' }],
    ],
    launched: { at: 'quiz', open: others('notes', 'deeper'), listed: 'outside* week* quiz* deep* exam*' },
  },
  {
    name: 'show: what is either elsewhere, and no more',
    settings: [
      ['week', { protect: only1, others: 'show' }],
      ['exam', { access: 'only' }],
    ],
    launched: { at: 'quiz', open: 'quiz outside', listed: 'outside* quiz*' },
  },
  {
    name: 'show: what is off elsewhere stays shut in a launched session',
    settings: [
      ['quiz', { protect: only1, others: 'show' }],
      ['exam', { access: 'off' }],
    ],
    launched: { at: 'quiz', open: others('exam'), listed: 'outside* week* quiz* notes* deep* deeper*' },
  },
  {
    name: 'show: what is absent elsewhere is not listed and opens to who knows it',
    settings: [
      ['quiz', { protect: only1, others: 'show' }],
      ['exam', { listing: 'absent' }],
    ],
    launched: { at: 'quiz', open: all, listed: 'outside* week* quiz* notes* deep* deeper*' },
  },
  {
    name: 'hide and absent: the rest of the course does not exist',
    settings: [
      ['course', { listing: 'absent' }],
      ['quiz', { others: 'hide' }],
    ],
    launched: { at: 'quiz', open: 'quiz', closed: 'none', listed: 'quiz*' },
  },
  {
    name: 'what is in an absent folder is not listed, whatever it says of itself',
    settings: [
      ['week', { listing: 'absent' }],
      ['quiz', { listing: 'full' }],
    ],
    student: { open: all, listed: 'outside* exam*' },
  },
  {
    name: 'the whole course by launch only',
    settings: [['course', { access: 'only' }]],
    student: { open: '', listed: allListed },
    launched: { at: 'quiz', open: 'quiz', listed: 'quiz*' },
  },
  {
    name: 'the item overrides its folder, the folder the course',
    settings: [
      ['course', { access: 'only' }],
      ['week', { access: 'either' }],
      ['deep', { access: 'only' }],
      ['deeper', { access: 'either' }],
    ],
    student: { open: 'week quiz notes deeper', listed: allListed },
  },
  {
    name: 'a section overrides everybody, also where everybody is nearer',
    settings: [
      ['course', { audience: 'section', section: '001', access: 'only' }],
      ['quiz', { access: 'either' }],
    ],
    student: { open: '', listed: allListed },
  },
  {
    name: "another section's setting is nothing to her",
    settings: [['course', { audience: 'section', section: '002', access: 'only' }]],
    student: { open: all, listed: allListed },
  },
  {
    name: "another person's setting is nothing to her",
    settings: [['course', { audience: 'user', person_id: 99_999, access: 'only' }]],
    student: { open: all, listed: allListed },
  },
];
