import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  dropImport,
  importTokens,
  oldImports,
  silentImports,
  stepImport,
} from '../../storage/importStore.ts';
import { giveBack } from './applyImport.ts';
import { dropStaging, type ImportParts } from './importParts.ts';

/** Whoever works says so every second or so. */
const silentMs = 60_000;
const strayMs = 3_600_000;

/** Cleans up after processes that were killed in the middle of an import, and what nobody came back to. */
export async function sweepImports(parts: ImportParts, isOurs: (id: number) => boolean): Promise<void> {
  const { door } = parts;
  const now = parts.now();
  const silent = await door.read((sql) => silentImports(sql, now - silentMs));
  for (const one of silent.filter(({ id }) => !isOurs(id))) {
    if (one.state === 'applying') await giveBack(parts, one, 'interrupted');
    else {
      const from = { id: one.id, from: 'reading', beatAt: one.beatAt } as const;
      const to = { state: 'failed', problem: 'interrupted', now } as const;
      if (await door.write((sql) => stepImport(sql, from, to))) await dropStaging(parts, one);
    }
  }
  for (const one of await door.read((sql) => oldImports(sql, now))) {
    if (one.state === 'applying' || isOurs(one.id)) continue;
    await door.write((sql) => dropImport(sql, one.id));
    await dropStaging(parts, one);
  }
  await dropStrays(parts, now);
}

/** Folders that no row speaks of any more. */
async function dropStrays(parts: ImportParts, now: number): Promise<void> {
  const folder = join(parts.folder, 'imports');
  const tokens = await readdir(folder).catch(() => []);
  if (tokens.length === 0) return;
  const known = await parts.door.read((sql) => importTokens(sql, now - silentMs));
  for (const token of tokens.filter((one) => !known.has(one))) {
    const made = await stat(join(folder, token)).catch(() => undefined);
    if (made && now - made.mtimeMs > strayMs) await dropStaging(parts, { token });
  }
}
