import { type FileHandle, open } from 'node:fs/promises';
import contentDisposition from 'content-disposition';
import type { Context } from 'koa';
import parseRange from 'range-parser';
import { HttpProblem, problemTexts } from './httpProblem.ts';
import { requestState } from './requestState.ts';

/** A file that somebody uploaded. Rights are judged before it comes here (R27). */
export interface UploadedFile {
  /** Where it lies; made by us, never from an address. */
  readonly path: string;
  /** What the visitor calls it; any text. */
  readonly name: string;
  /** Media type without parameters; one that is not understood counts as bytes. */
  readonly type: string;
  /** Of the content, for If-Range: letters, digits, - and _. Left out: a range with If-Range gets the whole file. */
  readonly contentHash?: string;
  /** Part of a site: shown as what it is, in a sandbox where scripts may run. */
  readonly inSite?: boolean;
  /** The visitor asked to save it. */
  readonly download?: boolean;
}

/** R27: what browsers may show; everything else is saved. */
const shown = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'text/plain',
]);

/**
 * Streams an upload, whole or one range of it, always under the sandbox; nothing of it is kept by browsers or
 * proxies, and never more than a chunk in memory. A visitor who leaves closes the file.
 * @throws HttpProblem 404 where the file is gone, 416 for a range outside it.
 */
export async function serveFile(ctx: Context, file: UploadedFile): Promise<void> {
  const handle = await openFile(file.path);
  try {
    const { size } = await handle.stat();
    const range = wantedRange(ctx, size, file.contentHash);
    setHeaders(ctx, file);
    const { start, end } = range ?? { start: 0, end: size - 1 };
    if (range !== undefined) {
      ctx.status = 206;
      ctx.set('Content-Range', `bytes ${start}-${end}/${size}`);
    }
    if (ctx.method === 'HEAD' || size === 0) {
      await handle.close();
      ctx.body = Buffer.alloc(0);
    } else {
      // Koa destroys the stream, and the stream closes the file, when the answer ends in whatever way.
      ctx.body = handle.createReadStream({ start, end });
    }
    ctx.length = end - start + 1;
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

/** Whether a page may show such a file in place. */
export function isShownInline(type: string): boolean {
  return shown.has(type) || /^(?:audio|video)\/[a-z0-9][a-z0-9.+-]*$/.test(type);
}

async function openFile(path: string): Promise<FileHandle> {
  const handle = await open(path, 'r').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')
      throw new HttpProblem(404, problemTexts.notFound);
    throw thrown;
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new HttpProblem(404, problemTexts.notFound);
}

function setHeaders(ctx: Context, file: UploadedFile): void {
  const type = /^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/.test(file.type) ? file.type : 'application/octet-stream';
  const inline = isShownInline(type) && file.download !== true;
  requestState(ctx).uploaded = file.inSite ? 'site' : 'file';
  ctx.set('Content-Type', type === 'text/plain' ? 'text/plain; charset=utf-8' : type);
  if (!file.inSite) {
    const disposition = { type: inline ? 'inline' : 'attachment' } as const;
    ctx.set('Content-Disposition', contentDisposition(printable(file.name), disposition));
  }
  ctx.set('X-Content-Type-Options', 'nosniff');
  ctx.set('Cache-Control', 'private, no-store');
  ctx.set('Accept-Ranges', 'bytes');
  if (file.contentHash !== undefined) ctx.set('ETag', `"${file.contentHash}"`);
}

/** Control and direction characters make a name look like another; half characters cannot be encoded. */
function printable(name: string): string {
  const clean = name
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .slice(0, 200)
    .trim();
  return clean === '' ? 'file' : clean.replace(/\p{Cs}/gu, '');
}

/** One range, or undefined for the whole file: no range, several, another unit, or of an older state of the file. */
function wantedRange(
  ctx: Context,
  size: number,
  contentHash: string | undefined,
): { readonly start: number; readonly end: number } | undefined {
  const header = ctx.get('Range');
  if (header === '' || !['GET', 'HEAD'].includes(ctx.method)) return undefined;
  const condition = ctx.get('If-Range');
  if (condition !== '' && (contentHash === undefined || condition !== `"${contentHash}"`)) return undefined;
  // A last part longer than the file is the whole file (RFC 9110 14.1.2); the library would refuse it.
  const lastPart = /^bytes=-(\d{1,18})$/.exec(header)?.[1];
  if (lastPart !== undefined && Number(lastPart) > size && size > 0) return { start: 0, end: size - 1 };
  const ranges = parseRange(size, header);
  if (ranges === -1) {
    throw new HttpProblem(416, problemTexts.badRange, { headers: { 'Content-Range': `bytes */${size}` } });
  }
  const [range] = ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1 ? [] : ranges;
  return range;
}
