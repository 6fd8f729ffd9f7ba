import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'koa';
import { csrfField } from './csrf.ts';
import { ExpiredForm, HttpProblem, problemTexts } from './httpProblem.ts';
import { requestState } from './requestState.ts';
import { type Parts, type ReceivedFile, readParts, tooLarge } from './uploadParts.ts';

/** A form with a file, whose token was good. */
export interface Upload {
  /** Declared fields, each a single text, `''` where it was not sent; as `readFields` of ordinary forms. */
  fields<Name extends string>(names: readonly Name[], longest?: number): Record<Name, string>;
  /** Undefined where none was chosen, and where it was too large. */
  readonly file: ReceivedFile | undefined;
  /** Only where `receive` was told that `act` says so itself. */
  readonly isTooLarge: boolean;
}

/** The texts of such a form whose file nobody wants. */
export type UploadTexts = Pick<Parts, 'texts' | 'asksFile'>;

interface Receiving {
  /** Whether `act` is handed the texts of a form whose file is too large, to show them again. */
  readonly takesTooLarge?: boolean;
}

export interface UploadOptions {
  /** Where files come in, on the disk on which they stay. */
  readonly folder: string;
  readonly limitMib: number;
  /** Whether the token was made for this browser. */
  readonly acceptsToken: (ctx: Context, token: string) => boolean;
  /** Whether it was made for whoever is signed in, in this browser or not (`csrf.ts`); left out: never. */
  readonly isOwnToken?: (ctx: Context, token: string) => boolean;
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
  receive<Result>(
    ctx: Context,
    act: (upload: Upload) => Promise<Result>,
    receiving?: Receiving,
  ): Promise<Result>;
  /**
   * What was typed into such a form by somebody whose session is over; its file is thrown away as it comes.
   * @throws HttpProblem as `receive`
   */
  readTexts(ctx: Context): Promise<UploadTexts>;
  /** Takes away what processes left behind that were killed in the middle. */
  sweep(): Promise<void>;
}

/** Texts of such a form together. */
export const uploadTextLimit = 1024 * 1024;

/** Nothing that is under way is this old: servers cut what takes longer than minutes. */
const staleMs = 6 * 3_600_000;

/** Forms with a file. Their routes are mounted by `routes/uploading.ts` alone. */
export function uploads(options: UploadOptions): Uploads {
  const { folder, limitMib, acceptsToken, isOwnToken, newName, now } = options;
  const admitted = new Set<string>();
  const incoming = join(folder, 'incoming');
  const limits = { fileBytes: limitMib * 1024 * 1024, textBytes: uploadTextLimit };
  const requireToken = (ctx: Context, parts: Parts): void => {
    const token = fieldsOf(parts, [csrfField], 500)[csrfField];
    if (token !== '' && acceptsToken(ctx, token)) return;
    throw new ExpiredForm(isOwnToken?.(ctx, token) === true, parts);
  };
  return {
    limitMib,
    admit: (pattern) => void admitted.add(pattern),
    isUpload: (pattern) => admitted.has(pattern),
    isAdmitted: (ctx) => ctx.method === 'POST' && admitted.has(requestState(ctx).route ?? ''),
    async receive(ctx, act, { takesTooLarge = false } = {}) {
      await removeStale(incoming, now());
      // A folder for each: what the reader opens too late then fails, and is not left behind.
      const own = join(incoming, newName());
      await mkdir(own, { recursive: true, mode: 0o700 });
      try {
        const parts = await readParts(ctx, { folder: own, limits });
        requireToken(ctx, parts);
        const { file, isTooLarge } = parts;
        if (isTooLarge && !takesTooLarge) throw tooLarge(limits);
        return await act({ fields: (names, longest) => fieldsOf(parts, names, longest), file, isTooLarge });
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    },
    async readTexts(ctx) {
      // No page of ours sends anything else here.
      if (ctx.is('multipart/form-data') === false) throw new HttpProblem(403, problemTexts.expiredForm);
      const parts = await readParts(ctx, { folder: undefined, limits });
      requireToken(ctx, parts);
      return parts;
    },
    sweep: () => removeStale(incoming, now()),
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
