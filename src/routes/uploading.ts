import type Router from '@koa/router';
import type { Context } from 'koa';
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
}

/**
 * Mounts a POST route for a form with a file. The forms' check reads no such forms; that it leaves this route's token to
 * us and that the token is judged before `act` sees anything comes from here, both together, so that neither is there
 * without the other. Who may be here is judged before a byte is taken.
 */
export function mountUpload<At>(router: Router, desk: Desk, { path, guard, act }: UploadRoute<At>): void {
  const { uploads } = desk.site;
  uploads.admit(path);
  router.post(
    path,
    guard(desk, (ctx, at) => uploads.receive(ctx, (upload) => act(ctx, { at, upload }))),
  );
}
