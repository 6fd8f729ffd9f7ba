import { mountAllPages } from '../../src/allPages.ts';
import { type App, makeApp } from '../../src/app.ts';
import { dataKeyFrom, newDataKey } from '../../src/crypto/dataKey.ts';
import { heldForNow } from '../../src/services/keys/rootKeyWatch.ts';
import type { Door } from '../../src/storage/door.ts';
import { makeLog } from '../../src/web/log.ts';

export const publicUrl = 'http://localhost:8080';

export interface TriedApp extends App {
  readonly lines: readonly string[];
}

/** The whole application over any door, even one that leads nowhere. */
export function appOn(door: Door): TriedApp {
  const rootKey = newDataKey();
  const lines: string[] = [];
  const app = makeApp({
    root: process.cwd(),
    publicUrl,
    uploadPath: (hash) => hash,
    settings: {
      contentUrl: undefined,
      trustedProxies: 0,
      uploadLimitMib: 2,
      uploadsDir: 'nowhere',
      workers: 1,
    },
    door,
    keys: {
      root: heldForNow({ active: rootKey, prepared: undefined, all: [rootKey] }),
      session: [dataKeyFrom('session', Buffer.alloc(32, 7))],
    },
    commonPasswords: async () => () => false,
    log: makeLog({ level: 'debug', write: (line) => lines.push(line) }),
    now: () => 1_766_000_000_000,
  });
  app.mount(mountAllPages);
  return { ...app, lines };
}

/** A door behind which everything fails with `fault()`. */
export function brokenDoor(fault: () => Error): Door {
  const fail = () => Promise.reject(fault());
  return {
    dialect: 'sqlite',
    read: fail,
    snapshot: fail,
    write: fail,
    atOnce: fail,
    unit: fail,
    databaseTime: fail,
    probe: fail,
    close: async () => undefined,
  };
}

export interface MountedRoute {
  readonly pattern: string;
  readonly methods: readonly string[];
}

export function routesOf({ routers }: App): readonly MountedRoute[] {
  return routers
    .flatMap((router) => router.stack)
    .map(({ path, methods }) => ({ pattern: String(path), methods }));
}
