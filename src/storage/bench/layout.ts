/**
 * How much a database for measuring holds, and what stands where in it. All of it follows from numbers, so that the
 * side that fills it, the side that signs launches and a later run need tell each other nothing but these.
 */
export interface BenchLayout {
  readonly links: number;
  readonly people: number;
  readonly courses: number;
  readonly nonces: number;
}

/** The only domain of such a database, and its protector. */
export const benchDomain = 'bench';
export const benchKey = 'bench-key';

/** Students have so many courses, as far as there are as many. */
const coursesEach = 10;

const titleShape = /^Measuring: (\d+) links, (\d+) people, (\d+) courses, (\d+) nonces$/;

/** The domain's title, by which a database shows what it was made for. */
export function titleOf({ links, people, courses, nonces }: BenchLayout): string {
  return `Measuring: ${links} links, ${people} people, ${courses} courses, ${nonces} nonces`;
}

export function layoutFrom(title: string): BenchLayout | undefined {
  const numbers = titleShape.exec(title)?.slice(1).map(Number);
  if (numbers === undefined) return undefined;
  const [links = 0, people = 0, courses = 0, nonces = 0] = numbers;
  return { links, people, courses, nonces };
}

export function usernameOf(person: number): string {
  return `p${person}`;
}

export function shortIdOf(link: number): string {
  return `b${String(link).padStart(8, '0')}`;
}

export function itemIdOf(link: number): string {
  return `i${link}`;
}

export function courseIdOf(course: number): string {
  return `c${course}`;
}

/** Links are dealt out to the courses in turn. */
export function courseOfLink({ courses }: BenchLayout, link: number): number {
  return link % courses;
}

/** A link of this course: the one that `share` (0 to less than 1) of them come before. */
export function linkOfCourse({ links, courses }: BenchLayout, course: number, share: number): number {
  const there = Math.ceil((links - course) / courses);
  return course + courses * Math.floor(share * there);
}

export function rolesEach({ courses }: BenchLayout): number {
  return Math.min(coursesEach, courses);
}

/** A person's courses lie far apart, as with pages of a real index. */
export function courseOfPerson(layout: BenchLayout, person: number, role: number): number {
  return (person + role * Math.floor(layout.courses / rolesEach(layout))) % layout.courses;
}
