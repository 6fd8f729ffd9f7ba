import type { Asked } from './asked.ts';

const inFrames = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe']);

/** Whether the answer will be shown in a frame, as the browser says (Sec-Fetch-Dest); undefined where it does not. */
export function isForFrame(ctx: Pick<Asked, 'get'>): boolean | undefined {
  const destination = ctx.get('Sec-Fetch-Dest').toLowerCase();
  return destination === '' ? undefined : inFrames.has(destination);
}
