import type Router from '@koa/router';
import type { Context } from 'koa';
import { mayConnect } from '../web/headers.ts';
import { requestState } from '../web/requestState.ts';
import type { Upload } from '../web/upload.ts';
import type { Desk } from './desk.ts';

/** One of the guards of `desk.ts`. */
export type Guard<At> = (
  desk: Desk,
  handler: (ctx: Context, at: At) => Promise<void>,
) => (ctx: Context) => Promise<void>;

export interface UploadRoute<At> {
  /** Ends in `/upload` or `/import`. */
  readonly path: string;
  readonly guard: Guard<At>;
  readonly act: (ctx: Context, given: { readonly at: At; readonly upload: Upload }) => Promise<void>;
  /** Whether `act` shows the form again where the file is too large, so that nothing has to be typed twice. */
  readonly takesTooLarge?: boolean;
}

/** What a form with a file says of itself, for the script that sends it (`layout/uploading`). */
export interface FileForm {
  /** MiB. */
  readonly limit: number;
  /** A file had come with what is shown again: browsers do not keep it. */
  readonly again: boolean;
}

/** Lets this page's script send the form. `limit` in MiB, where it is less than the server's. */
export function fileForm(
  ctx: Context,
  { site }: Desk,
  { limit = site.uploads.limitMib, again = false }: Partial<FileForm> = {},
): FileForm {
  mayConnect(ctx);
  return { limit, again };
}

/**
 * Mounts a POST route for a form with a file. The forms' check reads no such forms; that it leaves this route's token to
 * us and that the token is judged before `act` sees anything comes from here, both together, so that neither is there
 * without the other. Who may be here is judged before a byte is taken.
 */
export function mountUpload<At>(
  router: Router,
  desk: Desk,
  { path, guard, act, takesTooLarge = false }: UploadRoute<At>,
): void {
  const { uploads } = desk.site;
  uploads.admit(path);
  const handle = guard(desk, (ctx, at) =>
    uploads.receive(ctx, (upload) => act(ctx, { at, upload }), { takesTooLarge }),
  );
  router.post(path, async (ctx) => {
    const byScript = ctx.get('Accept') === 'application/json';
    if (byScript) requestState(ctx).answersJson = true;
    await handle(ctx);
    if (byScript) nameThePlace(ctx);
  });
}

/** A script is told where to go on: it cannot see where a redirect leads without taking what waits there. */
function nameThePlace(ctx: Context): void {
  const place = ctx.response.get('Location');
  if (ctx.status !== 303 || place === '') return;
  ctx.remove('Location');
  ctx.status = 200;
  ctx.body = { place };
}
