export type KeyFileReason = 'missing' | 'exists' | 'unreadable' | 'readable-by-others' | 'malformed';

/** A key file that cannot be used. The message is for the operator: the file, what is wrong, how to mend it. */
export class KeyFileFault extends Error {
  readonly path: string;
  readonly reason: KeyFileReason;

  constructor(path: string, reason: KeyFileReason, sentence: string) {
    super(`${path}: ${sentence}`);
    this.name = 'KeyFileFault';
    this.path = path;
    this.reason = reason;
  }
}

/** The code of a system error (`ENOENT`), or '' for anything else. */
export function systemCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
