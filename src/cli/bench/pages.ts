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
}

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
  ['/adm/:domain/:course/links', '?q=item'],
];

/** Every page below a domain that is no file to save: those are as long as what they hold. */
export function deskPages(mounted: readonly string[]): readonly string[] {
  const pages = mounted.filter((path) => path.startsWith('/adm/:domain') && !/\/csv$|\.\w+$/.test(path));
  const asked = searches.filter(([path]) => pages.includes(path)).map(([path, query]) => path + query);
  return [...new Set([...pages, ...asked])].sort();
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
