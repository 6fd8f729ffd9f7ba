import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One of the project's own files; tests run at its root. */
export interface Source {
  /** From the project's root, with slashes: `src/web/form.ts`. */
  readonly path: string;
  readonly text: string;
}

export function sourcesIn(folder: string, ending = '.ts'): readonly Source[] {
  return readdirSync(join(process.cwd(), folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith(ending))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(process.cwd(), path), 'utf8') }));
}

export function textOf(path: string): string {
  return readFileSync(join(process.cwd(), path), 'utf8');
}
