import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Door, pause } from '../../src/storage/door.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import {
  type Build,
  build,
  getAt,
  prepare,
  type Served,
  type ServerProcess,
  startProcess,
} from '../processes/served.ts';
import { type GaleraCluster, startGalera } from './cluster.ts';

/** How long a test may take whose nodes must notice that another one is gone, on a machine that does other things. */
export const patience = 900_000;

/** Three servers with one set of key files, each on its own node of one cluster. */
export interface Nodes {
  readonly cluster: GaleraCluster;
  readonly served: Served;
  readonly servers: readonly [ServerProcess, ServerProcess, ServerProcess];
  /** Doors as the servers have them, each on its own node. */
  readonly doors: readonly [Door, Door, Door];
  readonly build: Build;
  readonly folder: string;
  close(): Promise<void>;
}

const database = 'tinygate';

export async function startNodes(): Promise<Nodes> {
  const folder = mkdtempSync(join(tmpdir(), 'tinygate-nodes-'));
  const cluster = await startGalera();
  const built = build();
  try {
    return await startOn(cluster, { build: built, folder });
  } catch (error) {
    built.remove();
    cluster.stop();
    throw error;
  }
}

async function startOn(
  cluster: GaleraCluster,
  { build: built, folder }: Pick<Nodes, 'build' | 'folder'>,
): Promise<Nodes> {
  const [one, two, three] = cluster.nodes;
  await one.say(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const served = await prepare({ url: one.url(database), folder });
  const start = (node: typeof one) => startProcess({ build: built, databaseUrl: node.url(database), folder });
  const servers = [await start(one), await start(two), await start(three)] as const;
  const doorOf = (node: typeof one) => openDoor(node.url(database));
  const doors = [doorOf(one), doorOf(two), doorOf(three)] as const;
  return {
    cluster,
    served,
    servers,
    doors,
    build: built,
    folder,
    async close() {
      for (const node of cluster.nodes) node.thaw();
      await Promise.all(servers.map((server) => server.end('SIGTERM')));
      await Promise.all([served, ...doors].map((each) => each.close()));
      cluster.stop();
      built.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function isReady(server: ServerProcess): Promise<boolean> {
  return (await getAt(server, '/readyz')).status === 200;
}

/** Looks again and again, until it is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await pause(50);
}

export async function count(door: Door, text: string): Promise<number> {
  const [row] = await door.read((sql) => sql.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${text}`));
  return Number(row?.n);
}
