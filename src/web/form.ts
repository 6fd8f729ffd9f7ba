import type { IncomingMessage } from 'node:http';
import { Refusal } from '../model/launchCode.ts';
import { type Pair, parsePairs, usualPairLimits } from '../model/pairs.ts';

/** Oddities that are let pass and named to whoever looks for the cause of a failure (R12). */
export type FormNote = 'other-charset' | 'not-utf8';

export interface Form {
  /** The body's pairs, then those of the query. */
  readonly pairs: readonly Pair[];
  /** Length of the body. */
  readonly bytes: number;
  readonly notes: readonly FormNote[];
}

export interface FormLimits {
  readonly bytes: number;
  readonly pairs: number;
}

export const usualFormLimits: FormLimits = { bytes: 512 * 1024, ...usualPairLimits };

/** A form that has been announced: its head was judged, and nothing of its body was read yet. */
export interface AnnouncedForm {
  /** Length of the body, if the head says it. */
  readonly bytes: number | undefined;
  /**
   * Reads the body. An upload that takes longer than so many milliseconds is cut off.
   * @throws Refusal `too-large`, `unreadable`
   */
  read(withinMs?: number): Promise<Buffer>;
  /** @throws Refusal `unreadable`, `too-large` for too many pairs */
  parse(body: Buffer): Form;
}

/**
 * Reads an urlencoded form as ordered pairs, from the raw bytes, before anything else has touched the body.
 *
 * @param ctx a Koa context, or anything else that holds the request of Node.js
 * @throws Refusal `not-a-form` (other type, or compressed: RFC 9110 15.5.16), `too-large`, `unreadable`
 */
export async function readForm(
  ctx: { readonly req: IncomingMessage },
  limits = usualFormLimits,
): Promise<Form> {
  const announced = announcedForm(ctx, limits);
  return announced.parse(await announced.read());
}

/**
 * The same in steps, for whoever reads large ones in turn.
 *
 * @throws Refusal `not-a-form`, and `too-large` where the head says so
 */
export function announcedForm(
  { req }: { readonly req: IncomingMessage },
  limits = usualFormLimits,
): AnnouncedForm {
  const { type, charset } = mediaType(req.headers['content-type'] ?? '');
  if (type !== 'application/x-www-form-urlencoded') throw new Refusal('not-a-form', 'another media type');
  const coding = req.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity') throw new Refusal('not-a-form', 'a compressed body');
  const length = req.headers['content-length'];
  const bytes = length === undefined ? undefined : Number(length);
  if (bytes !== undefined && bytes > limits.bytes) throw tooLarge(limits);
  return {
    bytes,
    read: (withinMs) => (withinMs === undefined ? bytesOf(req, limits) : readWithin(withinMs, req, limits)),
    parse(body) {
      const { pairs, notUtf8 } = parsePairs(body, rawQuery(req.url ?? ''), limits);
      const notes: FormNote[] = [];
      if (charset !== 'utf-8' && charset !== 'utf8') notes.push('other-charset');
      if (notUtf8) notes.push('not-utf8');
      return { pairs, bytes: body.length, notes };
    },
  };
}

interface MediaType {
  readonly type: string;
  readonly charset: string;
}

/** RFC 9110 8.3.1; UTF-8 where nothing is said. */
function mediaType(header: string): MediaType {
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  return {
    type: type.trim(),
    charset: charset?.slice('charset='.length).replace(/^"(.*)"$/, '$1') ?? 'utf-8',
  };
}

function rawQuery(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

async function readWithin(withinMs: number, req: IncomingMessage, limits: FormLimits): Promise<Buffer> {
  const cut = setTimeout(() => req.destroy(), withinMs);
  try {
    return await bytesOf(req, limits);
  } finally {
    clearTimeout(cut);
  }
}

/** Node itself holds a body to the length that its head says. */
function bytesOf(req: IncomingMessage, limits: FormLimits): Promise<Buffer> {
  // It may have broken off while it waited for being read.
  if (!req.readable) return Promise.reject(brokenOff());
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limits.bytes) chunks.push(chunk);
      else {
        // What still comes is thrown away, so that the answer arrives and the connection can be used again.
        req.off('data', take).resume();
        chunks = [];
        reject(tooLarge(limits));
      }
    };
    req.on('data', take);
    req.on('end', () => {
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
      // The request outlives the form, and these listeners with it.
      chunks = [];
    });
    req.on('error', () => reject(brokenOff()));
    req.on('close', () => {
      if (!req.readableEnded) reject(brokenOff());
    });
  });
}

function tooLarge({ bytes }: FormLimits): Refusal {
  return new Refusal('too-large', `over ${bytes} bytes`);
}

/** Nobody is left to read the answer, but it is not our fault and must not look like one. */
function brokenOff(): Refusal {
  return new Refusal('unreadable', 'the upload broke off');
}
