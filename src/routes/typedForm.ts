import type { Context } from 'koa';
import { readForm } from '../web/formBody.ts';
import type { Uploads, UploadTexts } from '../web/upload.ts';

const ways = ['fields', 'parts', 'file', 'nothing'] as const;

/** What somebody had typed when it turned out that the session was over: where it was to go, and its pairs. */
export interface TypedForm {
  readonly path: string;
  readonly pairs: readonly (readonly [string, string])[];
  /** How it is sent: as an ordinary form, as one of several parts, or as one that asks for a file; `nothing`: too long to wait. */
  readonly way: (typeof ways)[number];
}

/** Words that are not carried through a page once more: they are typed anew. */
const secretName = /password|secret|word|^csrf$/i;

/** As a form of ours sends it: what is longer would be refused on its way back. */
const longest = 90_000;

/** What this request brought, without what is secret. Of a form with a file, the texts. */
export async function typedForm(ctx: Context, uploads: Uploads): Promise<TypedForm> {
  const { path } = ctx;
  if (!uploads.isAdmitted(ctx)) return { path, pairs: withoutSecrets(await readForm(ctx)), way: 'fields' };
  return typedParts(ctx, await uploads.readTexts(ctx));
}

/** The same of a form with a file that was read already. */
export function typedParts({ path }: Context, { texts, asksFile }: UploadTexts): TypedForm {
  return { path, pairs: withoutSecrets(texts), way: asksFile ? 'file' : 'parts' };
}

/** The addresses of forms that are shown once more. */
export function isKeptAt(path: string): boolean {
  return /^\/(?:adm|account)(?:\/[A-Za-z0-9][A-Za-z0-9._~%-]*)*$/.test(path);
}

/** What people typed or chose, without what pages write into their forms for themselves. */
export function seenPairs({ pairs }: TypedForm): TypedForm['pairs'] {
  return pairs.filter(([name, value]) => value.trim() !== '' && name !== 'mark');
}

function withoutSecrets(pairs: TypedForm['pairs']): TypedForm['pairs'] {
  return pairs.filter(([name]) => !secretName.test(name));
}

/** As a hidden field carries it; undefined where it is too long for that. */
export function writeTyped({ path, pairs, way }: TypedForm): string | undefined {
  const text = JSON.stringify([path, pairs, way]);
  return encodeURIComponent(text).length > longest ? undefined : text;
}

/** What a hidden field brought back; undefined for what no page of ours wrote. Only our own deeds can be sent to. */
export function readTyped(text: string): TypedForm | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(read) || read.length !== 3) return undefined;
  const [path, pairs, sent] = read as [unknown, unknown, unknown];
  const way = ways.find((one) => one === sent);
  if (way === undefined) return undefined;
  if (typeof path !== 'string' || !isKeptAt(path)) return undefined;
  return Array.isArray(pairs) && pairs.every(isPair) ? { path, pairs, way } : undefined;
}

function isPair(pair: unknown): pair is readonly [string, string] {
  return Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string');
}
