import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'koa';
import { csrfField } from './csrf.ts';
import { HttpProblem, problemTexts } from './httpProblem.ts';
import { requestState } from './requestState.ts';
import { type Parts, type ReceivedFile, readParts } from './uploadParts.ts';

/** A form with a file, whose token was good. */
export interface Upload {
  /** Declared fields, each a single text, `''` where it was not sent; as `readFields` of ordinary forms. */
  fields<Name extends string>(names: readonly Name[], longest?: number): Record<Name, string>;
  /** Undefined where none was chosen. */
  readonly file: ReceivedFile | undefined;
}

export interface UploadOptions {
  /** Where files come in, on the disk on which they stay. */
  readonly folder: string;
  readonly limitMib: number;
  /** Whether the token was made for this browser. */
  readonly acceptsToken: (ctx: Context, token: string) => boolean;
  /** A name that nobody can guess. */
  readonly newName: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface Uploads {
  readonly limitMib: number;
  /** Says that the route of this pattern is read by `receive`: the forms' check leaves its token to that. */
  admit(pattern: string): void;
  isUpload(pattern: string): boolean;
  /** Whether this request goes to such a route. */
  isAdmitted(ctx: Context): boolean;
  /**
   * Reads the form, checks its token, and only then hands it to `act`. Whatever happens, nothing of it lies there
   * afterwards: what is to stay has to be taken away by `act`.
   * @throws HttpProblem 403 without a good token, 413, 415 or 400
   */
  receive<Result>(ctx: Context, act: (upload: Upload) => Promise<Result>): Promise<Result>;
}

/** Texts of such a form together. */
export const uploadTextLimit = 1024 * 1024;

/** Nothing that is under way is this old: servers cut what takes longer than minutes. */
const staleMs = 6 * 3_600_000;

/** Forms with a file. Their routes are mounted by `routes/uploading.ts` alone. */
export function uploads({ folder, limitMib, acceptsToken, newName, now }: UploadOptions): Uploads {
  const admitted = new Set<string>();
  const incoming = join(folder, 'incoming');
  return {
    limitMib,
    admit: (pattern) => void admitted.add(pattern),
    isUpload: (pattern) => admitted.has(pattern),
    isAdmitted: (ctx) => ctx.method === 'POST' && admitted.has(requestState(ctx).route ?? ''),
    async receive(ctx, act) {
      await removeStale(incoming, now());
      // A folder for each: what the reader opens too late then fails, and is not left behind.
      const own = join(incoming, newName());
      await mkdir(own, { recursive: true, mode: 0o700 });
      try {
        const limits = { fileBytes: limitMib * 1024 * 1024, textBytes: uploadTextLimit };
        const parts = await readParts(ctx, own, limits);
        const token = fieldsOf(parts, [csrfField], 500)[csrfField];
        if (token === '' || !acceptsToken(ctx, token)) {
          throw new HttpProblem(403, problemTexts.expiredForm);
        }
        return await act({ fields: (names, longest) => fieldsOf(parts, names, longest), file: parts.file });
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    },
  };
}

function fieldsOf<Name extends string>(
  { texts }: Parts,
  names: readonly Name[],
  longest = uploadTextLimit,
): Record<Name, string> {
  const fields = Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>;
  for (const name of names) {
    const values = texts.filter(([sent]) => sent === name).map(([, value]) => value);
    const [value = ''] = values;
    if (values.length > 1 || value.length > longest) throw new HttpProblem(400, problemTexts.badForm);
    fields[name] = value;
  }
  return fields;
}

/** What a process left behind that was killed in the middle. */
async function removeStale(incoming: string, now: number): Promise<void> {
  const names = await readdir(incoming).catch(() => []);
  for (const name of names) {
    const path = join(incoming, name);
    const made = await stat(path).catch(() => undefined);
    if (made && now - made.mtimeMs > staleMs) await rm(path, { recursive: true, force: true });
  }
}
