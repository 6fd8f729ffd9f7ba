import type { Door, SqlValue } from '../../src/storage/door.ts';

/** A statement as it was sent. */
export interface Asked {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Lets the engine look at how much there is in each table: its plans depend on that. */
export async function analysed(door: Door, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const text = door.dialect === 'sqlite' ? `ANALYZE ${table}` : `ANALYZE TABLE ${table}`;
    await door.write((sql) => sql.rows(text).catch(() => sql.run(text)));
  }
}
