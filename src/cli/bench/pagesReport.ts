import { columns } from '../printing.ts';
import type { PageFigures } from './pages.ts';

export interface PagesResult {
  readonly node: string;
  readonly cores: number;
  readonly database: string;
  readonly data: {
    readonly links: number;
    readonly people: number;
    readonly courses: number;
    readonly launches: number;
  };
  readonly requests: number;
  readonly slowestP99Ms: number;
  readonly pages: readonly PageFigures[];
}

/** The slowest page first. */
export function pagesLines({ database, data, pages }: PagesResult): string[] {
  const { links, people, courses, launches } = data;
  const sorted = [...pages].sort((one, other) => other.p99Ms - one.p99Ms);
  return [
    `${database}: ${courses} courses, ${people} people, ${links} links, ${launches} journal rows`,
    ...columns([
      ['page', 'as', 'status', 'p50 ms', 'p99 ms'],
      ...sorted.map(({ page, as, status, p50Ms, p99Ms }) => [
        page,
        as,
        String(status),
        String(p50Ms),
        String(p99Ms),
      ]),
    ]),
  ];
}
