import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import mysql from 'mysql2/promise';
import {
  freePort,
  makeDataFolder,
  mariadbd,
  mariadbOptions,
  type OwnMariadb,
  runMariadb,
} from '../mariadb.ts';

/** One of three MariaDB servers that replicate to each other. */
export interface GaleraNode {
  readonly port: number;
  readonly url: (database: string) => string;
  /** Its word for one of its `wsrep_...` states. Asked without waiting for the others. */
  status(name: string): Promise<string>;
  say(text: string): Promise<void>;
  /** Stops working, but stays where it is: to the others and to its clients it is silent. */
  freeze(): void;
  thaw(): void;
  /** Ends it without its leave. */
  kill(): Promise<void>;
  /** Comes back on its own data folder, from where it was killed. */
  restart(): Promise<void>;
}

export interface GaleraCluster {
  readonly nodes: readonly [GaleraNode, GaleraNode, GaleraNode];
  stop(): void;
}

const providers = ['/usr/lib/galera/libgalera_smm.so', '/usr/lib64/galera-4/libgalera_smm.so'];

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly group: number;
  readonly increments: number;
  readonly transfer: number;
}

/** Starts three nodes on loopback in folders of their own. Throws a sentence where Galera is not installed. */
export async function startGalera(): Promise<GaleraCluster> {
  const provider = process.env.GALERA_PROVIDER ?? providers.find((path) => existsSync(path));
  if (provider === undefined)
    throw new Error(
      'Galera is not installed (Debian: apt-get install galera-4); scripts/test galera does it.',
    );
  const root = mkdtempSync(join(tmpdir(), 'tinygate-galera-'));
  const places: Place[] = [];
  for (const name of ['one', 'two', 'three']) {
    places.push({
      folder: join(root, name),
      port: await freePort(),
      group: await freePort(),
      increments: await freePort(),
      transfer: await freePort(),
    });
  }
  const optionsOf = (place: Place) => wsrepOptions(provider, place, places);
  const [one, two, three] = places;
  if (!one || !two || !three) throw new Error('A cluster of fewer than three nodes.');
  const started: RunningNode[] = [];
  const stop = () => {
    for (const node of started) node.end();
    rmSync(root, { recursive: true, force: true });
  };
  try {
    mkdirSync(one.folder);
    makeDataFolder(one.folder);
    // All three begin as copies of one that was a cluster by itself, so that nobody has to be sent all rows.
    const alone = await startNode(one, [...optionsOf(one), '--wsrep-new-cluster']);
    await alone.shutDown();
    for (const { folder } of [two, three]) cpSync(one.folder, folder, { recursive: true });
    const first = await startNode(one, [...optionsOf(one), '--wsrep-new-cluster']);
    started.push(first);
    const others = [await startNode(two, optionsOf(two)), await startNode(three, optionsOf(three))] as const;
    started.push(...others);
    // What the first would begin a second cluster with is forgotten.
    first.options = optionsOf(one);
    for (const node of started) await hasJoined(node);
    return { nodes: [first, others[0], others[1]], stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Of a laden machine: nodes that got no turn for seconds have lost each other, and find each other again. */
async function hasJoined(node: GaleraNode): Promise<void> {
  const states = async () =>
    [await node.status('wsrep_ready'), await node.status('wsrep_cluster_size')].join();
  while ((await states()) !== 'ON,3') await new Promise((resolve) => setTimeout(resolve, 100));
}

function wsrepOptions(provider: string, place: Place, all: readonly Place[]): string[] {
  const address = (port: number) => `127.0.0.1:${port}`;
  return [
    '--wsrep-on=ON',
    `--wsrep-provider=${provider}`,
    '--wsrep-cluster-name=tinygate-tests',
    `--wsrep-cluster-address=gcomm://${all.map(({ group }) => address(group)).join(',')}`,
    `--wsrep-node-address=${address(place.group)}`,
    `--wsrep-node-incoming-address=${address(place.port)}`,
    '--wsrep-sst-method=here',
    `--wsrep-sst-receive-address=${address(place.transfer)}`,
    '--wsrep-slave-threads=4',
    '--binlog-format=ROW',
    '--default-storage-engine=InnoDB',
    '--innodb-autoinc-lock-mode=2',
    '--innodb-log-file-size=16M',
    `--wsrep-provider-options=${[
      `gmcast.listen_addr=tcp://${address(place.group)}`,
      `ist.recv_addr=${address(place.increments)}`,
      'gcache.size=8M',
      // Twice the usual, for machines that do other things as well.
      'evs.suspect_timeout=PT10S',
      'evs.inactive_timeout=PT30S',
    ].join(';')}`,
  ];
}

interface RunningNode extends GaleraNode {
  options: readonly string[];
  shutDown(): Promise<void>;
  end(): void;
}

async function startNode(place: Place, options: readonly string[]): Promise<RunningNode> {
  // For `wsrep_sst_here`, which stands beside this file.
  const env = { PATH: `${__dirname}:${process.env.PATH}`, GALERA_FOLDER: dirname(place.folder) };
  let server: OwnMariadb = await runMariadb(place.folder, place.port, { options, env });
  const say = async (text: string) => {
    const connection = await mysql.createConnection(server.url(''));
    try {
      const [rows] = await connection.query(text);
      return rows;
    } finally {
      connection.destroy();
    }
  };
  const ended = (signal: 'SIGKILL' | 'SIGTERM') =>
    new Promise<void>((resolve) => {
      server.process.once('exit', () => resolve());
      server.process.kill(signal);
    });
  const node: RunningNode = {
    port: place.port,
    url: server.url,
    options,
    async status(name) {
      const rows = (await say(`SHOW STATUS LIKE '${name}'`)) as unknown as readonly { Value: string }[];
      return rows[0]?.Value ?? '';
    },
    async say(text) {
      await say(text);
    },
    freeze: () => void server.process.kill('SIGSTOP'),
    thaw: () => void server.process.kill('SIGCONT'),
    kill: () => ended('SIGKILL'),
    shutDown: () => ended('SIGTERM'),
    async restart() {
      const position = `--wsrep-start-position=${lastPosition(place, node.options)}`;
      server = await runMariadb(place.folder, place.port, { options: [...node.options, position], env });
    },
    end: () => server.stop(),
  };
  return node;
}

/** How far a node had come that was killed: what Debian's start script asks, too. */
function lastPosition({ folder, port }: Place, options: readonly string[]): string {
  const log = join(folder, 'position.err');
  const recover = ['--wsrep-recover', `--log-error=${log}`];
  spawnSync(mariadbd(), [...mariadbOptions(folder, port), ...options, ...recover]);
  const position = /Recovered position: (\S+)/.exec(readFileSync(log, 'utf8'))?.[1];
  rmSync(log);
  if (position === undefined) throw new Error(`The node does not say how far it had come, in ${folder}`);
  return position;
}
