import type { CourseScope } from '../../storage/courseStore.ts';
import type { Door } from '../../storage/door.ts';
import { lackingTexts, writeLackingTexts } from '../../storage/itemTexts.ts';

/** Few, so that nobody who writes meanwhile waits for them. */
const atOnce = 50;

/**
 * Gives items that lack it the text that they are found by, some at a time: after an update that brought the search, or
 * that folds otherwise than before. Several processes may be at it without harm.
 * @param scope left out: all courses
 * @returns how many were given one
 */
export async function fillTexts(
  door: Door,
  {
    scope,
    goOn = () => true,
    rest = async () => undefined,
  }: {
    readonly scope?: CourseScope;
    readonly goOn?: () => boolean;
    readonly rest?: () => Promise<void>;
  } = {},
): Promise<number> {
  let filled = 0;
  let after = 0;
  while (goOn()) {
    const from = after;
    const rows = await door.read((sql) =>
      lackingTexts(sql, { after: from, most: atOnce, ...(scope === undefined ? {} : { scope }) }),
    );
    if (rows.length > 0) await door.write((sql) => writeLackingTexts(sql, rows));
    filled += rows.length;
    after = rows.at(-1)?.id ?? after;
    if (rows.length < atOnce) break;
    await rest();
  }
  return filled;
}
