import { type AccessAnswer, mayOpen } from '../../model/access.ts';
import { contentsViewer, viewerByAccount, viewerByLaunch } from '../../model/contentsViewer.ts';
import { courseStanding } from '../../model/courseStanding.ts';
import { dayIn } from '../../model/days.ts';
import type { LaunchSession, Visitor } from '../../model/launchSession.ts';
import type { Viewer } from '../../model/listing.ts';
import type { Door } from '../../storage/door.ts';
import { type Item, type ItemHead, type ItemStore, itemStore } from '../../storage/itemStore.ts';
import type { CoursePerson } from '../../storage/personStore.ts';
import { type CourseFacts, readCourseFacts, readFactsNear } from '../deepLinks/courseFacts.ts';
import { courseTree, type ListedHead, listItems } from '../items/courseTree.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { placeOf } from './explainStudent.ts';
import { explainItem } from './readItem.ts';

export interface AsStudentQuestion {
  readonly username: string;
  /** By the launch of which item they came; '' for a normal sign-in. */
  readonly launched: string;
  /** Which item they open; '' for the contents of the course. */
  readonly item: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What one student of a course sees there; nothing of it counts as a visit (R30). */
export type SeenAsStudent =
  | { readonly kind: 'nobody' | 'disabled' | 'not-a-student' | 'no-item' | 'launch-shut' }
  | {
      readonly kind: 'closed';
      readonly person: CoursePerson;
      readonly answer: Extract<AccessAnswer, { open: false }>['answer'];
    }
  | {
      readonly kind: 'open';
      readonly person: CoursePerson;
      /** By a launch that they would have to sign in for. */
      readonly signsIn: boolean;
      readonly item: Item | undefined;
      readonly entries: readonly ListedHead[];
    };

interface Asked {
  readonly door: Door;
  readonly by: CourseCoordinator;
  readonly question: AsStudentQuestion;
  readonly facts: CourseFacts;
  readonly items: ItemStore;
}

/** Judged by the very rules that judge the student; only of people whom a launch could make a student here. */
export async function seeAsStudent(
  door: Door,
  by: CourseCoordinator,
  question: AsStudentQuestion,
): Promise<SeenAsStudent> {
  const facts = await factsFor(door, by, question);
  const asked: Asked = { door, by, question, facts, items: itemStore(door) };
  const named = (itemId: string) => facts.tree.find((head) => head.itemId === itemId);
  const launched = named(question.launched);
  const head = named(question.item);
  if ((question.launched !== '' && !launched) || (question.item !== '' && !head)) return { kind: 'no-item' };
  // Any item serves to find the person by; a course without items has nothing to show.
  const some = launched ?? head ?? facts.tree[0];
  if (!some) return { kind: 'no-item' };
  // Which other launches open it is not asked.
  const overview = { facts: { ...facts, tree: [some] }, item: some };
  const { username, now } = question;
  const told = await explainItem(door, by, { overview, username, now });
  if (!told) return { kind: 'nobody' };
  const { person, explanation } = told;
  if (person.disabled) return { kind: 'disabled' };
  if (explanation.standing.kind !== 'student') return { kind: 'not-a-student' };
  if (!launched) return look(asked, { person, head, launches: [], signsIn: false });
  const way = explanation.launches.find((launch) => launch.kind === 'arrives');
  if (way?.kind !== 'arrives') return { kind: 'launch-shut' };
  const session: LaunchSession = {
    visitor: visitorOf(asked, person),
    launched: placeOf(by.course.courseId, launched),
    protector: way.protector,
    passwordSignedIn: way.signsIn,
  };
  return look(asked, { person, head, launches: [session], signsIn: way.signsIn });
}

/** A single page, file or address needs its folders and those of the launched item; what lists others needs them all. */
async function factsFor(
  door: Door,
  { course }: CourseCoordinator,
  { item, launched }: AsStudentQuestion,
): Promise<CourseFacts> {
  if (item === '') return readCourseFacts(door, course);
  const near = await readFactsNear(door, course, launched === '' ? [item] : [item, launched]);
  const isFolder = near.tree.some(({ itemId, kind }) => itemId === item && kind === 'folder');
  return isFolder ? readCourseFacts(door, course) : near;
}

function visitorOf({ by, question }: Asked, person: CoursePerson): Visitor {
  return { personId: person.id, standing: courseStanding(person, dayIn(by.course.timeZone, question.now)) };
}

interface Look {
  readonly person: CoursePerson;
  readonly head: ItemHead | undefined;
  readonly launches: readonly LaunchSession[];
  readonly signsIn: boolean;
}

async function look(asked: Asked, { person, head, launches, signsIn }: Look): Promise<SeenAsStudent> {
  const { course } = asked.by;
  const { settings } = asked.facts;
  // Whoever came by a launch has no account session beside it.
  const account = launches.length === 0 ? visitorOf(asked, person) : undefined;
  const around = { settings, launches, account } as const;
  const viewers = launches.flatMap((launch) => viewerByLaunch(launch, course.courseId) ?? []);
  if (!head) {
    const answer = contentsViewer({ courseId: course.courseId, ...around });
    if (!answer.open) return { kind: 'closed', person, answer: answer.answer };
    const entries = listed(asked, undefined, answer.viewer);
    return { kind: 'open', person, signsIn, item: undefined, entries };
  }
  const place = placeOf(course.courseId, head);
  const answer = mayOpen({ item: place, ...around, by: 'address' });
  if (!answer.open) return { kind: 'closed', person, answer: answer.answer };
  const item = await asked.items.find(course, head.itemId);
  const viewer = viewers[0] ?? (account && viewerByAccount(account));
  if (!item || !viewer) return { kind: 'no-item' };
  const entries = head.kind === 'folder' ? listed(asked, head, viewer) : [];
  return { kind: 'open', person, signsIn, item, entries };
}

function listed({ by, facts }: Asked, folder: ItemHead | undefined, viewer: Viewer): readonly ListedHead[] {
  return listItems(
    courseTree(facts.tree),
    { course: by.course, settings: facts.settings },
    { folder, viewer },
  );
}
