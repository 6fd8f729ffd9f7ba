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
  /** A file came that is larger than what is taken; it was thrown away. */
  readonly isTooLarge: boolean;
  /** Whether the form asks for a file, chosen or not. */
  readonly asksFile: boolean;
}

export interface Limits {
  readonly fileBytes: number;
  readonly textBytes: number;
}

export interface Reading {
  /** Where the file is to lie; undefined: it is thrown away as it comes, and only the texts are kept. */
  readonly folder: string | undefined;
  readonly limits: Limits;
}

/** How long we let a browser finish sending what we do not take: it reads no answer before. */
const patienceMs = 60_000;

/**
 * The texts and the one file of a form of several parts; the file lies in the folder afterwards, unless it is larger than
 * what is taken: then the texts come alone, so that they need not be typed again. What reads it is loaded with the first
 * such form.
 * @throws HttpProblem 415, 413 or 400
 */
export async function readParts(ctx: Context, { folder, limits }: Reading): Promise<Parts> {
  refuseOtherTypes(ctx);
  const length = Number(ctx.get('Content-Length') || 0);
  // Its texts and borders come on top.
  const most = limits.fileBytes + limits.textBytes + 64 * 1024;
  const isTooLong = length > most;
  const keeps = folder !== undefined && !isTooLong;
  let asksFile = false;
  try {
    // What is thrown away as it comes is counted by nobody.
    if (!keeps && length === 0) throw new HttpProblem(400, problemTexts.badForm, closing);
    const { koaBody } = await import('koa-body');
    const read = koaBody({
      json: false,
      text: false,
      urlencoded: false,
      multipart: true,
      patchKoa: true,
      formidable: {
        ...(folder === undefined ? {} : { uploadDir: folder }),
        hashAlgorithm: 'sha256',
        maxFiles: 1,
        maxFields: 50,
        maxFieldsSize: limits.textBytes,
        maxFileSize: most,
        // A form whose file was left out sends an empty one.
        allowEmptyFiles: true,
        minFileSize: 0,
        filter: () => {
          asksFile = true;
          return keeps;
        },
      },
    });
    const reading = read(ctx, async () => undefined);
    await (keeps ? reading : withPatience(reading, limits));
  } catch (thrown) {
    await letFinish(ctx);
    throw problemFor(thrown, limits);
  }
  const { body, files } = ctx.request as { body?: unknown; files?: unknown };
  Reflect.deleteProperty(ctx.request, 'body');
  Reflect.deleteProperty(ctx.request, 'files');
  const file = fileIn(files);
  const isTooLarge = isTooLong || (file !== undefined && file.size > limits.fileBytes);
  return { texts: textsIn(body), file: isTooLarge ? undefined : file, isTooLarge, asksFile };
}

/** What is not taken is not waited for as long as what is. */
async function withPatience(reading: Promise<unknown>, limits: Limits): Promise<void> {
  // Whoever is not waited for any more fails unheard.
  reading.catch(() => undefined);
  const patience = AbortSignal.timeout(patienceMs);
  const over = once(patience, 'abort').then(() => Promise.reject(tooLarge(limits)));
  over.catch(() => undefined);
  await Promise.race([reading, over]);
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

/** Says how much is taken. */
export function tooLarge({ fileBytes }: Limits): HttpProblem {
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
