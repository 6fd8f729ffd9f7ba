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
  router.get('/readyz', async (ctx) => {
    requestState(ctx).answersJson = true;
    const faults = await health.faults();
    if (faults.length > 0) health.log(faults);
    ctx.status = faults.length === 0 ? 200 : 503;
    if (ctx.status === 503) ctx.set('Retry-After', '5');
    ctx.body = { ready: faults.length === 0 };
  });
}
