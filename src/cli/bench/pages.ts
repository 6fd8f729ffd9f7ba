import type { benchCoordinators } from '../../services/bench/deskData.ts';
import type { DeskVisitor } from './deskVisitor.ts';

/** How quickly one page came, to one kind of visitor. */
export interface PageFigures {
  readonly page: string;
  readonly as: keyof typeof benchCoordinators;
  readonly status: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What stands in the place of names in an address; what is not named here is numbered 1. */
export interface BenchAddress {
  readonly domain: string;
  readonly course: string;
  readonly item: string;
  readonly username: string;
  readonly reference: string;
  /** The id of a short URL. */
  readonly link: string;
  readonly id: string;
  /** The visitor's list that waits to be imported. */
  readonly draft: string;
}

/** Pages that nobody looks at without a question, and the question. */
const questions: Readonly<Record<string, string>> = {
  '/adm/:domain/protectors/:number/launches/parameter': '?name=user_id',
  '/adm/:domain/:course/protectors/:number/launches/parameter': '?name=user_id',
  '/adm/:domain/:course/roster/change': '?id=1',
  '/adm/:domain/:course/roster/remove': '?id=1',
};

/** Pages that coordinators search, besides each as it opens. */
const searches: readonly (readonly [string, string])[] = [
  ['/adm/:domain/journal', '?outcome=refused'],
  ['/adm/:domain/journal', '?code=not-in-course&person=p1'],
  ['/adm/:domain/journal', '?protector=domain%3A1'],
  ['/adm/:domain/journal', '?link=:link'],
  ['/adm/:domain/journal', '?q=:reference'],
  ['/adm/:domain/:course/journal', '?person=p1&identity=accepted'],
  ['/adm/:domain/people', '?q=person+99'],
  ['/adm/:domain/courses', '?q=course+9'],
  ['/adm/:domain/:course/roster', '?q=person+9'],
  ['/adm/:domain/people', '?q=example.org&filter=no-password'],
  ['/adm/:domain/people', '?page=2000'],
  ['/adm/:domain/:course/roster', '?state=active&page=100'],
  ['/adm/:domain/:course/links', '?q=item'],
  ['/adm/:domain/:course/links', '?page=100'],
  ['/adm/:domain/:course/contents', '?q=exercise'],
  ['/adm/:domain/:course/contents', '?folder=big0'],
  ['/adm/:domain/:course/contents/:item', '?student=:username'],
  ['/adm/:domain/:course/deeplinks', '?q=exercise&page=50'],
  ['/adm/:domain/:course/deeplinks', '?filter=only'],
  ['/adm/:domain/:course/testlaunch/as', '?student=:username&item=:item'],
];

/**
 * Some pages are not everybody's: each has the one list that they wait to import, so nobody has one of short ids, and
 * archiving is the domain's.
 */
export function isShownTo(as: PageFigures['as'], page: string): boolean {
  if (page === '/adm/:domain/:course/links/ids/:draft') return false;
  if (as === 'domain') return !page.startsWith('/adm/:domain/:course/roster/import/:draft');
  return page.startsWith('/adm/:domain/:course') && page !== '/adm/:domain/:course/settings/archive';
}

/** Every page below a domain that is no file to save: those are as long as what they hold. Lists also as they are searched. */
export function deskPages(mounted: readonly string[]): readonly string[] {
  const pages = mounted.filter((path) => path.startsWith('/adm/:domain') && !isFile(path));
  const asked = searches.filter(([path]) => pages.includes(path)).map(([path, query]) => path + query);
  return [...new Set([...pages.map((path) => path + (questions[path] ?? '')), ...asked])].sort();
}

function isFile(path: string): boolean {
  return /\/(csv|file|unknown|imscc)$|\.\w+$/.test(path);
}

export function addressOf(pattern: string, address: BenchAddress): string {
  return pattern.replace(/:(\w+)/g, (_whole, name: string) =>
    encodeURIComponent(name in address ? address[name as keyof BenchAddress] : '1'),
  );
}

/** Asks for a page so often, once before it counts. */
export async function measurePage(
  visitor: DeskVisitor,
  path: string,
  times: number,
): Promise<Pick<PageFigures, 'status' | 'p50Ms' | 'p99Ms'>> {
  const { status } = await visitor.get(path);
  const took: number[] = [];
  for (let time = 0; time < times; time += 1) took.push((await visitor.get(path)).ms);
  took.sort((one, other) => one - other);
  const at = (share: number) => Math.round((took[Math.ceil(share * times) - 1] ?? 0) * 10) / 10;
  return { status, p50Ms: at(0.5), p99Ms: at(0.99) };
}
