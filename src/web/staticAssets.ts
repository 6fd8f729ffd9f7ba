import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Middleware } from 'koa';
import { HttpProblem, problemTexts } from './httpProblem.ts';
import { wrongMethod } from './knownRoutes.ts';
import { requestState } from './requestState.ts';

export interface StaticAssets {
  /** The address of an asset, which changes with its content. @throws Error for a name that is not there. */
  readonly asset: (name: string) => string;
  /** Answers everything below `/assets/`. */
  readonly serve: Middleware;
}

export interface AssetOptions {
  readonly folder: string;
  /** SHA-256. */
  readonly hash: (bytes: Uint8Array) => Buffer;
}

/** First word of the addresses here; routes must not use it (R10). */
export const assetsWord = 'assets';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Our own style sheets and images, read once at the start; files of other kinds in the folder are not served. */
export function staticAssets({ folder, hash }: AssetOptions): StaticAssets {
  const addresses = new Map<string, string>();
  const files = new Map<string, { readonly bytes: Buffer; readonly type: string }>();
  for (const name of readdirSync(folder)) {
    const ending = extname(name);
    const type = types[ending];
    if (type === undefined) continue;
    const bytes = readFileSync(join(folder, name));
    const mark = hash(bytes).toString('hex').slice(0, 16);
    const address = `/${assetsWord}/${name.slice(0, -ending.length)}.${mark}${ending}`;
    addresses.set(name, address);
    files.set(address, { bytes, type });
  }
  return {
    asset(name) {
      const address = addresses.get(name);
      if (address === undefined) throw new Error(`there is no asset ${name}`);
      return address;
    },
    async serve(ctx, next) {
      if (!ctx.path.startsWith(`/${assetsWord}/`)) return next();
      requestState(ctx).route = `/${assetsWord}/:file`;
      const file = files.get(ctx.path);
      if (file === undefined) throw new HttpProblem(404, problemTexts.notFound);
      if (ctx.method !== 'GET' && ctx.method !== 'HEAD') throw wrongMethod(['GET', 'HEAD']);
      ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
      ctx.type = file.type;
      ctx.body = file.bytes;
    },
  };
}
