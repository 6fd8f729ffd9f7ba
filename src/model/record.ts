/** Says whether a value is what it should be. */
type Judge<T> = (value: unknown) => value is T;

/** A judge for each name; of those that may be left out it judges what is there. */
export type Judges<T> = { readonly [Name in keyof T]-?: Judge<Exclude<T[Name], undefined>> };

/**
 * Where a value that was written down once, and may have been changed since, is not the record that it should be: the
 * names that are missing or hold something else, and `the whole` for what is no record or has names beyond those. Names
 * that nobody knows are not repeated; they may be anything. Empty: it is one.
 */
export function faultsOfRecord<T>(
  value: unknown,
  judges: Judges<T>,
  mayLack: readonly (keyof T & string)[] = [],
): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['the whole'];
  const lacking: readonly string[] = mayLack;
  const strange = Object.keys(value).some((name) => !Object.hasOwn(judges, name));
  const wrong = Object.entries<Judge<unknown>>(judges).filter(([name, isRight]) =>
    Object.hasOwn(value, name) ? !isRight(value[name as never]) : !lacking.includes(name),
  );
  return [...wrong.map(([name]) => name), ...(strange ? ['the whole'] : [])];
}

/** Whether it is such a record and nothing more. */
export function isRecord<T>(
  value: unknown,
  judges: Judges<T>,
  mayLack: readonly (keyof T & string)[] = [],
): value is T {
  return faultsOfRecord(value, judges, mayLack).length === 0;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isFilledText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

export function isOneOf<const Word extends string | number>(words: readonly Word[]): Judge<Word> {
  return (value): value is Word => (words as readonly unknown[]).includes(value);
}

export function isListOf<T>(isRight: Judge<T>): Judge<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(isRight);
}
