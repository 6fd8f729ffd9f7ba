import type { Context } from 'koa';
import { readForm } from '../web/formBody.ts';

/** What somebody had typed when it turned out that the session was over: where it was to go, and its pairs. */
export interface TypedForm {
  readonly path: string;
  readonly pairs: readonly (readonly [string, string])[];
}

/** Words that are not carried through a page once more: they are typed anew. */
const secretName = /password|secret|word|^csrf$/i;

/** Longer forms were not typed. */
const longest = 90_000;

/** What this request brought, without what is secret. */
export async function typedForm(ctx: Context): Promise<TypedForm> {
  const pairs = (await readForm(ctx)).filter(([name]) => !secretName.test(name));
  return { path: ctx.path, pairs };
}

/** As a hidden field carries it. */
export function writeTyped({ path, pairs }: TypedForm): string {
  const text = JSON.stringify([path, pairs]);
  return text.length > longest ? JSON.stringify([path, []]) : text;
}

/** What a hidden field brought back; undefined for what no page of ours wrote. Only our own deeds can be sent to. */
export function readTyped(text: string): TypedForm | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(read) || read.length !== 2) return undefined;
  const [path, pairs] = read as [unknown, unknown];
  if (typeof path !== 'string' || !/^\/(?:adm|account)(?:\/[A-Za-z0-9][A-Za-z0-9._~%-]*)*$/.test(path))
    return undefined;
  return Array.isArray(pairs) && pairs.every(isPair) ? { path, pairs } : undefined;
}

function isPair(pair: unknown): pair is readonly [string, string] {
  return Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string');
}
