import { loadCommonPasswords } from './crypto/commonPasswords.ts';
import { KeyFileFault, systemCode } from './crypto/keyFileFault.ts';
import { lastStartFile, noteLastStart } from './services/backup/lastStart.ts';
import { databaseChores } from './services/housekeeping/databaseChores.ts';
import { startHousekeeping } from './services/housekeeping/housekeeping.ts';
import { liveNode, thisProcess } from './services/keys/liveNode.ts';
import { KeysMissing, loadKeys } from './services/keys/loadKeys.ts';
import { watchRootKeys } from './services/keys/rootKeyWatch.ts';
import { uploadPath } from './services/uploads/keepFile.ts';
import type { Settings } from './settings.ts';
import { dataKeyStore } from './storage/dataKeyStore.ts';
import { DatabaseAway } from './storage/dialect.ts';
import type { Door } from './storage/door.ts';
import { loadDoor } from './storage/loadDoor.ts';
import { migrateUp, schemaStateAtRest } from './storage/migrating.ts';
import { nodeStore } from './storage/nodeStore.ts';
import { cookieWarnings } from './web/cookies.ts';
import { faultFields, type Log } from './web/log.ts';
import { type RunningServer, startServer } from './web/server.ts';

export interface StartParts {
  readonly settings: Settings;
  readonly root: string;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface Running {
  readonly publicUrl: string;
  readonly port: number;
  /** Takes no more requests, lets those under way finish, writes what waits, closes the database. */
  stop(deadlineMs: number): Promise<void>;
}

/** A start that must not happen: the sentence says what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/** Starts one process: database, keys, then the port. Throws StartRefused with one sentence for the operator. */
export async function startTinygate(parts: StartParts): Promise<Running> {
  const { settings, log, now } = parts;
  const door = await openDatabase(settings);
  try {
    return await startOn(door, parts);
  } catch (error) {
    await door.close().catch(() => undefined);
    if (error instanceof KeyFileFault || error instanceof KeysMissing) throw new StartRefused(error.message);
    const sentence = sentenceFor(error, settings);
    if (sentence === undefined) throw error;
    log.error('not started', {
      ...faultFields(error instanceof DatabaseAway ? error.cause : error),
      at: now(),
    });
    throw new StartRefused(sentence);
  }
}

const ofTheDatabase: Readonly<Record<string, string>> = {
  ER_ACCESS_DENIED_ERROR: 'The database refuses the user and password of DATABASE_URL.',
  ER_DBACCESS_DENIED_ERROR: 'The user of DATABASE_URL may not use the database that it names.',
  ER_BAD_DB_ERROR:
    'The server of DATABASE_URL has no database of that name. Make it, empty, and start again.',
};

/** What an operator can do about it; undefined: a fault of ours. */
function sentenceFor(error: unknown, { host, port }: Settings): string | undefined {
  if (error instanceof DatabaseAway) {
    const usual = 'The database of DATABASE_URL does not answer. Start it, or mend the address.';
    return ofTheDatabase[systemCode(error.cause)] ?? usual;
  }
  const ofThePort: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is taken by another program. Stop that one, or set PORT.`,
    EACCES: `Port ${port} may not be used by this user. Set PORT to 1024 or more.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Set HOST.`,
    ENOTFOUND: `${host} is no name of this machine. Set HOST.`,
  };
  return { ...ofTheDatabase, ...ofThePort }[systemCode(error)];
}

async function openDatabase({ databaseUrl }: Settings): Promise<Door> {
  try {
    return await loadDoor(databaseUrl.reveal());
  } catch (error) {
    if (error instanceof DatabaseAway) {
      throw new StartRefused('The file of DATABASE_URL cannot be opened. Look at its folder and its rights.');
    }
    throw error;
  }
}

async function startOn(door: Door, { settings, root: folder, log, now }: StartParts): Promise<Running> {
  // Loaded while the database answers.
  const loading = import('./app.ts');
  loading.catch(() => undefined);
  await readySchema(door, log);
  const store = dataKeyStore(door);
  const keys = await loadKeys(settings, store, now());
  const root = watchRootKeys(settings.rootKeyFile, store, keys.root, now);
  const clock = Math.round((now() - (await door.databaseTime())) / 1000);
  if (Math.abs(clock) > 2) log.warn('this machine and the database differ in time', { seconds: clock });
  const { makeApp } = await loading;
  let listener: Parameters<typeof startServer>[0]['listener'] = (_request, response) => {
    response.writeHead(503, { 'Retry-After': '1' }).end();
  };
  const server: RunningServer = await startServer({
    listener: (request, response) => listener(request, response),
    host: settings.host,
    port: settings.port,
  });
  // With PORT=0 the address is known only now.
  const publicUrl = settings.publicUrl ?? `http://localhost:${server.port}`;
  for (const warning of cookieWarnings(publicUrl)) log.warn(warning);
  const app = makeApp({
    root: folder,
    publicUrl,
    uploadPath: (hash) => uploadPath(settings.uploadsDir, hash),
    settings,
    door,
    keys: { root, session: keys.session },
    commonPasswords: loadCommonPasswords,
    log,
    now,
  });
  listener = app.listener;
  log.info('listening', { port: server.port, host: settings.host, publicUrl, pid: process.pid });
  void app.loadTheRest().catch((error) => log.error('not all pages could be loaded', faultFields(error)));
  const noted = noteThisStart(door, { settings, log, now });
  const self = thisProcess(server.port);
  const node = liveNode({
    nodes: nodeStore(door),
    root,
    ...self,
    changed: (ids) => log.info('the root keys have changed', { keys: ids.join(' ') }),
  });
  const housekeeping = startHousekeeping({
    ...databaseChores(door, { clock: now, holder: self.name }),
    flush: app.flush,
    keys: () => node.report(),
    ...app.sweeps,
    trouble: (chore, error) =>
      log.warn('a chore failed and is tried again', { chore, ...faultFields(error) }),
    done: (rows) => log.info('purged what is over', { rows }),
  });
  return {
    publicUrl,
    port: server.port,
    async stop(deadlineMs) {
      app.startDraining();
      const drained = server.drain(deadlineMs);
      // Whoever reads this line can rely on it: the port is closed.
      log.info('stopping');
      const end = await drained;
      await housekeeping.stop();
      await app.flush().catch(() => undefined);
      await noted;
      await node.leave().catch(() => undefined);
      await door
        .close()
        .catch((error: unknown) => log.warn('the database was not closed', faultFields(error)));
      log.info('stopped', { end });
    },
  };
}

/** A database that has gone back behind what this server saw accepts launches and sessions of that time again (R17). */
async function noteThisStart(door: Door, { settings, log, now }: Omit<StartParts, 'root'>): Promise<void> {
  // Every start of a database in memory is its first.
  if (settings.databaseUrl.reveal() === 'sqlite::memory:') return;
  try {
    const missed = await noteLastStart(door, lastStartFile(settings.rootKeyFile), now());
    if (missed === undefined) return;
    const facts = { lastStart: new Date(missed).toISOString() };
    log.warn('the database looks older than the last start; once restored, run: tinygate restored', facts);
  } catch (error) {
    log.warn('the start was not noted; a database that is older would not be noticed', faultFields(error));
  }
}

/** An empty database is migrated; one of another version is refused. */
async function readySchema(door: Door, log: Log): Promise<void> {
  const { state, missing, unknown } = await schemaStateAtRest(door);
  if (state === 'current') return;
  if (state === 'empty') {
    const steps = await migrateUp(door);
    if (steps.length > 0) log.info('made the tables of an empty database', { steps: steps.length });
    return;
  }
  if (state === 'behind') {
    throw new StartRefused(
      `The database's schema is behind by ${missing.length} step(s). Make a backup, then run: scripts/tinygate migrate`,
    );
  }
  throw new StartRefused(
    `The database's schema is newer than this version (${unknown.join(', ')}). Start the newer version instead.`,
  );
}
