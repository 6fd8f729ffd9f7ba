import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Koa, { type Context } from 'koa';
import { type DurableInsert, openDurableInsert } from '../../services/bench/base.ts';
import type { BaseOpened, BaseOrder } from './orders.ts';
import { takeOrders } from './subprocess.ts';

/** Koa and a router and nothing else: reads the body, makes the insert if there is one, answers 303. */
function bareApp(insert: DurableInsert | undefined): RequestListener {
  const router = new Router();
  const goOn = (ctx: Context) => {
    ctx.set('Location', '/bench/item');
    ctx.body = null;
    ctx.status = 303;
  };
  router.get('/tiny/:domain/:id', goOn);
  router.post('/adm/launch/tiny/:domain/:id', async (ctx) => {
    await bodyOf(ctx);
    await insert?.insert();
    goOn(ctx);
  });
  return new Koa().use(router.routes()).callback();
}

function bodyOf({ req }: Context): Promise<string> {
  return new Promise((resolve, reject) => {
    let body = '';
    req.setEncoding('utf8');
    req.on('data', (text: string) => {
      body += text;
    });
    req.on('end', () => resolve(body));
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
