import type Router from '@koa/router';
import type { Context } from 'koa';
import type { AsStudentQuestion, SeenAsStudent } from '../../services/explain/asStudent.ts';
import type { ListedHead } from '../../services/items/courseTree.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import { queryWord } from '../../web/listing.ts';
import { serveFile } from '../../web/serveFile.ts';
import { atCourse, type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath, studentPath } from '../deskLines.ts';
import { fieldOf } from '../formFields.ts';
import { kindInWords } from '../kindWords.ts';
import { shownAs } from '../shownAs.ts';
import { say, show } from '../site.ts';
import type { Entry } from '../studentPages.ts';
import type { StudentScreen } from './pages.ts';

export interface AsStudentRoutes {
  readonly see: (by: CourseCoordinator, question: Omit<AsStudentQuestion, 'now'>) => Promise<SeenAsStudent>;
  /** Markdown as students see it. */
  readonly render: (markdown: string, course: string) => Promise<string>;
  readonly uploadPath: (hash: string) => string;
}

/** What a student would see, in the coordinator's own session (R30): looked at, never entered. */
export function mountAsStudent(router: Router, desk: Desk, deeds: AsStudentRoutes): void {
  router.get(
    '/adm/:domain/:course/testlaunch/as',
    atCourse(desk, (ctx, at) => view(ctx, desk, { at, deeds })),
  );
  router.get(
    '/adm/:domain/:course/testlaunch/as/:item/file',
    atCourse(desk, (ctx, at) => file(ctx, { at, deeds })),
  );
}

interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: AsStudentRoutes;
}

/** The words of the address. */
type Words = Readonly<Record<'student' | 'launched' | 'item', string>>;

async function view(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const words = wordsOf(ctx, queryWord(ctx, 'item'));
  const { student: username, launched, item } = words;
  const seen = username === '' ? undefined : await deeds.see(at, { username, launched, item });
  const given = { values: words, faults: [] };
  show(ctx, desk.site, {
    view: 'asStudent/view',
    model: {
      page: { title: t('asStudent.title') },
      lede: t('asStudent.lede'),
      desk: courseLine(ctx, desk, { at, section: 'contents' }),
      fields: [
        fieldOf({ name: 'student', label: t('asStudent.student'), required: true }, given),
        fieldOf(
          { name: 'launched', label: t('asStudent.launched'), hint: t('asStudent.launchedHint') },
          given,
        ),
      ],
      who: seen && 'person' in seen ? whoOf(texts, seen, launched) : '',
      problem: seen && !('person' in seen) ? t(`asStudentFault.${seen.kind}`) : '',
      screen: seen && 'person' in seen ? await screenOf(texts, here, { words, seen }) : undefined,
    },
  });
}

function wordsOf(ctx: Context, item: string): Words {
  const student = queryWord(ctx, 'student', 400).normalize('NFC');
  return { student, launched: queryWord(ctx, 'launched'), item };
}

/** The bytes of a file that this student would be given, judged as its page is; they are read, and count as nothing. */
async function file(ctx: Context, { at, deeds }: Here): Promise<void> {
  const { item = '' } = ctx.params as { item?: string };
  const { student: username, launched } = wordsOf(ctx, item);
  const seen = await deeds.see(at, { username, launched, item });
  const opened = seen.kind === 'open' ? seen.item : undefined;
  // The archive of a site is the author's, its files are the students'.
  if (!opened?.file || opened.kind !== 'file') throw notHere();
  const { hash, name, type } = opened.file;
  const download = ctx.query.download !== undefined;
  await serveFile(ctx, { path: deeds.uploadPath(hash), name, type, contentHash: hash, download });
}

type Seen = Extract<SeenAsStudent, { person: unknown }>;
type Texts = ReturnType<typeof say>;

function whoOf({ t }: Texts, seen: Seen, launched: string): string {
  const name = t('asStudent.name', { name: seen.person.displayName, username: seen.person.username });
  if (launched === '') return t('asStudent.signedIn', { name });
  const signsIn = seen.kind === 'open' && seen.signsIn;
  return t(signsIn ? 'asStudent.byLaunchSignedIn' : 'asStudent.byLaunch', { name, launched });
}

async function screenOf(
  texts: Texts,
  { at, deeds }: Here,
  { words, seen }: { readonly words: Words; readonly seen: Seen },
): Promise<StudentScreen> {
  const { t } = texts;
  const pathTo = (item: string) => addressOf(at, { ...words, item });
  const contentsPath = words.item === '' ? '' : pathTo('');
  const nothing = {
    sentence: '',
    sanitisedHtml: '',
    leadsTo: '',
    file: undefined,
    sitePath: '',
    isFolder: false,
    entries: [],
    contentsPath,
  };
  if (seen.kind === 'closed') {
    return { ...nothing, title: t('asStudent.closed'), sentence: t(`asStudentClosed.${seen.answer}`) };
  }
  const { item } = seen;
  const title = item?.title ?? at.course.title;
  const list = { isFolder: true, entries: seen.entries.map((one) => entryOf(texts, one, pathTo)) };
  if (!item || item.kind === 'folder') return { ...nothing, title, ...list };
  if (item.kind === 'page') {
    return { ...nothing, title, sanitisedHtml: await deeds.render(item.body ?? '', studentPath(at)) };
  }
  if (item.kind === 'web') return { ...nothing, title, leadsTo: item.url ?? '' };
  if (item.kind === 'site') return { ...nothing, title, sitePath: `${studentPath(at)}/${item.itemId}` };
  const query = queryOf({ student: words.student, launched: words.launched });
  const filePath = `${coursePath(at, 'testlaunch', 'as', item.itemId, 'file')}?${query}`;
  const fileName = item.file?.name ?? '';
  const file = { fileName, filePath, kind: kindInWords(texts, item), shownAs: shownAs(item) };
  return { ...nothing, title, file: { ...file, savePath: `${filePath}&download` } };
}

function addressOf(at: CourseCoordinator, words: Words): string {
  return `${coursePath(at, 'testlaunch', 'as')}?${queryOf(words)}`;
}

function queryOf(words: Partial<Words>): string {
  return new URLSearchParams(Object.entries(words).filter(([, value]) => value !== '')).toString();
}

function entryOf(
  texts: Texts,
  { head, shows, children }: ListedHead,
  pathTo: (item: string) => string,
): Entry {
  return {
    title: head.title,
    path: shows === 'link' ? pathTo(head.itemId) : undefined,
    kind: kindInWords(texts, head),
    state: '',
    children: children.map((child) => entryOf(texts, child, pathTo)),
  };
}
