import type { Door } from '../../storage/door.ts';
import {
  hasPairs,
  type LinkPair,
  listPairs,
  type PairQuestion,
  type ShutFacts,
  shutFacts,
} from '../../storage/linkCopyStore.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';

/** Old and new short URLs of a copied course, and what there stays shut until somebody does something. */
export interface CopyRead extends ShutFacts {
  readonly pairs: readonly LinkPair[];
  readonly total: number;
  /** Whether the course was copied with short URLs at all. */
  readonly isCopy: boolean;
}

/** One page of them. */
export function readCopy(
  door: Door,
  { course }: CourseCoordinator,
  question: PairQuestion,
): Promise<CopyRead> {
  return door.read(async (sql) => ({
    ...(await listPairs(sql, course, question)),
    ...(await shutFacts(sql, course)),
    isCopy: await hasPairs(sql, course),
  }));
}

const atOnce = 500;

/** All pairs, in pieces. */
export async function* allPairs(
  door: Door,
  { course }: CourseCoordinator,
  question: PairQuestion,
): AsyncGenerator<readonly LinkPair[]> {
  for (let offset = 0; ; offset += atOnce) {
    const { pairs } = await door.read((sql) => listPairs(sql, course, { ...question, offset, most: atOnce }));
    if (pairs.length > 0) yield pairs;
    if (pairs.length < atOnce) return;
  }
}
