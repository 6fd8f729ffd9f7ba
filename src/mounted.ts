import { mountAllPages } from './allPages.ts';
import { makeApp } from './app.ts';
import { newDataKey } from './crypto/dataKey.ts';
import { heldForNow } from './services/keys/rootKeyWatch.ts';
import type { Door } from './storage/door.ts';
import { makeLog } from './web/log.ts';

/** The patterns of all pages that can be asked for, from the application itself: a new one needs no line anywhere else. */
export function mountedPages(root: string): readonly string[] {
  const key = newDataKey();
  const app = makeApp({
    root,
    publicUrl: 'http://localhost',
    uploadPath: (hash) => hash,
    settings: { contentUrl: undefined, trustedProxies: 0, uploadLimitMib: 1, uploadsDir: root, workers: 1 },
    door: noDoor,
    keys: { root: heldForNow({ active: key, prepared: undefined, all: [key] }), session: [key] },
    commonPasswords: async () => () => false,
    log: makeLog({ level: 'fatal', write: () => undefined }),
    now: () => 0,
  });
  app.mount(mountAllPages);
  const layers = app.routers.flatMap(({ stack }) => stack);
  return layers.filter(({ methods }) => methods.includes('GET')).map(({ path }) => String(path));
}

const nothing = () => Promise.reject(new Error('Nobody is to be served here.'));

/** Only the routes are asked for. */
const noDoor: Door = {
  dialect: 'sqlite',
  read: nothing,
  snapshot: nothing,
  write: nothing,
  atOnce: nothing,
  unit: nothing,
  databaseTime: nothing,
  probe: nothing,
  close: async () => undefined,
};
