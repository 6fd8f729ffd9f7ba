import type Router from '@koa/router';
import { requestState } from '../../web/requestState.ts';

export interface Health {
  /** What keeps this process from serving: words for the log; empty where all is well. */
  readonly faults: () => Promise<readonly string[]>;
  readonly log: (faults: readonly string[]) => void;
}

/** `/livez`: the process is alive. `/readyz`: it can serve. Strangers learn no more than yes or no. */
export function mountHealth(router: Router, health: Health): void {
  router.get('/livez', (ctx) => {
    requestState(ctx).answersJson = true;
    ctx.body = { live: true };
  });
  // However many ask at once, the database is asked for all of them.
  let asking: Promise<readonly string[]> | undefined;
  async function look(): Promise<readonly string[]> {
    const faults = await health.faults();
    if (faults.length > 0) health.log(faults);
    return faults;
  }
  router.get('/readyz', async (ctx) => {
    requestState(ctx).answersJson = true;
    asking ??= look().finally(() => {
      asking = undefined;
    });
    const faults = await asking;
    ctx.status = faults.length === 0 ? 200 : 503;
    if (ctx.status === 503) ctx.set('Retry-After', '5');
    ctx.body = { ready: faults.length === 0 };
  });
}
