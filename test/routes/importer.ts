import { expect } from '@jest/globals';
import { type Browser, hidden } from '../browserLike.ts';
import type { Answer } from '../web/httpClient.ts';
import type { World } from '../world.ts';
import { rowsOf } from './visitors.ts';

export const importPath = '/adm/msu/phy101/contents/import';

/** What a coordinator does with an archive, step by step. */
export interface Importer {
  handIn(content: Buffer, folder?: string, name?: string): Promise<Answer>;
  /** The page of an import, once nothing works on it any more. */
  settled(address: string): Promise<Answer>;
  look(content: Buffer, folder?: string): Promise<{ readonly address: string; readonly page: Answer }>;
  confirm(address: string, page: Answer): Promise<Answer>;
  /** All of it, up to the report. */
  bring(content: Buffer, folder?: string): Promise<Answer>;
  /** Place in the archive, verdict and reason of each entry, in order. */
  report(address: string): Promise<readonly string[]>;
  /** What lies in a folder, or at the top. */
  tree(folder?: string): Promise<unknown>;
  bodyOf(itemId: string): Promise<string | undefined>;
  folder(id: string): Promise<string>;
}

export function importer(world: World, cora: Browser): Importer {
  const self: Importer = {
    async handIn(content, folder = '', name = 'week.zip') {
      const csrf = hidden(await cora.get(importPath), 'csrf');
      return cora.postParts(importPath, [
        { name: 'csrf', value: csrf },
        { name: 'folder', value: folder },
        { name: 'file', filename: name, content },
      ]);
    },
    async settled(address) {
      for (let turn = 0; turn < 200; turn += 1) {
        const page = await cora.get(address);
        if (page.headers.refresh === undefined) return page;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error('The import does not come to its end.');
    },
    async look(content, folder = '') {
      const answer = await self.handIn(content, folder);
      expect([answer.status, answer.headers.location]).toEqual([
        303,
        expect.stringMatching(/\/import\/\d+$/),
      ]);
      const address = answer.headers.location ?? '';
      return { address, page: await self.settled(address) };
    },
    async confirm(address, page) {
      const fields = { csrf: hidden(page, 'csrf'), mark: hidden(page, 'mark'), act: 'apply' };
      const done = await cora.post(address, fields);
      expect([done.status, done.headers.location]).toEqual([303, address]);
      return self.settled(address);
    },
    async bring(content, folder = '') {
      const { address, page } = await self.look(content, folder);
      return self.confirm(address, page);
    },
    async report(address) {
      const rows = await rowsOf<{ path: string; title: string; verdict: string; reason: string }>(
        world,
        'SELECT path, title, verdict, reason FROM import_entries WHERE import_id = ? ORDER BY place',
        [Number(address.split('/').at(-1))],
      );
      return rows.map(({ path, title, verdict, reason }) =>
        [path === '' ? title : path, verdict, reason].join(' | '),
      );
    },
    async tree(folder) {
      const rows = await rowsOf<{
        id: number;
        item_id: string;
        parent_id: number | null;
        kind: string;
        title: string;
      }>(
        world,
        'SELECT id, item_id, parent_id, kind, title FROM items WHERE course_id = ? ORDER BY position, id',
        [world.course.id],
      );
      const below = (parent: number | null): unknown[] =>
        rows
          .filter((row) => row.parent_id === parent)
          .map((row) =>
            row.kind === 'folder' ? [row.item_id, below(row.id)] : `${row.kind} ${row.item_id}: ${row.title}`,
          );
      return below(rows.find((row) => row.item_id === folder)?.id ?? null);
    },
    async bodyOf(itemId) {
      const [row] = await rowsOf<{ body: string }>(
        world,
        'SELECT body FROM items WHERE item_id = ? AND course_id = ?',
        [itemId, world.course.id],
      );
      return row?.body;
    },
    async folder(id) {
      return (await world.addItem({ item_id: id, title: id, kind: 'folder', position: 500 })).item_id;
    },
  };
  return self;
}
