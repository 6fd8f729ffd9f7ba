import type { EntryFault } from './zipFaults.ts';

/** As the journals of changes and the tables of entries keep them. */
const longestPath = 500;
/** The longest that disks take; titles are cut to what they may have. */
const longestName = 255;

/** Whether the bytes are UTF-8; many programs write that without saying so. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

export type JudgedName =
  | { readonly path: string; readonly isFolder: boolean }
  | { readonly refused: EntryFault };

/**
 * The path that a name means, in NFC and with single slashes; whatever could leave the archive is refused. Some programs
 * on Windows part folders by backslashes.
 */
export function judgeName(written: string): JudgedName {
  const name = written
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u.test(name)) return { refused: 'control-character' };
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return { refused: 'absolute' };
  const isFolder = name.endsWith('/');
  const path = isFolder ? name.slice(0, -1) : name;
  const steps = path.split('/');
  if (steps.includes('..')) return { refused: 'parent' };
  if (steps.some((step) => step === '' || step === '.')) return { refused: 'bad-name' };
  if (path.length > longestPath || steps.some((step) => step.length > longestName)) {
    return { refused: 'long-name' };
  }
  return { path, isFolder };
}

/** What two names have in common that a disk or a reader takes for one. */
export function foldedName(path: string): string {
  return path.normalize('NFC').toLowerCase().normalize('NFC');
}

/**
 * Tells names that mean the same: but for case or the way in which letters are put together, or a file where another
 * entry needs a folder. Folders may be told of as often as anybody likes.
 */
export class TakenNames {
  readonly #taken = new Map<string, { readonly isFolder: boolean; readonly path: string }>();

  /** False where the name is taken. */
  take(path: string, isFolder: boolean): boolean {
    const steps = path.split('/');
    for (let count = 1; count < steps.length; count += 1) {
      if (!this.#note(steps.slice(0, count).join('/'), true)) return false;
    }
    return this.#note(path, isFolder);
  }

  #note(path: string, isFolder: boolean): boolean {
    const folded = foldedName(path);
    const known = this.#taken.get(folded);
    if (known) return known.isFolder && isFolder && known.path === path;
    this.#taken.set(folded, { isFolder, path });
    return true;
  }
}
