import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Koa, { type Context } from 'koa';
import { parsePairs } from '../../model/pairs.ts';
import { type DurableInsert, openDurableInsert } from '../../services/bench/base.ts';
import type { BaseOpened, BaseOrder } from './orders.ts';
import { takeOrders } from './subprocess.ts';

/**
 * Koa and a router and nothing else: reads the body and answers 303. With an insert it also takes the form apart, since
 * no launch can do without.
 */
function bareApp(insert: DurableInsert | undefined): RequestListener {
  const router = new Router();
  const goOn = (ctx: Context) => {
    ctx.set('Location', '/bench/item');
    ctx.body = null;
    ctx.status = 303;
  };
  router.get('/tiny/:domain/:id', goOn);
  router.post('/adm/launch/tiny/:domain/:id', async (ctx) => {
    const body = await bodyOf(ctx);
    if (insert) {
      parsePairs(body, '');
      await insert.insert();
    }
    goOn(ctx);
  });
  return new Koa().use(router.routes()).callback();
}

function bodyOf({ req }: Context): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    req.on('data', (piece: Buffer) => pieces.push(piece));
    req.on('end', () => resolve(Buffer.concat(pieces)));
    req.on('error', reject);
  });
}

let server: Server | undefined;
let insert: DurableInsert | undefined;

async function obey(order: BaseOrder): Promise<BaseOpened | undefined> {
  if (order.do === 'close') {
    await insert?.close();
    server?.close();
    return undefined;
  }
  insert = order.databaseUrl === undefined ? undefined : await openDurableInsert(order.databaseUrl);
  const opened = createServer(bareApp(insert));
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return { port: (opened.address() as AddressInfo).port };
}

takeOrders(obey, () => {
  server?.closeAllConnections();
  server?.close();
  void insert?.close().catch(() => undefined);
});
