import { isShortId } from '../../model/shortUrl.ts';

export const idVerdicts = ['new', 'same', 'fault'] as const;
export type IdVerdict = (typeof idVerdicts)[number];

/** Why an id cannot be taken over. */
export const idFaults = [
  'no-item',
  'unknown-item',
  'bad-id',
  'used-id',
  'has-other',
  'item-twice',
  'id-twice',
  'too-many-cells',
] as const;
export type IdFault = (typeof idFaults)[number];

/** One row of a list of ids, as it was handed in. */
export interface IdRow {
  readonly line: number;
  readonly item: string;
  readonly id: string;
  readonly excess: number;
}

export interface JudgedId extends IdRow {
  readonly verdict: IdVerdict;
  readonly faults: readonly IdFault[];
  /** Line of the first row with the same item, and with the same id; 0 where this is the first. */
  readonly itemTwin: number;
  readonly idTwin: number;
  /** The item's number; undefined where the course has none of that id. */
  readonly itemNumber: number | undefined;
  /** The short id that the item has already. */
  readonly has: string;
}

/** What there is, to judge by. */
export interface IdFacts {
  /** Numbers of the course's items by their ids. */
  readonly items: ReadonlyMap<string, number>;
  /** Short ids of those of them that have one. */
  readonly shortIds: ReadonlyMap<number, string>;
  /** Ids that were ever given in the domain. */
  readonly used: { has(id: string): boolean };
}

/** Judges every row; all that is wrong with it is named at once. */
export function judgeIds(rows: readonly IdRow[], facts: IdFacts): readonly JudgedId[] {
  const items = firstLines(rows, ({ item }) => item);
  const ids = firstLines(rows, ({ id }) => id);
  return rows.map((row) => {
    const itemNumber = facts.items.get(row.item);
    const has = facts.shortIds.get(itemNumber ?? 0) ?? '';
    const itemTwin = twinOf(items, row.item, row.line);
    const idTwin = twinOf(ids, row.id, row.line);
    const faults: IdFault[] = [];
    if (row.excess > 0) faults.push('too-many-cells');
    if (row.item === '') faults.push('no-item');
    else if (itemNumber === undefined) faults.push('unknown-item');
    if (!isShortId(row.id)) faults.push('bad-id');
    if (itemTwin > 0) faults.push('item-twice');
    if (idTwin > 0) faults.push('id-twice');
    const isSame = has !== '' && has === row.id;
    if (has !== '' && !isSame) faults.push('has-other');
    if (!isSame && facts.used.has(row.id)) faults.push('used-id');
    const verdict = faults.length > 0 ? 'fault' : isSame ? 'same' : 'new';
    return { ...row, verdict, faults, itemTwin, idTwin, itemNumber, has };
  });
}

function firstLines(rows: readonly IdRow[], of: (row: IdRow) => string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const row of rows) {
    const word = of(row);
    if (word !== '' && !lines.has(word)) lines.set(word, row.line);
  }
  return lines;
}

/** 0 where this row is the first. */
function twinOf(lines: ReadonlyMap<string, number>, word: string, line: number): number {
  const first = lines.get(word) ?? line;
  return first === line ? 0 : first;
}
