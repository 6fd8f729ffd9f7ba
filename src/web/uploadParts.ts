import { once } from 'node:events';
import type { Context } from 'koa';
import { HttpProblem, problemTexts } from './httpProblem.ts';

/** A file of a form, kept aside for as long as the request lasts. */
export interface ReceivedFile {
  /** Only letters, digits and signs that can be seen, no path; `file` where nothing remains. */
  readonly name: string;
  /** Where it lies now. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/** What a form with a file holds. */
export interface Parts {
  readonly texts: readonly (readonly [string, string])[];
  readonly file: ReceivedFile | undefined;
}

interface Limits {
  readonly fileBytes: number;
  readonly textBytes: number;
}

/** How long we let a browser finish sending what we do not take: it reads no answer before. */
const patienceMs = 60_000;

/**
 * The texts and the one file of a form of several parts; the file lies in `folder` afterwards. What reads it is loaded
 * with the first such form.
 * @throws HttpProblem 415, 413 or 400
 */
export async function readParts(ctx: Context, folder: string, limits: Limits): Promise<Parts> {
  refuseOtherTypes(ctx);
  try {
    const length = Number(ctx.get('Content-Length') || 0);
    // Its texts and borders come on top.
    if (length > limits.fileBytes + limits.textBytes + 64 * 1024) throw tooLarge(limits);
    const { koaBody } = await import('koa-body');
    const read = koaBody({
      json: false,
      text: false,
      urlencoded: false,
      multipart: true,
      patchKoa: true,
      formidable: {
        uploadDir: folder,
        hashAlgorithm: 'sha256',
        maxFiles: 1,
        maxFields: 50,
        maxFieldsSize: limits.textBytes,
        maxFileSize: limits.fileBytes,
        // A form whose file was left out sends an empty one.
        allowEmptyFiles: true,
        minFileSize: 0,
      },
    });
    await read(ctx, async () => undefined);
  } catch (thrown) {
    await letFinish(ctx);
    throw problemFor(thrown, limits);
  }
  const { body, files } = ctx.request as { body?: unknown; files?: unknown };
  Reflect.deleteProperty(ctx.request, 'body');
  Reflect.deleteProperty(ctx.request, 'files');
  return { texts: textsIn(body), file: fileIn(files) };
}

function refuseOtherTypes(ctx: Context): void {
  const [type = ''] = ctx.get('Content-Type').toLowerCase().split(';');
  const encoding = ctx.get('Content-Encoding').toLowerCase();
  if (type.trim() === 'multipart/form-data' && (encoding === '' || encoding === 'identity')) return;
  throw new HttpProblem(415, problemTexts.wrongType, closing);
}

/** What remains of a body that is not read would be taken for the next request. */
const closing = { headers: { Connection: 'close' } } as const;

async function letFinish({ req }: Context): Promise<void> {
  if (req.complete || req.destroyed) return;
  req.resume();
  const patience = AbortSignal.timeout(patienceMs);
  await Promise.race([
    once(req, 'close', { signal: patience }),
    once(req, 'end', { signal: patience }),
  ]).catch(() => undefined);
}

function tooLarge({ fileBytes }: Limits): HttpProblem {
  const values = { mib: Math.floor(fileBytes / 1024 / 1024) };
  return new HttpProblem(413, 'upload.tooLarge', { ...closing, values });
}

/** The reader's own faults carry a number as their code, those of the disk a word. */
function problemFor(thrown: unknown, limits: Limits): unknown {
  if (thrown instanceof HttpProblem || !(thrown instanceof Error)) return thrown;
  const { code, httpCode } = thrown as { code?: unknown; httpCode?: unknown };
  if (httpCode === 413) return tooLarge(limits);
  if (typeof code === 'number' || code === 'ECONNRESET') {
    return new HttpProblem(400, problemTexts.badForm, closing);
  }
  return thrown;
}

/** Each text by its name, in order; names are whatever was sent. */
function textsIn(body: unknown): (readonly [string, string])[] {
  const sent = Object.entries(body ?? {}) as [string, string | string[]][];
  const texts = sent.flatMap(([name, value]) => [value].flat().map((each) => [name, each] as const));
  // The reader put U+FFFD where bytes were no UTF-8.
  if (texts.some(([, text]) => text.includes('\uFFFD'))) throw new HttpProblem(400, problemTexts.badForm);
  return texts;
}

interface Written {
  readonly originalFilename: string | null;
  readonly filepath: string;
  readonly size: number;
  readonly hash?: string | null;
}

function fileIn(files: unknown): ReceivedFile | undefined {
  const [file] = Object.values((files ?? {}) as Record<string, Written | Written[]>).flat();
  const hash = file?.hash ?? '';
  if (!file || (file.size === 0 && !file.originalFilename) || hash === '') return undefined;
  return { name: harmlessName(file.originalFilename ?? ''), path: file.filepath, size: file.size, hash };
}

/** No folder, no characters that hide or turn what is read; nothing that a disk or a browser takes for more than a name. */
export function harmlessName(sent: string): string {
  const last = sent.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/gu, '').trim();
  const short = shortened(clean);
  return /^\.*$/.test(short) ? 'file' : short;
}

/** At most 200 characters, the ending kept: it says what the file is. */
function shortened(name: string): string {
  const characters = [...name];
  if (characters.length <= 200) return name;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  return characters.slice(0, 200 - ending.length).join('') + ending;
}
