import type { Door } from './door.ts';
import { addRow } from './rowWriting.ts';

/** Of a key that a process holds. */
export interface HeldKey {
  readonly id: string;
  readonly fingerprint: string;
}

/** A server process and the root keys that it holds. */
export interface Node {
  /** For people: `host:port/process id`. */
  readonly name: string;
  readonly rootKeys: readonly HeldKey[];
}

/** A process that has not reported for so long does not run any more. */
export const nodeLivesMs = 60_000;

export interface NodeStore {
  /** Says that the process with this mark lives. Time is the database's, since machines differ. */
  report(mark: string, node: Node): Promise<void>;
  leave(mark: string): Promise<void>;
  /** Takes away processes that are over: long silent, or said so by their name. */
  forget(isOver: (name: string) => boolean): Promise<void>;
  live(): Promise<readonly (Node & { readonly seenAt: number })[]>;
}

interface Row {
  id: number;
  name: string;
  root_keys: string;
  seen_at: number;
}

export function nodeStore(door: Door): NodeStore {
  const all = () =>
    door.read((sql) => sql.rows<Row>('SELECT id, name, root_keys, seen_at FROM nodes ORDER BY name'));
  return {
    async report(mark, { name, rootKeys }) {
      const now = await door.databaseTime();
      const held = JSON.stringify(rootKeys.map(({ id, fingerprint }) => [id, fingerprint]));
      await door.write(async (sql) => {
        const text = 'UPDATE nodes SET root_keys = ?, seen_at = ? WHERE mark = ?';
        const { affected } = await sql.run(text, [held, now, mark]);
        if (affected === 0) await addRow(sql, 'nodes', { mark, name, root_keys: held, seen_at: now });
      });
    },
    async leave(mark) {
      await door.write((sql) => sql.run('DELETE FROM nodes WHERE mark = ?', [mark]));
    },
    async forget(isOver) {
      const now = await door.databaseTime();
      const over = (await all()).filter(({ name, seen_at }) => seen_at < now - nodeLivesMs || isOver(name));
      for (const { id } of over) await door.write((sql) => sql.run('DELETE FROM nodes WHERE id = ?', [id]));
    },
    async live() {
      const now = await door.databaseTime();
      return (await all())
        .filter(({ seen_at }) => seen_at >= now - nodeLivesMs)
        .map(({ name, root_keys, seen_at }) => ({
          name,
          rootKeys: (JSON.parse(root_keys) as [string, string][]).map(([id, fingerprint]) => ({
            id,
            fingerprint,
          })),
          seenAt: Number(seen_at),
        }));
    },
  };
}
