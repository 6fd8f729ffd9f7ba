import type Koa from 'koa';
import type { Context } from 'koa';
import { HttpProblem, problemTexts } from './httpProblem.ts';
import { requestState } from './requestState.ts';

/** Limits of ordinary forms. */
export const formLimits = { bytes: 100 * 1024, pairs: 1000, nameLength: 200 } as const;

let reading: Promise<Koa.Middleware> | undefined;

/** Loads what reads forms, once; it takes longer than the rest of a start. */
export function loadFormReader(): Promise<Koa.Middleware> {
  reading ??= import('koa-body').then(({ koaBody }) =>
    koaBody({
      json: false,
      text: false,
      multipart: false,
      urlencoded: true,
      urlencodedTypes: ['application/x-www-form-urlencoded'],
      formLimit: formLimits.bytes,
      includeUnparsed: true,
      patchKoa: true,
      // What the library makes of the pairs is not used: it turns `a[b]=1` into an object and repeats into lists.
      queryString: { depth: 0, parameterLimit: 1, allowDots: false },
    }),
  );
  return reading;
}

/**
 * The pairs of an ordinary form, in order, decoded once; read once, whoever asks first.
 * @throws HttpProblem 415, 413 or 400.
 */
export async function readForm(ctx: Context): Promise<readonly (readonly [string, string])[]> {
  const state = requestState(ctx);
  if (state.form !== undefined) return state.form;
  refuseOtherTypes(ctx);
  try {
    const read = await loadFormReader();
    await read(ctx, async () => undefined);
  } catch (thrown) {
    throw bodyProblem(thrown);
  }
  Reflect.deleteProperty(ctx.request, 'body');
  const pairs = decodePairs(ctx.request.rawBody ?? '');
  state.form = pairs;
  return pairs;
}

/**
 * Declared fields of the form, each a single text, `''` where it was not sent. Fields that were not declared are
 * not looked at, so nothing can be set that the form does not show (ASVS 15.3.3).
 * @throws HttpProblem 400 where a declared field came twice, as `name[...]`, or longer than `longest` characters.
 */
export async function readFields<Name extends string>(
  ctx: Context,
  names: readonly Name[],
  longest = 10_000,
): Promise<Record<Name, string>> {
  const pairs = await readForm(ctx);
  const fields = Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>;
  for (const name of names) {
    const values = valuesOf(pairs, name, longest);
    if (values.length > 1) throw badForm();
    fields[name] = values[0] ?? '';
  }
  return fields;
}

/** All values of one declared field that may come several times, as rows that were ticked. */
export async function readList(ctx: Context, name: string, longest = 200): Promise<string[]> {
  return valuesOf(await readForm(ctx), name, longest);
}

function valuesOf(pairs: readonly (readonly [string, string])[], name: string, longest: number): string[] {
  const values: string[] = [];
  for (const [sent, value] of pairs) {
    if (sent.startsWith(`${name}[`)) throw badForm();
    if (sent !== name) continue;
    if (value.length > longest) throw badForm();
    values.push(value);
  }
  return values;
}

function refuseOtherTypes(ctx: Context): void {
  const [type = '', ...parameters] = ctx.get('Content-Type').toLowerCase().split(';');
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  const encoding = ctx.get('Content-Encoding').toLowerCase();
  const plain = encoding === '' || encoding === 'identity';
  const unicode = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (type.trim() === 'application/x-www-form-urlencoded' && plain && unicode) return;
  throw new HttpProblem(415, problemTexts.wrongType, closing);
}

/** What remains of a body that is not read would be taken for the next request. */
const closing = { headers: { Connection: 'close' } } as const;

function bodyProblem(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('status' in thrown)) return thrown;
  if (thrown.status === 413) return new HttpProblem(413, problemTexts.tooLarge, closing);
  if (thrown.status === 415) return new HttpProblem(415, problemTexts.wrongType, closing);
  return thrown.status === 400 ? new HttpProblem(400, problemTexts.badForm, closing) : thrown;
}

function decodePairs(body: string): (readonly [string, string])[] {
  // The reader put U+FFFD where bytes were no UTF-8.
  if (body.includes('\uFFFD')) throw badForm();
  const parts = body.split('&').filter((part) => part !== '');
  if (parts.length > formLimits.pairs) throw badForm();
  return parts.map((part) => {
    const at = part.indexOf('=');
    const name = decode(at === -1 ? part : part.slice(0, at));
    if (name.length > formLimits.nameLength) throw badForm();
    return [name, at === -1 ? '' : decode(part.slice(at + 1))] as const;
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw badForm();
  }
}

function badForm(): HttpProblem {
  return new HttpProblem(400, problemTexts.badForm);
}
